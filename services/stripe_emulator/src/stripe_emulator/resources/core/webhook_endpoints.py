"""https://docs.stripe.com/api/webhook_endpoints: create, retrieve, update, delete, list (fact 111)."""

from __future__ import annotations

from stripe_emulator.contract import is_served
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, lister, new, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid
from stripe_emulator.wire.urls import is_web

KIND = "webhook_endpoint"
MAX_ENDPOINTS = 16


def create(call: Call) -> Object:
    """An endpoint; only this response has its signing secret (fact 108)."""
    account, params = call.account, call.params
    if len(account.table(KIND)) >= MAX_ENDPOINTS:
        raise invalid(f"You have reached the maximum of {MAX_ENDPOINTS} test webhook endpoints.")
    _check(params)
    version = params.get("api_version")
    if version is not None and not is_served(version):
        raise invalid(f"Invalid Stripe API version: {version[:80]}", param="api_version")
    endpoint = new(
        account,
        KIND,
        account.ids.new("we_"),
        api_version=version,
        description=params.get("description"),
        enabled_events=params["enabled_events"],
        metadata=params.get("metadata") or {},
        status="enabled",
        url=params["url"],
    )
    endpoint.pop("secret", None)
    secret = account.ids.new("whsec_")
    account.webhook_secrets[endpoint["id"]] = [secret]
    account.add(endpoint)
    return {**endpoint, "secret": secret}


def update(call: Call) -> Object:
    """Change an endpoint, or disable it."""
    endpoint, params = call.account.get(KIND, call.path["id"]), call.params
    _check(params)
    change(endpoint, params, ("url", "description", "enabled_events", "metadata"))
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    return endpoint


def delete(call: Call) -> Object:
    endpoint = call.account.get(KIND, call.path["id"])
    call.account.remove(endpoint)
    return {"id": endpoint["id"], "object": KIND, "deleted": True}


def _check(params: Object) -> None:
    if "url" in params and not is_web(params["url"]):
        raise invalid(
            "Invalid URL: An explicit scheme (such as https) must be provided.", param="url", code="url_invalid"
        )


ENDPOINTS = (
    Endpoint("POST", "/v1/webhook_endpoints", create),
    Endpoint("GET", "/v1/webhook_endpoints", lister(KIND)),
    Endpoint("GET", "/v1/webhook_endpoints/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/webhook_endpoints/{id}", update),
    Endpoint("DELETE", "/v1/webhook_endpoints/{id}", delete),
)
