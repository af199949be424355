"""https://docs.stripe.com/api/cards and /customer_bank_accounts: a customer's sources of the older APIs."""

from __future__ import annotations

from typing import Any

from stripe_emulator.money import bank_accounts
from stripe_emulator.payments import legacy_sources
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import list_object, page_of
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import card_error, invalid, no_such

KIND = "customer"
CHANGEABLE = (*legacy_sources.ADDRESS, "account_holder_name", "account_holder_type", "metadata", "name")


def create(call: Call) -> Object:
    """Save the card, bank account or source of a token."""
    customer = _customer(call)
    source = legacy_sources.from_value(call.account, call.params["source"], "source")
    legacy_sources.attach(call, customer, source)
    if call.params.get("metadata"):
        change(source, call.params, ("metadata",))
    return source


def retrieve(call: Call) -> Object:
    return legacy_sources.owned(call, _customer(call), call.path["id"])


def update(call: Call) -> Object:
    source = legacy_sources.owned(call, _customer(call), call.path["id"])
    params = {**call.params, **_expiry(call.params)}
    names = [name for name in (*CHANGEABLE, "exp_month", "exp_year") if name in source]
    call.emit("customer.source.updated", source, change(source, params, names))
    return source


def delete(call: Call) -> Object:
    customer = _customer(call)
    return legacy_sources.remove(call, customer, legacy_sources.owned(call, customer, call.path["id"]))


def list_all(call: Call) -> Object:
    """The customer's cards, bank accounts and sources, or one kind of them (`object`)."""
    kind = call.params.get("object")
    if kind not in (None, *legacy_sources.KINDS):
        raise invalid(f"Invalid object: must be one of {', '.join(legacy_sources.KINDS)}", param="object")
    return page_of(legacy_sources.of_customer(call.account, _customer(call)["id"], kind), call, ("object",))


def verify(call: Call) -> Object:
    """Verify a bank account by the amounts of two deposits."""
    source = legacy_sources.owned(call, _customer(call), call.path["id"])
    if source["object"] != "bank_account":
        raise no_such("bank_account", source["id"])
    if source["status"] == "verified":
        raise invalid("This bank account has already been verified.", code="bank_account_already_verified")
    error = bank_accounts.microdeposit_error(call.params, bank_accounts.recall(call.account, source["id"]))
    if error is not None:
        source["status"] = "verification_failed" if error.code in bank_accounts.FINAL else source["status"]
        raise invalid(error.message or "", param="amounts", code="bank_account_verification_failed")
    previous = {"status": source["status"]}
    source["status"] = "verified"
    call.emit("customer.source.updated", source, previous)
    return source


def _customer(call: Call) -> Object:
    customer = call.account.get("customer", call.path["customer"], param="customer")
    if customer.get("deleted"):
        raise no_such("customer", customer["id"], "customer")
    return customer


def _expiry(params: dict[str, Any]) -> dict[str, int]:
    """The expiry as integers; the SDK types them as strings here."""
    expiry: dict[str, int] = {}
    for name, low, high in (("exp_month", 1, 12), ("exp_year", 1970, 2200)):
        if name in params:
            text = str(params[name])
            if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
                part = name.removeprefix("exp_")
                message = f"Your card's expiration {part} is invalid."
                raise card_error(f"invalid_expiry_{part}", None, message, name)
            expiry[name] = int(text)
    return expiry


def _sources(account: Account, customer: Object) -> Object:
    return list_object(legacy_sources.of_customer(account, customer["id"]), f"/v1/customers/{customer['id']}/sources")


INCLUDED = {"sources": _sources}
_ID = "/v1/customers/{customer}/sources/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/customers/{customer}/sources", create),
    Endpoint("GET", "/v1/customers/{customer}/sources", list_all),
    Endpoint("GET", _ID, retrieve),
    Endpoint("POST", _ID, update),
    Endpoint("DELETE", _ID, delete),
    Endpoint("POST", f"{_ID}/verify", verify),
)
