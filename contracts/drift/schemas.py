"""Two schemas of the same thing, compared as what a client sends or as what it reads."""

from collections.abc import Iterator
from typing import Any

from contracts.shared.document import Json

# Code, where, and what it was and is.
Found = tuple[str, str, str]

LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
RULES = ("pattern", "format", "multipleOf", "uniqueItems")
EVERY_TYPE = frozenset({"null", "boolean", "object", "array", "number", "integer", "string"})
TYPE_OF = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
# How deep a schema is looked into: one that contains itself has no end.
DEPTH = 20


def compare(side: str, before: Json, after: Json, where: str, depth: int = DEPTH) -> Iterator[Found]:
    """Each change from one schema (its `$ref`s filled in) to the next; `side` is `request` or `response`."""
    if not depth or before == after:
        return
    old, new = _flat(before), _flat(after)
    if old.get("alternatives") or new.get("alternatives"):
        yield from _alternatives(side, old, new, where, depth)
        return
    yield from _types(side, old, new, where)
    yield from _values(side, old, new, where)
    yield from _limits(side, old, new, where)
    yield from _properties(side, old, new, where, depth)
    yield from _others(side, old, new, where, depth)
    yield from compare(side, old.get("items", {}), new.get("items", {}), f"{where}[]", depth - 1)
    names = [{**one.get("propertyNames", {}), "type": "string"} for one in (old, new)]
    yield from compare(side, names[0], names[1], f"{where}.(names)", depth - 1)


def difference(before: Any, after: Any) -> str:
    """What it was and what it is now."""
    return f"was {_text(before)}, is {_text(after)}"


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "nothing" if value is None else repr(value)


def _flat(schema: Json) -> Json:
    """The schema with `allOf` joined, `const` as an enum, and a null among its alternatives as one of its types."""
    flat = {key: value for key, value in schema.items() if key not in ("allOf", "anyOf", "oneOf", "const")}
    if "const" in schema:
        flat["enum"] = [schema["const"]]
    for part in map(_flat, schema.get("allOf", ())):
        joined = {
            "properties": {**flat.get("properties", {}), **part.get("properties", {})},
            "required": [*flat.get("required", ()), *part.get("required", ())],
        }
        flat |= {**part, **{key: value for key, value in joined.items() if value}}
    options = [_flat(part) for key in ("anyOf", "oneOf") for part in schema.get(key, ())]
    real = [part for part in options if part.get("type") != "null"]
    if len(real) == 1:
        flat |= real[0]
        flat["type"] = sorted(_type_names(real[0]) | ({"null"} if len(real) < len(options) else set()))
    elif real:
        flat["alternatives"] = options
    return flat


def _type_names(flat: Json) -> set[str]:
    """The types of a schema; no `type` is every type, and a number may be an integer."""
    given = flat.get("type")
    if given is None and "enum" in flat:
        given = [TYPE_OF.get(type(value), "object") for value in flat["enum"]]
    names = set(EVERY_TYPE if given is None else [given] if isinstance(given, str) else given)
    if flat.get("nullable"):
        names.add("null")
    return names | {"integer"} if "number" in names else names


def _alternatives(side: str, old: Json, new: Json, where: str, depth: int) -> Iterator[Found]:
    """Alternatives are compared in their order; one more widens and one less narrows."""
    before, after = old.get("alternatives", [old]), new.get("alternatives", [new])
    for number, (one, other) in enumerate(zip(before, after, strict=False)):
        yield from compare(side, one, other, f"{where}({number})", depth - 1)
    if len(before) != len(after):
        change = "narrowed" if len(after) < len(before) else "widened"
        yield f"{side}_type_{change}", where, f"was one of {len(before)}, is one of {len(after)}"


def _types(side: str, old: Json, new: Json, where: str) -> Iterator[Found]:
    before, after = _type_names(old), _type_names(new)
    lost, won = before - after, after - before
    what = difference(old.get("type"), new.get("type"))
    if lost and (side == "request" or not won):
        yield f"{side}_type_narrowed", where, what
    elif won:
        yield f"{side}_type_widened", where, what


def _values(side: str, old: Json, new: Json, where: str) -> Iterator[Found]:
    before, after = old.get("enum"), new.get("enum")
    lost = after is not None and (before is None or any(value not in after for value in before))
    won = before is not None and (after is None or any(value not in before for value in after))
    if lost and (side == "request" or not won):
        yield f"{side}_values_removed", where, difference(before, after)
    elif won:
        yield f"{side}_values_added", where, difference(before, after)


def _limits(side: str, old: Json, new: Json, where: str) -> Iterator[Found]:
    for key in (*LOWER, *UPPER, *RULES):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if before is None or after is None:
            tighter = before is None
        elif key in RULES:
            tighter = side == "request"  # another rule lets through other things: the worse of both
        else:
            tighter = (after > before) == (key in LOWER)
        yield f"{side}_limit_{'tightened' if tighter else 'loosened'}", f"{where} {key}", difference(before, after)


def _properties(side: str, old: Json, new: Json, where: str, depth: int) -> Iterator[Found]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed, needs = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(before.keys() - after.keys()):
        yield f"{side}_property_removed", f"{where}.{name}", "is gone"
    for name in sorted(after.keys() - before.keys()):
        demanded = "required_" if side == "request" and name in needs else ""
        yield f"{demanded}{side}_property_added", f"{where}.{name}", "is new"
    for name in sorted(before.keys() & after.keys()):
        if (name in needed) != (name in needs):
            became = "required" if name in needs else "optional"
            yield f"{side}_property_became_{became}", f"{where}.{name}", f"is {became} now"
        yield from compare(side, before[name], after[name], f"{where}.{name}", depth - 1)


def _others(side: str, old: Json, new: Json, where: str, depth: int) -> Iterator[Found]:
    """Properties that are not named: taken or not, and what they hold."""
    before, after = (one.get("additionalProperties", True) for one in (old, new))
    if (before is False) != (after is False):
        yield f"{side}_{'closed' if after is False else 'opened'}", where, difference(before, after)
    elif before is not False:
        hold = [one if isinstance(one, dict) else {} for one in (before, after)]
        yield from compare(side, hold[0], hold[1], f"{where}.*", depth - 1)
