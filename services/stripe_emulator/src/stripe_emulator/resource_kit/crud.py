"""What most resources do alike: make, retrieve, list, change, delete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Handler
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import no_such


def new(account: Account, kind: str, id: str, **fields: Any) -> Object:
    """A new object with every field that the current API gives it, null (or empty) where nothing is given.

    It is not kept yet: `account.add` does that.
    """
    blank = CURRENT.blank(kind)
    if "created" in blank:
        blank["created"] = account.now()
    blank["id"] = id
    blank.update(fields)
    return blank


def retriever(kind: str) -> Handler:
    """A handler that answers the object of the path."""

    def retrieve(call: Call) -> Object:
        return call.account.get(kind, call.path["id"])

    return retrieve


def lister(kind: str, *filters: str) -> Handler:
    """A handler that lists a kind, filtered by parameters that are named like the fields they must equal."""

    def list_all(call: Call) -> Object:
        return page(call, kind, *filters)

    return list_all


def not_deleted(call: Call, kind: str) -> Object:
    """The object of the path; 404 for a deleted one too."""
    found = call.account.get(kind, call.path["id"])
    if found.get("deleted"):
        raise no_such(kind, call.path["id"])
    return found


def change(obj: Object, params: dict[str, Any], names: Iterable[str]) -> Object:
    """Set the fields of these names from the parameters that are given, `metadata` merged (fact 41).

    The fields that changed with what they were, as `previous_attributes` of an event tells them.
    """
    previous: Object = {}
    for name in names:
        if name not in params:
            continue
        value = params[name]
        if name == "metadata":
            value = merge_metadata(obj["metadata"], value)
        if obj.get(name) != value:
            previous[name] = obj.get(name)
            obj[name] = value
    return previous


def deleted(obj: Object) -> Object:
    """Make an object the stub of a deleted one (fact 46)."""
    stub = {"id": obj["id"], "object": obj["object"], "deleted": True}
    obj.clear()
    obj.update(stub)
    return obj
