"""What charges cause and clients so far only read (disputes, warnings, reviews): retrieve, and list by payment."""

from __future__ import annotations

from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.paging import page
from stripe_emulator.params import LIST, Param, text

FILTERS = {"charge": Param(text), "payment_intent": Param(text)}


def endpoints(kind: str, path: str) -> tuple[Endpoint, ...]:
    """`GET path` (newest first, by charge or PaymentIntent) and `GET path/{id}` for objects of this kind."""

    def retrieve(call: Call) -> Object:
        return call.account.get(kind, call.path["id"])

    def list_all(call: Call) -> Object:
        return page(call.account.all(kind), call.params, call.url, **{name: name for name in FILTERS})

    return Endpoint("GET", path, list_all, LIST | FILTERS), Endpoint("GET", f"{path}/{{id}}", retrieve)
