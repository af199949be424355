"""https://docs.stripe.com/api/subscription_items: create, retrieve, update, delete, list."""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.subscriptions import updates
from stripe_emulator.billing.subscriptions.items import KIND
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page_of
from stripe_emulator.state.account import Object

# What the change of an item says of the subscription's update that it is.
OF_CHANGE = ("off_session", "payment_behavior", "proration_behavior", "proration_date")


def create(call: Call) -> Object:
    subscription = call.account.resolve("subscription", call.params["subscription"], "subscription")
    known = {item["id"] for item in subscription["items"]["data"]}
    _change(call, subscription, {})
    return next(item for item in subscription["items"]["data"] if item["id"] not in known)


def update(call: Call) -> Object:
    item = _found(call)
    _change(call, _owner(call, item), {"id": item["id"]})
    return item


def delete(call: Call) -> Object:
    """Remove an item; 400 for the last one, which ends with its subscription only."""
    item = _found(call)
    _change(call, _owner(call, item), {"id": item["id"], "deleted": True})
    return {"id": item["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Object:
    subscription = call.account.resolve("subscription", call.params["subscription"], "subscription")
    return page_of(subscription["items"]["data"], call, ("subscription",))


def _change(call: Call, subscription: Object, item: dict[str, Any]) -> None:
    params = call.params
    of_change = {name: params[name] for name in OF_CHANGE if name in params}
    terms = {name: value for name, value in params.items() if name not in (*OF_CHANGE, "subscription")}
    updates.change(call, subscription, {**of_change, "items": [{**terms, **item}]}, of_item=True)


def _found(call: Call) -> Object:
    return call.account.get(KIND, call.path["id"])


def _owner(call: Call, item: Object) -> Object:
    return call.account.get("subscription", item["subscription"])


ENDPOINTS = (
    Endpoint("POST", "/v1/subscription_items", create),
    Endpoint("GET", "/v1/subscription_items", list_all),
    Endpoint("GET", "/v1/subscription_items/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/subscription_items/{id}", update),
    Endpoint("DELETE", "/v1/subscription_items/{id}", delete),
)
