"""Customers that a session makes or completes (https://docs.stripe.com/payments/checkout/guest-customers)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout.internal_requests import ask
from stripe_emulator.checkout.session_state import Kept
from stripe_emulator.checkout.shopper import Given
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object


def needed(call: Call, session: Object, kept: Kept) -> str | None:
    """The session's customer, brought up to date, or a new one where the session makes one; None for guests."""
    assert kept.given is not None, "the page has asked the shopper"
    if session["customer"]:
        _update(call, session["customer"], kept.params.get("customer_update") or {}, kept.given)
        return str(session["customer"])
    invoiced = (session["invoice_creation"] or {}).get("enabled")
    if kept.customer is None and (session["customer_creation"] == "always" or invoiced):
        kept.customer = ask(call, "POST", "/v1/customers", _of(kept.given))["id"]
    return kept.customer


def _of(given: Given) -> dict[str, Any]:
    return {
        "email": given.email,
        "name": given.name,
        "phone": given.phone,
        "address": _filled(given.address),
        "business_name": given.business_name,
        "individual_name": given.individual_name,
        "shipping": given.shipping and {"address": _filled(given.shipping["address"]), "name": given.shipping["name"]},
    }


def _update(call: Call, id: str, wanted: dict[str, Any], given: Given) -> None:
    """The e-mail that the customer lacks; name and addresses as `customer_update` says (`never` by default)."""
    customer, told = call.account.get("customer", id), _of(given)
    changes = {name: told[name] for name in ("name", "address", "shipping") if wanted.get(name) == "auto"}
    if not customer["email"]:
        changes["email"] = told["email"]
    changes = {name: value for name, value in changes.items() if value and value != customer[name]}
    if changes:
        ask(call, "POST", "/v1/customers/{}", changes, id)


def _filled(address: Object | None) -> Object | None:
    return address and dict(address)
