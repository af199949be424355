"""Lists: newest first, `limit` 1-100, cursors by id (facts 42, 45)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.errors import invalid, no_such

DEFAULT_LIMIT, MAX_LIMIT = 10, 100
COMPARE = {
    "gt": lambda created, bound: created > bound,
    "gte": lambda created, bound: created >= bound,
    "lt": lambda created, bound: created < bound,
    "lte": lambda created, bound: created <= bound,
}


def page(objects: list[dict[str, Any]], params: dict[str, Any], url: str, **equal: str) -> dict[str, Any]:
    """One page of `objects` (newest first). `equal` maps filter parameters to the fields they must equal."""
    kept = [obj for obj in objects if _created(obj, params.get("created")) and _equal(obj, params, equal)]
    limit = params.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= MAX_LIMIT:
        message = f"Invalid limit: must be between 1 and {MAX_LIMIT}, came {limit}"
        raise invalid(message, param="limit", code="parameter_invalid_integer")
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise invalid("You cannot pass both starting_after and ending_before.", param="starting_after")
    if before:
        newer = kept[: _position(kept, before, "ending_before")]
        data, more = newer[-limit:], len(newer) > limit
    else:
        rest = kept[_position(kept, after, "starting_after") + 1 :] if after else kept
        data, more = rest[:limit], len(rest) > limit
    return {"object": "list", "data": data, "has_more": more, "url": url}


def _position(objects: list[dict[str, Any]], id: str, param: str) -> int:
    for position, obj in enumerate(objects):
        if obj["id"] == id:
            return position
    raise no_such("object", id[:200], param, 400)


def _created(obj: dict[str, Any], wanted: Any) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, int):
        return bool(obj["created"] == wanted)
    return all(COMPARE[name](obj["created"], bound) for name, bound in wanted.items())


def _equal(obj: dict[str, Any], params: dict[str, Any], equal: dict[str, str]) -> bool:
    return all(obj.get(field) == params[name] for name, field in equal.items() if name in params)
