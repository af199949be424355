"""Lists: newest first, `limit` 1-100, cursors by id (facts 42, 45)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from operator import ge, gt, le, lt
from typing import Any

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, no_such

DEFAULT_LIMIT, MAX_LIMIT = 10, 100
COMPARE = {"gt": gt, "gte": ge, "lt": lt, "lte": le}
# What every list takes beside its filters.
PAGING = frozenset(("limit", "starting_after", "ending_before"))

Keep = Callable[[Object], bool]


def page(
    call: Call,
    kind: str,
    *filters: str,
    where: Keep | None = None,
    judged: Collection[str] = (),
    without: Mapping[str, Any] | None = None,
    clock_filters: Collection[str] = (),
    **equal: Any,
) -> Object:
    """One page of the objects of a kind, newest first, without deleted ones.

    `filters` are parameters that the field of the same name must equal, or lie within where they are a range;
    `created` is one of every list that has it. `equal` are required values, `without` excluded values of fields;
    `where` is a further condition, and `judged` names the parameters that the caller applies itself, with it or with
    the others. A filter of the contract that none of these names is refused, never ignored. What lives on a test clock
    is left out where `clock_filters` are given and none of them is sent: the SDK says so at each of these filters.
    """
    params = call.params
    off_clocks = bool(clock_filters) and not any(params.get(name) for name in clock_filters)
    check_filters(params, ("created", *filters), judged)
    own = [(name, params[name]) for name in ("created", *filters) if params.get(name) is not None]
    equal_to = equal | {name: value for name, value in own if name != "created" and not isinstance(value, dict)}
    ranges = [(name, value) for name, value in own if name not in equal_to]
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise invalid("You cannot pass both starting_after and ending_before.", param="starting_after")
    limit = limit_of(params)
    table = call.account.table(kind)
    try:
        candidates = table.walk(equal_to, after=after, before=before, without=without, created=params.get("created"))
    except KeyError as error:
        param = "starting_after" if after else "ending_before"
        raise no_such("object", str(error.args[0])[:200], param, 400) from None
    matching = (
        obj
        for obj in candidates
        if not obj.get("deleted")
        and not (off_clocks and obj.get("test_clock"))
        and all(within_bounds(obj.get(name), bounds) for name, bounds in ranges)
        and all(obj.get(name) == value for name, value in equal.items())
        and (where is None or where(obj))
    )
    return _page(matching, limit, call.url, backwards=before is not None)


def page_of(objects: list[Object], call: Call, judged: Collection[str] = ()) -> Object:
    """One page of objects that are in another object (in this order), with the same cursors.

    `judged` names the parameters that the caller has applied; other filters are refused.
    """
    params = call.params
    check_filters(params, (), judged)
    after, before = params.get("starting_after"), params.get("ending_before")
    positions = {obj["id"]: number for number, obj in enumerate(objects)}
    for param, id in (("starting_after", after), ("ending_before", before)):
        if id and id not in positions:
            raise no_such("object", id[:200], param, 400)
    if before:
        return _page(iter(objects[: positions[before]][::-1]), limit_of(params), call.url, backwards=True)
    return _page(iter(objects[positions[after] + 1 :] if after else objects), limit_of(params), call.url)


def list_object(objects: list[Object], url: str) -> Object:
    """A list object for a member of another object, with all of its items."""
    return {"object": "list", "data": objects, "has_more": False, "url": url}


def limit_of(params: dict[str, Any]) -> int:
    """The page size; 400 outside of 1 to 100."""
    limit: int = params.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= MAX_LIMIT:
        message = f"Invalid limit: must be between 1 and {MAX_LIMIT}, got {limit}"
        raise invalid(message, param="limit", code="parameter_invalid_integer")
    return limit


def check_filters(params: Mapping[str, Any], filters: Collection[str], judged: Collection[str]) -> None:
    """400 for a filter that Stripe documents and that this emulator does not apply."""
    for name in params:
        if name not in PAGING and name not in filters and name not in judged:
            message = f"The filter `{name}` of this list is not supported by the emulator: remove it."
            raise invalid(message, param=name, code="parameter_unknown")


def _page(matching: Iterator[Object], limit: int, url: str, *, backwards: bool = False) -> Object:
    data = list(islice(matching, limit + 1))
    more = len(data) > limit
    data = data[:limit]
    return {"object": "list", "data": data[::-1] if backwards else data, "has_more": more, "url": url}


def within_bounds(value: Any, bounds: Any) -> bool:
    """Whether a value equals a number, or is within Stripe's gt, gte, lt, lte; null never is."""
    if isinstance(bounds, int):
        return bool(value == bounds)
    return value is not None and all(COMPARE[name](value, bound) for name, bound in bounds.items())
