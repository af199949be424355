"""https://docs.stripe.com/api/refunds: create, retrieve, update, cancel, list, expire (facts 80-89)."""

from __future__ import annotations

from stripe_emulator.payments import refunds
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

KIND = refunds.KIND


def create(call: Call) -> Object:
    """Refund a charge or, with `origin=customer_balance`, a customer's cash."""
    if call.params.get("origin") == "customer_balance":
        return refunds.from_cash(call)
    return refunds.create(call, _charge(call), call.params)


def update(call: Call) -> Object:
    refund = call.account.get(KIND, call.path["id"])
    return refunds.update(call, refund, change(refund, call.params, ("metadata",)))


def cancel(call: Call) -> Object:
    """Cancel a refund in `requires_action`, the only status that allows it (fact 86); refunds of cards never do."""
    refund = call.account.get(KIND, call.path["id"])
    if refund["status"] != "requires_action":
        raise invalid(f"You cannot cancel the refund {refund['id']} because it has a status of {refund['status']}.")
    refunds.end(call.emulator, call.account, refund, "canceled", None)
    return refund


def expire(call: Call) -> Object:
    """Fail a refund whose customer did not give bank details (https://docs.stripe.com/api/refunds/expire)."""
    refund = call.account.get(KIND, call.path["id"])
    if refund["status"] != "requires_action":
        message = (
            f"You can only expire a refund in `requires_action`; {refund['id']} has a status of {refund['status']}."
        )
        raise invalid(message)
    refunds.end(call.emulator, call.account, refund, "failed", "unknown")
    return refund


def _charge(call: Call) -> Object:
    account, params = call.account, call.params
    if "charge" not in params and "payment_intent" not in params:
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    if "charge" in params:
        charge = account.get("charge", params["charge"], param="charge", status=400)
        if params.get("payment_intent", charge["payment_intent"]) != charge["payment_intent"]:
            raise invalid("The charge does not belong to the PaymentIntent provided.", param="payment_intent")
        return charge
    return _charge_of_intent(account, params["payment_intent"])


def _charge_of_intent(account: Account, id: str) -> Object:
    intent = account.get("payment_intent", id, param="payment_intent", status=400)
    charge = account.find(intent["latest_charge"])
    if charge is None or not charge["captured"] or charge["status"] != "succeeded":
        status = f" It has a status of {intent['status']}." if intent["status"] != "requires_payment_method" else ""
        raise invalid(f"This PaymentIntent ({id}) does not have a successful charge to refund.{status}")
    return charge


_ID = "/v1/refunds/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/refunds", create),
    Endpoint("GET", "/v1/refunds", lister(KIND, "charge", "payment_intent")),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/cancel", cancel),
    Endpoint("POST", "/v1/test_helpers/refunds/{id}/expire", expire),
)
