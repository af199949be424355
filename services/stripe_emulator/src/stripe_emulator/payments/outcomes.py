"""How an attempt to pay ends: the states, the events, the money (facts 48, 49, 57, 73, 79, 91, 92)."""

from __future__ import annotations

from collections.abc import Callable

from stripe_emulator.money import ledger
from stripe_emulator.payments import after_charge, charges
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object
from stripe_emulator.state.timeline import Timeline
from stripe_emulator.wire.errors import StripeError

# `Call.emit` within a request, `by_itself` for what happens later.
Emit = Callable[[str, Object], object]


def by_itself(emulator: Emulator, account: Account, timeline: Timeline) -> Emit:
    """Sends events without a request, at the timeline's time (fact 105)."""

    def emit_automatic(type: str, obj: Object) -> object:
        return emit(emulator, account, type, obj, created=timeline.now())

    return emit_automatic


def succeed(
    emulator: Emulator, account: Account, emit_event: Emit, intent: Object, method: Object, charge: Object
) -> Object:
    """The payment succeeded or is authorized; the PaymentMethod is saved or used up first."""
    manual = intent["capture_method"] == "manual"
    intent["latest_charge"], intent["next_action"] = charge["id"], None
    if manual:
        intent["status"], intent["amount_capturable"] = "requires_capture", intent["amount"]
        account.clock(intent["customer"]).at(_hold_ends(charge), lambda: expire(emulator, account, intent))
    else:
        intent["status"], intent["amount_received"] = "succeeded", intent["amount"]
        if intent["capture_method"] == "automatic":
            collect(emulator, account, charge)
    _remember(account, emit_event, intent, method)
    emit_event("charge.succeeded", charge)
    emit_event("payment_intent.amount_capturable_updated" if manual else "payment_intent.succeeded", intent)
    if not manual:
        follow(emulator, account, charge)
    return intent


def fail(emit_event: Emit, intent: Object, error: StripeError, failed_charge: Object | None) -> None:
    """Back to `requires_payment_method`, with the error in `last_payment_error` (facts 49, 63)."""
    intent["status"], intent["payment_method"], intent["next_action"] = "requires_payment_method", None, None
    intent["last_payment_error"] = error.fields()
    if failed_charge is not None:
        emit_event("charge.failed", failed_charge)
    emit_event("payment_intent.payment_failed", intent)


def follow(emulator: Emulator, account: Account, charge: Object) -> None:
    """Plan what follows a payment: its balance transaction, if it has none yet, and what its test card causes.

    Fact 79: with `automatic_async`, and on a capture, the response comes first and `charge.updated` has the
    transaction.
    """
    if charge["balance_transaction"] is None:
        account.time.after(0, lambda: _collect_later(emulator, account, charge))
    after_charge.follow(emulator, account, charge)


def collect(emulator: Emulator, account: Account, charge: Object) -> None:
    """Book the charge in the ledger; some test cards make it available at once (fact 129)."""
    card = account.cards.get(charge["payment_method"])
    at_once = card is not None and card.behaviour.available_immediately
    ledger.book_charge(emulator, account, charge, charge["amount_captured"], at_once=at_once)


def expire(emulator: Emulator, account: Account, intent: Object) -> None:
    """Cancel an authorization that was not captured in time (fact 77)."""
    if intent["status"] == "requires_capture":
        emit_event = by_itself(emulator, account, account.clock(intent["customer"]))
        released, previous = release(account, intent)
        created = account.clock(intent["customer"]).now()
        emit(emulator, account, "charge.expired", released, previous=previous, created=created)
        end(account, intent, "automatic")
        emit_event("payment_intent.canceled", intent)


def release(account: Account, intent: Object) -> tuple[Object, Object]:
    """Release the authorized charge of an intent (fact 54): the charge, and the old values of what changed."""
    charge = account.get("charge", intent["latest_charge"])
    before = dict(charge)
    charge |= {"refunded": True, "amount_refunded": charge["amount"]}
    return charge, difference(before, charge)


def end(account: Account, intent: Object, reason: str | None) -> None:
    intent |= {
        "status": "canceled",
        "canceled_at": account.clock(intent["customer"]).now(),
        "cancellation_reason": reason,
        "amount_capturable": 0,
        "next_action": None,
    }


def _hold_ends(charge: Object) -> int:
    """Until when a held amount can be captured (fact 77)."""
    card = charge["payment_method_details"].get("card") or {}
    return int(card.get("capture_before") or charge["created"] + charges.HOLD_SECONDS)


def _collect_later(emulator: Emulator, account: Account, charge: Object) -> None:
    before = dict(charge)
    collect(emulator, account, charge)
    created = account.clock(charge["customer"]).now()
    emit(emulator, account, "charge.updated", charge, previous=difference(before, charge), created=created)


def _remember(account: Account, emit_event: Emit, intent: Object, method: Object) -> None:
    """Save the PaymentMethod to the customer, or mark it used up (facts 91, 92)."""
    if method["customer"] is not None:
        return
    if intent["customer"] and intent["setup_future_usage"]:
        method["customer"] = intent["customer"]
        emit_event("payment_method.attached", method)
    else:
        account.spent.add(method["id"])
