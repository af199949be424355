"""https://docs.stripe.com/api/webhook_endpoints: create, retrieve, update, delete, list (fact 111)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from stripe_emulator.account import Object, shown
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import invalid
from stripe_emulator.paging import page
from stripe_emulator.params import LIST, METADATA, Param, Spec, boolean, list_of, merge_metadata, text

MAX_ENDPOINTS = 16


def _url(value: Any, path: str) -> str:
    url = text(value, path)
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isprintable():
        raise invalid(
            "Invalid URL: An explicit scheme (such as https) must be provided.", param=path, code="url_invalid"
        )
    return url


def create(call: Call) -> Object:
    """An endpoint; its signing secret is told only now (fact 108)."""
    account, params = call.account, call.params
    if len(account.all("webhook_endpoint")) >= MAX_ENDPOINTS:
        raise invalid(f"You have reached the maximum of {MAX_ENDPOINTS} test webhook endpoints.")
    endpoint = {
        "id": account.ids.new("we_"),
        "object": "webhook_endpoint",
        "api_version": params.get("api_version"),
        "application": None,
        "created": account.now(),
        "description": params.get("description"),
        "enabled_events": _events(params["enabled_events"]),
        "livemode": False,
        "metadata": dict(params.get("metadata") or {}),
        "status": "enabled",
        "url": params["url"],
    }
    account.webhook_secrets[endpoint["id"]] = account.ids.new("whsec_")
    account.add(endpoint)
    return {**shown(endpoint), "secret": account.webhook_secrets[endpoint["id"]]}


def retrieve(call: Call) -> Object:
    """One endpoint, without its secret."""
    return call.account.get("webhook_endpoint", call.path["id"])


def update(call: Call) -> Object:
    """Change url, events, description, metadata, or switch it off."""
    endpoint, params = retrieve(call), call.params
    for name in ("url", "description"):
        if name in params:
            endpoint[name] = params[name]
    if "enabled_events" in params:
        endpoint["enabled_events"] = _events(params["enabled_events"])
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    if "metadata" in params:
        endpoint["metadata"] = merge_metadata(endpoint["metadata"], params["metadata"])
    return endpoint


def delete(call: Call) -> Object:
    """Remove an endpoint; it gets nothing more."""
    endpoint = retrieve(call)
    call.account.remove(endpoint)
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def list_all(call: Call) -> Object:
    """All endpoints, newest first."""
    return page(call.account.all("webhook_endpoint"), call.params, call.url)


def _events(enabled: list[str]) -> list[str]:
    for number, name in enumerate(enabled):
        if name != "*" and "." not in name:
            raise invalid(f"Invalid enabled_events: {name[:80]} is no event type", param=f"enabled_events[{number}]")
    return enabled


_UPDATE: Spec = {
    "url": Param(_url),
    "enabled_events": Param(list_of(text)),
    "description": Param(text, unset=True),
    "metadata": METADATA,
}
_CREATE: Spec = {
    **_UPDATE,
    "url": Param(_url, required=True),
    "enabled_events": Param(list_of(text), required=True),
    "api_version": Param(text),
    "connect": Param(boolean),
}
ENDPOINTS = (
    Endpoint("POST", "/v1/webhook_endpoints", create, _CREATE),
    Endpoint("GET", "/v1/webhook_endpoints", list_all, LIST),
    Endpoint("GET", "/v1/webhook_endpoints/{id}", retrieve),
    Endpoint("POST", "/v1/webhook_endpoints/{id}", update, {**_UPDATE, "disabled": Param(boolean)}),
    Endpoint("DELETE", "/v1/webhook_endpoints/{id}", delete),
)
