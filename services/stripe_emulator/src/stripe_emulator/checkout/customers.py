"""Customers that a session makes or completes (https://docs.stripe.com/payments/checkout/guest-customers)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout.internal_requests import internal_request
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.checkout.shopper import ShopperInput
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object


def needed(call: Call, session: Object, state: SessionState) -> str | None:
    """The session's customer, updated, or a new one where the session creates one; None for a guest."""
    assert state.shopper is not None, "the page has asked the shopper"
    if session["customer"]:
        _update(call, session["customer"], state.params.get("customer_update") or {}, state.shopper)
        return str(session["customer"])
    invoiced = (session["invoice_creation"] or {}).get("enabled")
    if state.customer is None and (session["customer_creation"] == "always" or invoiced):
        state.customer = internal_request(call, "POST", "/v1/customers", _of(state.shopper))["id"]
    return state.customer


def _of(shopper: ShopperInput) -> dict[str, Any]:
    return {
        "email": shopper.email,
        "name": shopper.name,
        "phone": shopper.phone,
        "address": _copy(shopper.address),
        "business_name": shopper.business_name,
        "individual_name": shopper.individual_name,
        "shipping": shopper.shipping
        and {"address": _copy(shopper.shipping["address"]), "name": shopper.shipping["name"]},
    }


def _update(call: Call, id: str, updates: dict[str, Any], shopper: ShopperInput) -> None:
    """Set a missing e-mail; update name and addresses as `customer_update` says (`never` by default)."""
    customer, details = call.account.get("customer", id), _of(shopper)
    changes = {name: details[name] for name in ("name", "address", "shipping") if updates.get(name) == "auto"}
    if not customer["email"]:
        changes["email"] = details["email"]
    changes = {name: value for name, value in changes.items() if value and value != customer[name]}
    if changes:
        internal_request(call, "POST", "/v1/customers/{}", changes, id)


def _copy(address: Object | None) -> Object | None:
    return address and dict(address)
