"""What some cards cause right after a charge: disputes, early fraud warnings, reviews (fact 98)."""

from __future__ import annotations

from stripe_emulator.money import bank_accounts, disputes
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object

WARNING = "radar.early_fraud_warning"


def follow(emulator: Emulator, account: Account, charge: Object) -> None:
    """Plan what the card or bank account of a succeeded charge causes right after the request."""
    card = account.cards.get(charge["payment_method"])
    if card is None:
        if bank_accounts.behaviour(account, charge["payment_method"]).disputed:
            account.time.after(0, lambda: disputes.begin(emulator, account, charge, "debit_not_authorized"))
        return
    behaviour = card.behaviour
    if behaviour.dispute is not None:
        reason = behaviour.dispute
        account.time.after(0, lambda: disputes.begin(emulator, account, charge, reason))
    if behaviour.early_fraud_warning:
        account.time.after(0, lambda: warn(emulator, account, charge))
    if behaviour.review:
        account.time.after(0, lambda: review(emulator, account, charge))


def warn(emulator: Emulator, account: Account, charge: Object) -> None:
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
    emit(emulator, account, f"{WARNING}.created", warning)


def review(emulator: Emulator, account: Account, charge: Object) -> None:
    review = new(
        account,
        "review",
        account.ids.new("prv_"),
        charge=charge["id"],
        open=True,
        opened_reason="rule",
        payment_intent=charge["payment_intent"],
        reason="rule",
    )
    account.add(review)
    charge["review"] = review["id"]
    intent = account.find(charge["payment_intent"])
    if intent is not None:
        intent["review"] = review["id"]
    emit(emulator, account, "review.opened", review)
