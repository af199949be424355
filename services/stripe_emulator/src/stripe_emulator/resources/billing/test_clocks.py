"""https://docs.stripe.com/api/test_clocks: create, retrieve, list, delete, advance."""

from __future__ import annotations

from stripe_emulator.billing import clocks
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object

KIND = clocks.KIND
_ALL = "/v1/test_helpers/test_clocks"


def create(call: Call) -> Object:
    """A test clock; with `customer`, that customer is moved to it."""
    customer = call.resolve("customer", "customer")
    clock = clocks.create(call, call.params["frozen_time"], call.params.get("name"))
    if customer is not None:
        customer["test_clock"] = clock["id"]
        call.account.refile(customer)
    return clock


def advance(call: Call) -> Object:
    return clocks.advance(call, call.account.get(KIND, call.path["id"]), call.params["frozen_time"])


def delete(call: Call) -> Object:
    return clocks.delete(call, call.account.get(KIND, call.path["id"]))


ENDPOINTS = (
    Endpoint("POST", _ALL, create),
    Endpoint("GET", _ALL, lister(KIND)),
    Endpoint("GET", f"{_ALL}/{{id}}", retriever(KIND)),
    Endpoint("DELETE", f"{_ALL}/{{id}}", delete),
    Endpoint("POST", f"{_ALL}/{{id}}/advance", advance),
)
