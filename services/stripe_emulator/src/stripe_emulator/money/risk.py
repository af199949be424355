"""Reviews and early fraud warnings come to an end (https://docs.stripe.com/radar/reviews)."""

from __future__ import annotations

from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object


def close_review(emulator: Emulator, account: Account, charge: Object, reason: str) -> Object | None:
    """Close the open review of a charge: `approved`, `refunded`, `refunded_as_fraud`, `disputed`; None without one."""
    review = account.find(charge["review"])
    if review is None or not review["open"]:
        return None
    review |= {"open": False, "reason": reason, "closed_reason": reason}
    charge["review"] = None
    intent = account.find(charge["payment_intent"])
    if intent is not None:
        intent["review"] = None
    emit(emulator, account, "review.closed", review)
    return review


def settle_warnings(emulator: Emulator, account: Account, charge: Object) -> None:
    """Mark the warnings of a charge not actionable once it is refunded in full or disputed."""
    for warning in account.each("radar.early_fraud_warning", charge=charge["id"]):
        if warning["actionable"]:
            warning["actionable"] = False
            emit(emulator, account, "radar.early_fraud_warning.updated", warning, previous={"actionable": True})
