"""https://docs.stripe.com/api/customer_balance_transactions: create, retrieve, update, list."""

from __future__ import annotations

from stripe_emulator.catalog import balances
from stripe_emulator.catalog.checks import currency_at, of_path
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import no_such

KIND = balances.KIND


def create(call: Call) -> Object:
    """An adjustment in minor units: positive is owed with the next invoice, negative is credit."""
    customer, params = of_path(call, "customer", "customer"), call.params
    before = {"balance": customer["balance"], "currency": customer["currency"]}
    transaction = balances.move(
        call.account,
        customer,
        params["amount"],
        currency_at(params["currency"], "currency"),
        "adjustment",
        description=params.get("description"),
        metadata=merge_metadata({}, params.get("metadata")),
    )
    previous = {name: was for name, was in before.items() if customer[name] != was}
    if previous:
        call.emit("customer.updated", customer, previous)
    return transaction


def retrieve(call: Call) -> Object:
    customer, id = of_path(call, "customer", "customer"), call.path["transaction"]
    transaction = call.account.table(KIND).find(id)
    if transaction is None or transaction["customer"] != customer["id"]:
        raise no_such("customer balance transaction", id[:200], "transaction")
    return transaction


def update(call: Call) -> Object:
    """Change description and metadata; amounts never change."""
    transaction = retrieve(call)
    change(transaction, call.params, ("description", "metadata"))
    return transaction


def list_all(call: Call) -> Object:
    return page(call, KIND, "invoice", customer=of_path(call, "customer", "customer")["id"])


_ALL = "/v1/customers/{customer}/balance_transactions"
ENDPOINTS = (
    Endpoint("POST", _ALL, create),
    Endpoint("GET", _ALL, list_all),
    Endpoint("GET", f"{_ALL}/{{transaction}}", retrieve),
    Endpoint("POST", f"{_ALL}/{{transaction}}", update),
)
