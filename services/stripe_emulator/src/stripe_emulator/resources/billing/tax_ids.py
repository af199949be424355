"""https://docs.stripe.com/api/tax_ids: create, retrieve, list, delete, of a customer or of the account."""

from __future__ import annotations

from stripe_emulator.catalog import tax_ids
from stripe_emulator.catalog.checks import of_path
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, missing_param, no_such

KIND = tax_ids.KIND
WORDS = "tax ID"


def create(call: Call) -> Object:
    """A tax id of the account, or of the customer that `owner` names."""
    return _create(call, _owner(call))


def create_for_customer(call: Call) -> Object:
    return _create(call, of_path(call, "customer", "customer")["id"])


def retrieve(call: Call) -> Object:
    tax_id = of_path(call, KIND, "id", WORDS)
    if "customer" in call.path and tax_id["customer"] != of_path(call, "customer", "customer")["id"]:
        raise no_such(WORDS, tax_id["id"])
    return tax_id


def delete(call: Call) -> Object:
    tax_id = retrieve(call)
    call.account.remove(tax_id)
    if tax_id["customer"] is not None:
        call.emit("customer.tax_id.deleted", tax_id)
    return {"id": tax_id["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Object:
    """The account's own tax ids, or those of the customer that `owner` names."""
    owner = _owner(call)
    if owner is None:
        return page(call, KIND, where=lambda one: one["customer"] is None, judged=("owner",))
    return _of(call, owner)


def list_of_customer(call: Call) -> Object:
    return _of(call, of_path(call, "customer", "customer")["id"])


def _create(call: Call, customer: str | None) -> Object:
    tax_id = tax_ids.create(call, call.params, "value", customer=customer)
    if customer is not None:
        call.emit("customer.tax_id.created", tax_id)
    return tax_id


def _of(call: Call, customer: str) -> Object:
    return page(call, KIND, judged=("owner",), customer=customer)


def _owner(call: Call) -> str | None:
    """The customer of the `owner` parameter, None for the account itself."""
    owner = call.params.get("owner") or {"type": "self"}
    if owner["type"] == "self":
        return None
    if owner["type"] == "application":
        raise invalid("Only a Connect application can own tax ids of `type=application`.", param="owner[type]")
    id = owner.get(owner["type"])
    if id is None:
        raise missing_param(f"owner[{owner['type']}]")
    return str(call.account.resolve(owner["type"], id, f"owner[{owner['type']}]")["id"])


_OF_CUSTOMER = "/v1/customers/{customer}/tax_ids"
ENDPOINTS = (
    Endpoint("POST", "/v1/tax_ids", create),
    Endpoint("GET", "/v1/tax_ids", list_all),
    Endpoint("GET", "/v1/tax_ids/{id}", retrieve),
    Endpoint("DELETE", "/v1/tax_ids/{id}", delete),
    Endpoint("POST", _OF_CUSTOMER, create_for_customer),
    Endpoint("GET", _OF_CUSTOMER, list_of_customer),
    Endpoint("GET", f"{_OF_CUSTOMER}/{{id}}", retrieve),
    Endpoint("DELETE", f"{_OF_CUSTOMER}/{{id}}", delete),
)
