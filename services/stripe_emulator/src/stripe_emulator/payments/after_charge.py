"""What some cards cause right after a charge: disputes, early fraud warnings, reviews (fact 98)."""

from __future__ import annotations

from stripe_emulator.money import bank_accounts, disputes
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.resource_kit.world import World
from stripe_emulator.state.account import Account, Object

WARNING = "radar.early_fraud_warning"


def follow(world: World, account: Account, charge: Object) -> None:
    """Plan what the card (or the bank account) of a succeeded charge causes: as soon as the request is answered."""
    card = account.cards.get(charge["payment_method"])
    if card is None:
        if bank_accounts.behaviour(account, charge["payment_method"]).disputed:
            account.time.later(0, lambda: disputes.begin(world, account, charge, "debit_not_authorized"))
        return
    behaviour = card.behaviour
    if behaviour.dispute is not None:
        reason = behaviour.dispute
        account.time.later(0, lambda: disputes.begin(world, account, charge, reason))
    if behaviour.early_fraud_warning:
        account.time.later(0, lambda: warn(world, account, charge))
    if behaviour.review:
        account.time.later(0, lambda: review(world, account, charge))


def warn(world: World, account: Account, charge: Object) -> None:
    """An issuer's early fraud warning."""
    warning = new(
        account,
        WARNING,
        account.ids.new("issfr_"),
        actionable=True,
        charge=charge["id"],
        fraud_type="misc",
        payment_intent=charge["payment_intent"],
    )
    account.add(warning)
    emit(world, account, f"{WARNING}.created", warning)


def review(world: World, account: Account, charge: Object) -> None:
    """A review of a payment with elevated risk."""
    made = new(
        account,
        "review",
        account.ids.new("prv_"),
        charge=charge["id"],
        open=True,
        opened_reason="rule",
        payment_intent=charge["payment_intent"],
        reason="rule",
    )
    account.add(made)
    charge["review"] = made["id"]
    intent = account.find(charge["payment_intent"])
    if intent is not None:
        intent["review"] = made["id"]
    emit(world, account, "review.opened", made)
