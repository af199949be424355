"""https://docs.stripe.com/api/tax_codes: retrieve, list. A small part of Stripe's table."""

from __future__ import annotations

from stripe_emulator.catalog import tax_code_table
from stripe_emulator.catalog.checks import of_path
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object

KIND = "tax_code"


def retrieve(call: Call) -> Object:
    tax_code_table.known(call.account)
    return of_path(call, KIND, "id", "tax code")


def list_all(call: Call) -> Object:
    tax_code_table.known(call.account)
    return page(call, KIND)


ENDPOINTS = (
    Endpoint("GET", "/v1/tax_codes", list_all),
    Endpoint("GET", "/v1/tax_codes/{id}", retrieve),
)
