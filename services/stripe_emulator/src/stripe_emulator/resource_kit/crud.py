"""What most resources do alike: make, retrieve, list, change, delete."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.endpoint import Handler
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import no_such


def new(account: Account, kind: str, id: str, **fields: Any) -> Object:
    """A new object with every field of the current API version; what `fields` lack is null or empty.

    It is not stored: `account.add` does that.
    """
    blank = CURRENT.blank(kind)
    if "created" in blank:
        blank["created"] = account.now()
    blank["id"] = id
    blank.update(fields)
    return blank


def retriever(kind: str) -> Handler:

    def retrieve(call: Call) -> Object:
        return call.account.get(kind, call.path["id"])

    return retrieve


def lister(kind: str, *filters: str, clock_filters: Collection[str] = ()) -> Handler:
    """A handler that lists a kind, filtered by parameters with the names of fields; `clock_filters` as of a `page`."""

    def list_all(call: Call) -> Object:
        return page(call, kind, *filters, clock_filters=clock_filters)

    return list_all


def not_deleted(call: Call, kind: str) -> Object:
    """The object of the path; 404 for a missing or deleted one."""
    obj = call.account.get(kind, call.path["id"])
    if obj.get("deleted"):
        raise no_such(kind, call.path["id"])
    return obj


def change(obj: Object, params: dict[str, Any], names: Iterable[str]) -> Object:
    """Set the named fields that `params` have, with `metadata` merged (fact 41).

    Returns the old values of the fields that changed, for an event's `previous_attributes` (see `changes`).
    """
    previous: Object = {}
    for name in names:
        if name not in params:
            continue
        value = params[name]
        if name == "metadata":
            value = merge_metadata(obj["metadata"], value)
        was = obj.get(name)
        if was != value:
            nested = isinstance(was, dict) and isinstance(value, dict)
            previous[name] = difference(was or {}, value) if nested else was
            obj[name] = value
    return previous


def deleted(obj: Object) -> Object:
    """Turn an object into the stub of a deleted one (fact 46)."""
    stub = {"id": obj["id"], "object": obj["object"], "deleted": True}
    obj.clear()
    obj.update(stub)
    return obj
