"""https://docs.stripe.com/api/events: retrieve, list."""

from __future__ import annotations

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object

KIND = "event"


def list_all(call: Call) -> Object:
    """Events, newest first; by `type` (a `*` at the end takes all of a resource) or `types[]`."""
    params = call.params
    patterns = [*params.get("types", ()), *([params["type"]] if "type" in params else [])]
    delivered = params.get("delivery_success")

    def matches(event: Object) -> bool:
        return not patterns or any(_matches(event["type"], pattern) for pattern in patterns)

    exact: Object = {"type": patterns[0]} if len(patterns) == 1 and not patterns[0].endswith("*") else {}
    if delivered:
        exact["pending_webhooks"] = 0
    undelivered = {"pending_webhooks": 0} if delivered is False else None
    judged = ("type", "types", "delivery_success")
    return page(call, KIND, where=matches, judged=judged, without=undelivered, **exact)


def _matches(type: str, pattern: str) -> bool:
    return type.startswith(pattern[:-1]) if pattern.endswith("*") else type == pattern


ENDPOINTS = (
    Endpoint("GET", "/v1/events", list_all),
    Endpoint("GET", "/v1/events/{id}", retriever(KIND)),
)
