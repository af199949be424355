"""https://docs.stripe.com/api/events: retrieve, list."""

from __future__ import annotations

from typing import Any

from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.paging import page
from stripe_emulator.params import LIST, Param, boolean, list_of, text


def retrieve(call: Call) -> Object:
    """One event."""
    return call.account.get("event", call.path["id"])


def list_all(call: Call) -> Object:
    """Events, newest first; by `type` (a `*` at the end takes all of a resource) or `types[]`."""
    events = [event for event in call.account.all("event") if _wanted(event, call.params)]
    return page(events, call.params, call.url)


def _wanted(event: Object, params: dict[str, Any]) -> bool:
    if "delivery_success" in params and (event["pending_webhooks"] == 0) != params["delivery_success"]:
        return False
    patterns = [*params.get("types", ()), *([params["type"]] if "type" in params else [])]
    if not patterns:
        return True
    return any(
        event["type"].startswith(wanted[:-1]) if wanted.endswith("*") else event["type"] == wanted
        for wanted in patterns
    )


_LIST = LIST | {"type": Param(text), "types": Param(list_of(text)), "delivery_success": Param(boolean)}
ENDPOINTS = (
    Endpoint("GET", "/v1/events", list_all, _LIST),
    Endpoint("GET", "/v1/events/{id}", retrieve),
)
