"""How an attempt to pay ends: the states, the events, the money (facts 48, 49, 57, 73, 79, 91, 92)."""

from __future__ import annotations

from collections.abc import Callable

from stripe_emulator.money import ledger
from stripe_emulator.payments import after_charge, charges
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.resource_kit.world import World
from stripe_emulator.state.account import Account, Object
from stripe_emulator.state.timeline import Timeline
from stripe_emulator.wire.errors import StripeError

# `Call.emit` within a request, `by_itself` for what happens later.
Emit = Callable[[str, Object], object]


def by_itself(world: World, account: Account, timeline: Timeline) -> Emit:
    """Tells events that no request caused, at the timeline's time (fact 105)."""

    def tell(type: str, obj: Object) -> object:
        return emit(world, account, type, obj, created=timeline.now())

    return tell


def succeed(world: World, account: Account, tell: Emit, intent: Object, method: Object, made: Object) -> Object:
    """The money is there, or held; what that means for the PaymentMethod comes first."""
    held = intent["capture_method"] == "manual"
    intent["latest_charge"], intent["next_action"] = made["id"], None
    if held:
        intent["status"], intent["amount_capturable"] = "requires_capture", intent["amount"]
        account.clock(intent["customer"]).at(_hold_ends(made), lambda: expire(world, account, intent))
    else:
        intent["status"], intent["amount_received"] = "succeeded", intent["amount"]
        if intent["capture_method"] == "automatic":
            collect(world, account, made)
    _remember(account, tell, intent, method)
    tell("charge.succeeded", made)
    tell("payment_intent.amount_capturable_updated" if held else "payment_intent.succeeded", intent)
    if not held:
        follow(world, account, made)
    return intent


def fail(tell: Emit, intent: Object, error: StripeError, failed_charge: Object | None) -> None:
    """Back to requires_payment_method, with the error told in `last_payment_error` (facts 49, 63)."""
    intent["status"], intent["payment_method"], intent["next_action"] = "requires_payment_method", None, None
    intent["last_payment_error"] = error.fields()
    if failed_charge is not None:
        tell("charge.failed", failed_charge)
    tell("payment_intent.payment_failed", intent)


def follow(world: World, account: Account, charge: Object) -> None:
    """What comes right after the money: its balance transaction, where that is not there yet, and what a card causes.

    Fact 79: with `automatic_async`, and on a capture, the answer is given before it; `charge.updated` tells of it.
    """
    if charge["balance_transaction"] is None:
        account.time.later(0, lambda: _collect_later(world, account, charge))
    after_charge.follow(world, account, charge)


def collect(world: World, account: Account, charge: Object) -> None:
    """Book the charge in the ledger; some cards bring it to the available balance at once (fact 129)."""
    card = account.cards.get(charge["payment_method"])
    at_once = card is not None and card.behaviour.available_immediately
    ledger.charged(world, account, charge, charge["amount_captured"], at_once=at_once)


def expire(world: World, account: Account, intent: Object) -> None:
    """Cancel what was held and not captured in time (fact 77)."""
    if intent["status"] == "requires_capture":
        tell = by_itself(world, account, account.clock(intent["customer"]))
        tell("charge.expired", release(account, intent))
        end(account, intent, "automatic")
        tell("payment_intent.canceled", intent)


def release(account: Account, intent: Object) -> Object:
    """The charge of a hold, given back to the card (fact 54)."""
    held = account.get("charge", intent["latest_charge"])
    held |= {"refunded": True, "amount_refunded": held["amount"]}
    return held


def end(account: Account, intent: Object, reason: str | None) -> None:
    """Canceled, for ever."""
    intent |= {
        "status": "canceled",
        "canceled_at": account.clock(intent["customer"]).now(),
        "cancellation_reason": reason,
        "amount_capturable": 0,
        "next_action": None,
    }


def _hold_ends(made: Object) -> int:
    """Until when a held amount can be captured (fact 77)."""
    card = made["payment_method_details"].get("card") or {}
    return int(card.get("capture_before") or made["created"] + charges.HOLD_SECONDS)


def _collect_later(world: World, account: Account, charge: Object) -> None:
    collect(world, account, charge)
    created = account.clock(charge["customer"]).now()
    emit(world, account, "charge.updated", charge, previous={"balance_transaction": None}, created=created)


def _remember(account: Account, tell: Emit, intent: Object, method: Object) -> None:
    """What a success means for the PaymentMethod: saved, or spent (facts 91, 92)."""
    if method["customer"] is not None:
        return
    if intent["customer"] and intent["setup_future_usage"]:
        method["customer"] = intent["customer"]
        tell("payment_method.attached", method)
    else:
        account.spent.add(method["id"])
