"""https://docs.stripe.com/api/refunds: create, retrieve, update, cancel, list (facts 80-89)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.account import Account, Object
from stripe_emulator.amounts import display
from stripe_emulator.charging import unrefunded
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import invalid
from stripe_emulator.events import emit
from stripe_emulator.standard import change, lister, new, retriever
from stripe_emulator.world import World

KIND = "refund"
BANK_SECONDS = 0.3
"""After this long the bank has its final word on a refund that is not final at once."""


def create(call: Call) -> Object:
    """Give back all that is left of a charge, or an amount of it."""
    charge = _charge(call)
    amount = _amount(charge, call.params)
    course = call.account.cards[charge["payment_method"]].behaviour.refund
    refund = call.account.add(_blank(call, charge, amount))
    refund["status"] = "pending" if course == "pending_then_succeeds" else "succeeded"
    if refund["status"] == "pending":
        refund["pending_reason"] = "processing"
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    call.emit("refund.created", refund)
    call.emit("charge.refunded", charge)
    world, account = call.world, call.account
    if course == "pending_then_succeeds":
        account.time.later(BANK_SECONDS, lambda: _succeed(world, account, refund))
    if course == "succeeds_then_fails":
        account.time.later(BANK_SECONDS, lambda: _fail(world, account, refund))
    return refund


def update(call: Call) -> Object:
    """Metadata only (fact 86)."""
    refund = call.account.get(KIND, call.path["id"])
    call.emit("refund.updated", refund, change(refund, call.params, ("metadata",)))
    return refund


def cancel(call: Call) -> Object:
    """Only a refund in requires_action can be canceled (fact 86); no card's refund ever is."""
    refund = call.account.get(KIND, call.path["id"])
    raise invalid(f"You cannot cancel the refund {refund['id']} because it has a status of {refund['status']}.")


def _charge(call: Call) -> Object:
    account, params = call.account, call.params
    if "charge" not in params and "payment_intent" not in params:
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    if "charge" in params:
        charge = account.get("charge", params["charge"], param="charge", status=400)
        if params.get("payment_intent", charge["payment_intent"]) != charge["payment_intent"]:
            raise invalid("The charge does not belong to the PaymentIntent provided.", param="payment_intent")
    else:
        charge = _charge_of_intent(account, params["payment_intent"])
    if not charge["captured"]:
        message = "This charge has not been paid and captured, so it cannot be refunded."
        raise invalid(message, code="charge_not_refundable")
    if charge["refunded"]:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if charge["disputed"] and not _refundable(account, charge):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid(message, code="charge_disputed")
    return charge


def _charge_of_intent(account: Account, id: str) -> Object:
    intent = account.get("payment_intent", id, param="payment_intent", status=400)
    charge = account.find(intent["latest_charge"])
    if charge is None or not charge["captured"]:
        status = f" It has a status of {intent['status']}." if intent["status"] != "requires_payment_method" else ""
        raise invalid(f"This PaymentIntent ({id}) does not have a successful charge to refund.{status}")
    return charge


def _refundable(account: Account, charge: Object) -> bool:
    found = account.find(charge["dispute"])
    return found is not None and found["is_charge_refundable"]


def _amount(charge: Object, params: dict[str, Any]) -> int:
    left = unrefunded(charge)
    amount: int = params.get("amount", left)
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    if amount > left:
        shown_amount, shown_left = display(amount, charge["currency"]), display(left, charge["currency"])
        message = f"Refund amount ({shown_amount}) is greater than unrefunded amount on charge ({shown_left})"
        raise invalid(message, param="amount")
    return amount


def _blank(call: Call, charge: Object, amount: int) -> Object:
    refund = new(
        call.account,
        KIND,
        call.account.ids.of_payment("re_", charge["payment_intent"]),
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
            "type": "card",
        },
        metadata=call.params.get("metadata") or {},
        payment_intent=charge["payment_intent"],
        reason=call.params.get("reason"),
        status="succeeded",
    )
    return refund


def _succeed(world: World, account: Account, refund: Object) -> None:
    refund["status"] = "succeeded"
    refund.pop("pending_reason", None)
    emit(world, account, "refund.updated", refund, previous={"status": "pending"})
    emit(world, account, "charge.refund.updated", refund, previous={"status": "pending"})


def _fail(world: World, account: Account, refund: Object) -> None:
    """The bank could not give the money back: the charge is unrefunded again (fact 89)."""
    refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    charge = account.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    for type in ("refund.updated", "charge.refund.updated"):
        emit(world, account, type, refund, previous={"status": "succeeded"})
    emit(world, account, "refund.failed", refund)


ENDPOINTS = (
    Endpoint("POST", "/v1/refunds", create),
    Endpoint("GET", "/v1/refunds", lister(KIND, "charge", "payment_intent")),
    Endpoint("GET", "/v1/refunds/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/refunds/{id}", update),
    Endpoint("POST", "/v1/refunds/{id}/cancel", cancel),
)
