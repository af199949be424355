"""https://docs.stripe.com/api/reviews: retrieve, list. Reviews of risky payments."""

from __future__ import annotations

from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.paging import page
from stripe_emulator.params import LIST, Param, text

KIND = "review"


def retrieve(call: Call) -> Object:
    """One of them."""
    return call.account.get(KIND, call.path["id"])


def list_all(call: Call) -> Object:
    """All, newest first, by charge or PaymentIntent."""
    filters = {"charge": "charge", "payment_intent": "payment_intent"}
    return page(call.account.all(KIND), call.params, call.url, **filters)


_LIST = LIST | {"charge": Param(text), "payment_intent": Param(text)}
ENDPOINTS = (
    Endpoint("GET", "/v1/reviews", list_all, _LIST),
    Endpoint("GET", "/v1/reviews/{id}", retrieve),
)
