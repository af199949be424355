"""What some cards cause just after a charge: disputes, early fraud warnings, reviews (fact 98)."""

from __future__ import annotations

from datetime import UTC, datetime

from stripe_emulator.account import Account, Object
from stripe_emulator.contract import CURRENT
from stripe_emulator.events import emit
from stripe_emulator.standard import new
from stripe_emulator.world import World

MOMENT = 0.05
EVIDENCE_DAYS = 9
DAY = 86_400


def follow(world: World, account: Account, charge: Object) -> None:
    """Plan what the card of a succeeded charge causes a moment later."""
    behaviour = account.cards[charge["payment_method"]].behaviour
    if behaviour.dispute is not None:
        reason = behaviour.dispute
        account.time.later(MOMENT, lambda: dispute(world, account, charge, reason))
    if behaviour.early_fraud_warning:
        account.time.later(MOMENT, lambda: warn(world, account, charge))
    if behaviour.review:
        account.time.later(MOMENT, lambda: review(world, account, charge))


def dispute(world: World, account: Account, charge: Object, reason: str) -> None:
    """Open a dispute; an inquiry moves no money (fact 101)."""
    inquiry = reason == "inquiry"
    made = new(
        account,
        "dispute",
        account.ids.new("dp_"),
        amount=charge["amount"],
        charge=charge["id"],
        currency=charge["currency"],
        evidence={**CURRENT.part("dispute.evidence"), "enhanced_evidence": {}},
        evidence_details={
            "enhanced_eligibility": {},
            "due_by": _end_of_day(account.now() + EVIDENCE_DAYS * DAY),
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=inquiry,
        payment_intent=charge["payment_intent"],
        reason="fraudulent" if reason in ("inquiry", "multiple") else reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )
    account.add(made)
    charge["disputed"] = True
    charge["dispute"] = made["id"]
    emit(world, account, "charge.dispute.created", made)
    if not inquiry:
        emit(world, account, "charge.dispute.funds_withdrawn", made)


def warn(world: World, account: Account, charge: Object) -> None:
    """An issuer's early fraud warning."""
    warning = new(
        account,
        "radar.early_fraud_warning",
        account.ids.new("issfr_"),
        actionable=True,
        charge=charge["id"],
        fraud_type="misc",
        payment_intent=charge["payment_intent"],
    )
    account.add(warning)
    emit(world, account, "radar.early_fraud_warning.created", warning)


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
    emit(world, account, "review.opened", made)


def _end_of_day(at: int) -> int:
    day = datetime.fromtimestamp(at, UTC).replace(hour=23, minute=59, second=59)
    return int(day.timestamp())
