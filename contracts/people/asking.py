"""Requests of a contract's operations about things that are there: paths filled in, the least body that is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from contracts.people.known import Known, name_of
from contracts.shared.document import Json, Operation, media_of, resolve
from harness import openapi

PLACE = re.compile(r"\{([^}]*)\}")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
# Of the ids that an operation can be asked about.
MOST = 8
DEPTH = 6
NOTHING = "nothing-0"


@dataclass(frozen=True)
class Asked:
    """One request: its path with a query, and what it sends."""

    operation: Operation
    path: str
    json: Any = None
    form: dict[str, str] | None = None
    about: frozenset[str] = frozenset()


def names_things(document: Json, operation: Operation) -> bool:
    """Whether a request of it names something by an id: in its path or its body."""
    return bool(_places(operation)) or any(name_of(name).endswith("id") for name in _properties(document, operation))


def requests(document: Json, operation: Operation, known: Known, about: Known | None = None) -> Iterator[Asked]:
    """One request about what is known; with `about`, one for each of those things, none where it takes none of them."""
    places = _places(operation)
    names = {place: name_of(place, where) for place, where in places.items()}
    names |= {name: name_of(name) for name in _properties(document, operation) if name not in names}
    if about is None:
        yield _asked(document, operation, {place: _first(known, name) for place, name in names.items()})
        return
    for place, name in names.items():
        for value in islice(about.values.get(name, ()), MOST):
            others = {other: _first(known, names[other]) for other in names}
            yield _asked(document, operation, {**others, place: value}, str(value))


def _asked(document: Json, operation: Operation, values: dict[str, Any], *about: str) -> Asked:
    path = openapi.base_path(document) + PLACE.sub(
        lambda found: quote(str(values.get(_bare(found[1])) or NOTHING), safe=""), operation.path
    )
    query = {
        one["name"]: example(document, one.get("schema", {}))
        for one in parameters(document, operation)
        if one.get("in") == "query" and one.get("required")
    }
    path += f"?{urlencode(query)}" if query else ""
    media = media_of(operation)
    kind = next((kind for kind in (JSON, FORM) if kind in media), "")
    body = _body(document, media[kind], values) if kind else None
    if kind == FORM and isinstance(body, dict):
        return Asked(operation, path, form={name: str(value) for name, value in body.items()}, about=frozenset(about))
    return Asked(operation, path, json=body, about=frozenset(about))


def _body(document: Json, media: Json, values: dict[str, Any]) -> Any:
    """The document's own example, else the least body; with these values where it has such a member."""
    shown = next((one.get("value") for one in media.get("examples", {}).values()), media.get("example"))
    if isinstance(shown, dict):
        return {name: values[name] if values.get(name) is not None else value for name, value in shown.items()}
    return example(document, media.get("schema", {}), values)


def parameters(document: Json, operation: Operation) -> list[Json]:
    """Its parameters, those of its path included."""
    own = operation.definition.get("parameters", ())
    return [resolve(document, one) for one in (*operation.shared_parameters, *own)]


def example(document: Json, schema: Json, values: dict[str, Any] | None = None, depth: int = DEPTH) -> Any:
    """The least value that fits a schema, with these values where a property of that name is."""
    schema = resolve(document, schema)
    for key in ("example", "default", "const"):
        if key in schema and "properties" not in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("allOf", "oneOf", "anyOf"):
        if schema.get(key) and depth:
            made = [example(document, part, values, depth - 1) for part in schema[key]]
            together = {name: value for one in made if isinstance(one, dict) for name, value in one.items()}
            return (together or made[0]) if key == "allOf" else made[0]
    kind = schema.get("type")
    kind = next((one for one in kind if one != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return _object(document, schema, values or {}, depth)
    if kind == "array":
        least = schema.get("minItems", 0) if depth else 0
        return [example(document, schema.get("items", {}), values, depth - 1) for _ in range(min(least, 3))]
    return _plain_example(str(kind), schema)


def _object(document: Json, schema: Json, values: dict[str, Any], depth: int) -> Json:
    made: Json = {}
    for name, one in schema.get("properties", {}).items() if depth else ():
        if values.get(name) is not None:
            made[name] = values[name]
        elif name in schema.get("required", ()):
            made[name] = example(document, one, values, depth - 1)
    return made


def _plain_example(kind: str, schema: Json) -> Any:
    if kind in ("integer", "number"):
        return max(1, int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)))
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    if schema.get("format") == "email":
        return "somebody@shop.example"
    return "x" * max(1, int(schema.get("minLength", 1)))


def _properties(document: Json, operation: Operation) -> list[str]:
    """The names of what it takes in a body."""
    for kind, media in media_of(operation).items():
        if kind in (JSON, FORM):
            return list(resolve(document, media.get("schema", {})).get("properties", {}))
    return []


def _places(operation: Operation) -> dict[str, str]:
    """The places of its path, each with the word before it."""
    words = operation.path.strip("/").split("/")
    found = {}
    for number, word in enumerate(words):
        for place in PLACE.findall(word):
            found[_bare(place)] = next((one for one in reversed(words[:number]) if "{" not in one), "")
    return found


def _bare(place: str) -> str:
    return place.partition(":")[0]


def _first(known: Known, name: str) -> Any:
    return next(iter(known.values.get(name, ())), None)
