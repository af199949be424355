"""Mandates: a customer's permission to debit an account (https://docs.stripe.com/api/mandates)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.payments.method_types import method_type
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

# Key of `account.memory`: the reusable mandate of each PaymentMethod.
MEMORY = "mandate:of"
# `mandate_data` as Stripe.js sends it.
BROWSER = {"customer_acceptance": {"type": "online", "online": {"ip_address": "127.0.0.1", "user_agent": "Stripe.js"}}}
REQUIRED = (
    "requires a mandate, but no existing mandate was found. Collect mandate acceptance from the customer and try "
    "again, providing acceptance data in the mandate_data parameter."
)
WORDS = {
    "network_status": "accepted",
    "payment_schedule": "sporadic",
    "transaction_type": "personal",
}


def needs_one(account: Account, method: Object, params: dict[str, Any]) -> bool:
    """Whether a payment or setup with this method lacks a mandate."""
    return (
        method_type(method["type"]).mandate
        and params.get("mandate_data") is None
        and params.get("mandate") is None
        and of(account, method) is None
    )


def of(account: Account, method: Object) -> str | None:
    """The id of the mandate that a PaymentMethod can be debited with again."""
    mandate: str | None = account.memory.get(MEMORY, {}).get(method["id"])
    return mandate


def named_or_saved(account: Account, params: dict[str, Any], method: Object) -> str | None:
    """The mandate that `mandate` names, which must be the method's, or the method's saved one."""
    id = params.get("mandate")
    if id is None:
        return of(account, method)
    mandate = account.get("mandate", id, param="mandate", status=400)
    if mandate["payment_method"] != method["id"] or mandate["status"] != "active":
        message = f"The mandate {id} cannot be used with the payment method {method['id']}."
        raise invalid(message, param="mandate", code="payment_intent_mandate_invalid")
    return str(id)


def make(account: Account, method: Object, data: dict[str, Any] | None, amount: Object | None) -> Object:
    """A mandate for one `amount`, or (None) for all later payments."""
    acceptance = (data or BROWSER)["customer_acceptance"]
    type, at = acceptance.get("type", "online"), acceptance.get("accepted_at")
    own = method["type"]
    mandate = new(
        account,
        "mandate",
        account.ids.new("mandate_"),
        customer_acceptance={
            "accepted_at": account.now() if at is None else at,
            type: _online(acceptance) if type == "online" else {},
            "type": type,
        },
        payment_method=method["id"],
        payment_method_details={own: _details(account, own), "type": own},
        status="active",
        type="multi_use" if amount is None else "single_use",
    )
    mandate[mandate["type"]] = amount or {}
    if amount is None:
        account.memory.setdefault(MEMORY, {})[method["id"]] = mandate["id"]
    return account.add(mandate)


def _online(acceptance: dict[str, Any]) -> Object:
    online = acceptance.get("online") or {}
    return {"ip_address": online.get("ip_address"), "user_agent": online.get("user_agent")}


def _details(account: Account, type: str) -> Object:
    try:
        details = CURRENT.part(f"mandate.payment_method_details.{type}")
    except KeyError:
        return {}
    reference = account.ids.letters(16).upper()
    fields = {**WORDS, "reference": reference, "url": f"https://hooks.stripe.com/mandates/{reference}"}
    details.update({name: value for name, value in fields.items() if name in details})
    return details
