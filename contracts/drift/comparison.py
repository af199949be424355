"""What changed from one OpenAPI document to another, and what it does to a client: each change with a stable code.

Ours, because it is right and needs nothing but Python. Of the 58 single changes of tests/contracts/single_changes.yaml
it judges all as they are meant. npm's api-smart-diff 1.0.6 judges 52, when only its findings below `paths` count (it
takes a demanded body for harmless, an integer that any number may be for breaking in a request and harmless in an
answer); of PyPI's, jev-oas-sentinel 0.6.0 (its deterministic part) 46, api-schema-diff 1.0.4 38, breakwatch 0.1.0 and
api-diff-sentinel 1.0.2 31 each; impoasdiff 0.0.4 crashes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contracts.drift import schemas as drift_schemas
from contracts.drift.schemas import Found, difference
from contracts.shared.document import Json, Operation, operations
from harness import API_CHANGES

NAMED = re.compile(r"\{([^}]*)\}")
Facts = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One change of an operation: its code, where (`request.amount maximum`) and what it was and is."""

    operation: str
    code: str
    where: str
    what: str

    @property
    def breaking(self) -> bool:
        """Whether a client that works today may stop working."""
        return API_CHANGES[self.code].breaking

    @property
    def effect(self) -> str:
        """What a client notices of it."""
        return API_CHANGES[self.code].effect

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.operation, self.where, self.what) if part)
        return f"{place} [{self.code}]: {self.effect}"


def changes(before: Json, after: Json) -> list[Change]:
    """Every change that a caller can observe; names of schemas, ids, descriptions and examples are free."""
    old, new = (_by_call(inlined(document)) for document in (before, after))
    found: list[Change] = []
    for call in (*old, *(call for call in new if call not in old)):
        label = (old.get(call) or new[call])[0]
        if call in old and call in new:
            found += [Change(label, *one) for one in _operation(old[call][1], new[call][1])]
        else:
            found.append(Change(label, "operation_removed" if call in old else "operation_added", "", ""))
    return found


def inlined(document: Json) -> Json:
    """The document with every `$ref` replaced by what it stands for; one inside itself becomes `{}`."""

    def fill(value: Any, inside: tuple[str, ...]) -> Any:
        if isinstance(value, list):
            return [fill(one, inside) for one in value]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if not isinstance(reference, str):
            return {key: fill(one, inside) for key, one in value.items()}
        if reference in inside:
            return {}
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        return fill(target, (*inside, reference))

    filled: Json = fill(document, ())
    return filled


def _by_call(document: Json) -> dict[str, tuple[str, Facts]]:
    """Label and facts of each operation, by what a caller sees of it: a path's parameters have no names on the wire."""
    return {
        NAMED.sub("{}", operation.label): (operation.label, _facts(document, operation))
        for operation in operations(document)
    }


def _facts(document: Json, operation: Operation) -> Facts:
    definition, names = operation.definition, NAMED.findall(operation.path)
    security = definition["security"] if "security" in definition else document.get("security")
    given = {}
    for parameter in (*operation.shared_parameters, *definition.get("parameters", ())):
        name, place = str(parameter["name"]), parameter["in"]
        label = str(names.index(name) + 1) if place == "path" and name in names else name
        given[f"{place} parameter {label.lower() if place == 'header' else label}"] = parameter
    return {
        "security": _ways_in(document, security),
        "parameters": given,
        "body": definition.get("requestBody", {}),
        "responses": definition.get("responses", {}),
    }


def _ways_in(document: Json, security: list[Json] | None) -> list[frozenset[str]]:
    """Each way to authenticate as what a client must have; schemes are told by what they are, not by their names."""
    schemes = document.get("components", {}).get("securitySchemes", {})

    def told_scheme(name: str) -> str:
        scheme = schemes.get(name, {})
        return " ".join(str(scheme[key]).lower() for key in ("type", "scheme", "in", "name") if key in scheme) or name

    return [frozenset(map(told_scheme, way)) for way in security or ()] or [frozenset()]


def _operation(old: Facts, new: Facts) -> Iterator[Found]:
    yield from _authentication(old["security"], new["security"])
    yield from _parameters(old["parameters"], new["parameters"])
    yield from _body(old["body"], new["body"])
    before, after = old["responses"], new["responses"]
    yield from _members("status", before, after, "response {}")
    for status in (status for status in before if status in after):
        where = f"response {status}"
        yield from _content("response", before[status], after[status], where)
        yield from _headers(before[status].get("headers", {}), after[status].get("headers", {}), where)


def _authentication(before: list[frozenset[str]], after: list[frozenset[str]]) -> Iterator[Found]:
    schemes = [" or ".join(" and ".join(sorted(way)) or "none" for way in ways) for ways in (before, after)]
    if any(not any(way <= known for way in after) for known in before):
        yield "authentication_added", "authentication", difference(*schemes)
    elif set(before) != set(after):
        yield "authentication_removed", "authentication", difference(*schemes)


def _parameters(before: Facts, after: Facts) -> Iterator[Found]:
    for name in sorted(before.keys() - after.keys()):
        yield "parameter_removed", name, "is gone"
    for name in sorted(after.keys() - before.keys()):
        yield "required_parameter_added" if after[name].get("required") else "parameter_added", name, "is new"
    for name in sorted(before.keys() & after.keys()):
        yield from _required("parameter", before[name], after[name], name)
        schemas = [one[name].get("schema", {}) for one in (before, after)]
        yield from drift_schemas.compare("request", schemas[0], schemas[1], name)


def _body(before: Json, after: Json) -> Iterator[Found]:
    if before and after:
        yield from _required("request_body", before, after, "request")
        yield from _content("request", before, after, "request")
    elif before:
        yield "request_body_removed", "request", "is gone"
    elif after:
        yield "required_request_body_added" if after.get("required") else "request_body_added", "request", "is new"


def _headers(before: Facts, after: Facts, where: str) -> Iterator[Found]:
    old, new = ({name.lower(): value for name, value in headers.items()} for headers in (before, after))
    yield from _members("response_header", old, new, where + " header {}")
    for name in sorted(old.keys() & new.keys()):
        yield from _required("response_header", old[name], new[name], f"{where} header {name}")
        schemas = [one[name].get("schema", {}) for one in (old, new)]
        yield from drift_schemas.compare("response", schemas[0], schemas[1], f"{where} header {name}")


def _content(side: str, before: Json, after: Json, where: str) -> Iterator[Found]:
    old, new = before.get("content", {}), after.get("content", {})
    yield from _members(f"{side}_media_type", old, new, where + " {}")
    for media in (media for media in old if media in new):
        schemas = [one[media].get("schema", {}) for one in (old, new)]
        yield from drift_schemas.compare(side, schemas[0], schemas[1], where)


def _members(what: str, before: Facts, after: Facts, where: str) -> Iterator[Found]:
    for name in sorted(before.keys() - after.keys()):
        yield f"{what}_removed", where.format(name), "is gone"
    for name in sorted(after.keys() - before.keys()):
        yield f"{what}_added", where.format(name), "is new"


def _required(what: str, before: Json, after: Json, where: str) -> Iterator[Found]:
    demanded = bool(after.get("required"))
    if bool(before.get("required")) != demanded:
        became = "required" if demanded else "optional"
        yield f"{what}_became_{became}", where, f"is {became} now"
