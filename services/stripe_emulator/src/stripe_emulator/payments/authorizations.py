"""Authorized payments: captured, raised, canceled (facts 53, 54, 73-79)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.payments import intent_params, outcomes, payment_method_flows
from stripe_emulator.resource_kit.amounts import check_amount
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid, unexpected_state

CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")


def capture(call: Call, intent: Object, amount: int | None, params: dict[str, Any] | None = None) -> Object:
    """Capture an authorization, all or a part (minor units); the rest is released unless `final_capture=false` (facts
    74-76).
    """
    options = params or {}
    _check_held(intent, "captured", "captured: requires_capture.")
    charge, capturable = call.account.get("charge", intent["latest_charge"]), intent["amount_capturable"]
    if charge["payment_method_details"]["type"] == "card":
        intent_params.check_descriptor_of(["card"], options)
    final = options.get("final_capture", True)
    if not final and not _allows(charge, "multicapture"):
        message = (
            "The `final_capture` parameter can only be `false` when multicapture is available for the charge: its "
            "`payment_method_details[card][multicapture][status]` is `unavailable`."
        )
        raise invalid(message, param="final_capture")
    taken = capturable if amount is None else amount
    if taken > capturable:
        message = (
            f"The payment could not be captured because the requested capture amount ({taken}) is greater than the "
            f"amount you can capture for this PaymentIntent ({capturable})."
        )
        raise invalid(message, param="amount_to_capture", code="amount_too_large")
    if taken < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            param="amount_to_capture",
            code="parameter_invalid_integer",
        )
    before = copy_of(charge)
    _apply(intent, charge, options)
    charge["amount_captured"] += taken
    intent["amount_received"] = charge["amount_captured"]
    if not final:
        intent["amount_capturable"] = capturable - taken
        call.emit("payment_intent.amount_capturable_updated", intent)
        return intent
    charge |= {"captured": True, "amount_refunded": charge["amount"] - charge["amount_captured"]}
    intent |= {"status": "succeeded", "amount_capturable": 0}
    call.emit("charge.captured", charge, difference(before, charge))
    call.emit("payment_intent.succeeded", intent)
    outcomes.follow(call.emulator, call.account, charge)
    return intent


def increment(call: Call, intent: Object, amount: int) -> Object:
    """Raise an authorization (https://docs.stripe.com/payments/incremental-authorization); 400 for cards without it."""
    _check_held(intent, "incremented", "incremented: requires_capture.")
    charge = call.account.get("charge", intent["latest_charge"])
    if not _allows(charge, "incremental_authorization"):
        message = (
            "This PaymentIntent does not support incremental authorization. Confirm it with "
            "`payment_method_options[card][request_incremental_authorization]=if_available` and a card that allows it."
        )
        raise invalid(message, code="payment_intent_invalid_parameter", payment_intent=copy_of(intent))
    if amount <= intent["amount"]:
        message = f"The amount ({amount}) must be greater than the amount authorized so far ({intent['amount']})."
        raise invalid(message, param="amount")
    check_amount(amount, intent["currency"])
    before, card = copy_of(charge), charge["payment_method_details"]["card"]
    intent |= {"amount": amount, "amount_capturable": amount - charge["amount_captured"]}
    charge["amount"] = card["amount_authorized"] = card["overcapture"]["maximum_amount_capturable"] = amount
    call.emit("charge.updated", charge, difference(before, charge))
    call.emit("payment_intent.amount_capturable_updated", intent)
    return intent


def cancel(call: Call, intent: Object, reason: str | None) -> Object:
    """Cancel a PaymentIntent; an authorization is released (facts 53, 54)."""
    if intent["status"] not in CANCELABLE:
        raise unexpected_state(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. Only a PaymentIntent "
            f"with one of the following statuses may be canceled: {', '.join(CANCELABLE)}.",
            copy_of(intent),
        )
    if intent["status"] == "requires_capture":
        call.emit("charge.refunded", *outcomes.release(call.account, intent))
    payment_method_flows.canceled(call.emulator, call.account, call.emit, intent)
    outcomes.end(call.account, intent, reason)
    call.emit("payment_intent.canceled", intent)
    return intent


def _allows(charge: Object, feature: str) -> bool:
    card = charge["payment_method_details"].get("card") or {}
    return bool(card.get(feature, {}).get("status") == "available")


def _apply(intent: Object, charge: Object, params: dict[str, Any]) -> None:
    """Set the fields that a capture may change besides the amount."""
    change(
        intent, params, ("application_fee_amount", "metadata", "statement_descriptor", "statement_descriptor_suffix")
    )
    change(charge, params, ("application_fee_amount", "statement_descriptor", "statement_descriptor_suffix"))


def _check_held(intent: Object, done: str, rest: str) -> None:
    if intent["status"] != "requires_capture":
        raise unexpected_state(
            f"This PaymentIntent could not be {done} because it has a status of {intent['status']}. Only a "
            f"PaymentIntent with one of the following statuses may be {rest}",
            copy_of(intent),
        )
