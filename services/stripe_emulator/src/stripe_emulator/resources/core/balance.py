"""https://docs.stripe.com/api/balance: retrieve. Running totals of the ledger."""

from __future__ import annotations

from stripe_emulator.money.ledger import balance
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object

KIND = "balance"


def retrieve(call: Call) -> Object:
    return balance(call.account)


ENDPOINTS = (Endpoint("GET", "/v1/balance", retrieve),)
