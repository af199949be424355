"""Compare two OpenAPI documents by what a caller can observe, and tell each difference in one line.

Names of schemas, descriptions and examples are free; operations, parameters, statuses, content types, and the
properties of bodies with their types, limits and whether they are required, are not.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.document import Json, Operation, operations, resolve

LIMITS = ("minimum", "maximum", "minLength", "maxLength", "maxProperties", "pattern", "enum", "const", "format")
NO_BODY = "no body"
Facts = dict[str, Any]


def differences(contract: Json, served: Json) -> list[str]:
    """What the served document says otherwise than the contract; empty when they agree."""
    ours, theirs = _by_label(contract), _by_label(served)
    found = [f"{label}: in the contract, not served" for label in ours.keys() - theirs.keys()]
    found += [f"{label}: served, not in the contract" for label in theirs.keys() - ours.keys()]
    for label in ours.keys() & theirs.keys():
        found += compare(label, facts(contract, ours[label]), facts(served, theirs[label]))
    return sorted(found)


def compare(label: str, contract: Mapping[str, Any], served: Mapping[str, Any]) -> list[str]:
    """One line for each fact of an operation on which the two documents differ."""
    lines = []
    for name in sorted(contract.keys() | served.keys()):
        if contract.get(name) != served.get(name):
            lines.append(f"{label}: {name}: contract {_tell(contract, name)}, served {_tell(served, name)}")
    return lines


def facts(document: Json, operation: Operation) -> Facts:
    """Everything of an operation that a caller can observe, flat: a readable name to a plain value."""
    definition = operation.definition
    found: Facts = {"authentication": "bearer" if definition.get("security", document.get("security")) else "open"}
    for parameter in (*operation.shared_parameters, *definition.get("parameters", ())):
        found |= _parameter_facts(document, resolve(document, parameter))
    body = resolve(document, definition.get("requestBody", {}))
    found["request required"] = bool(body.get("required", False))
    found |= _content_facts(document, "request", body, limits=True)
    for status, response in definition["responses"].items():
        resolved = resolve(document, response)
        found |= _content_facts(document, f"response {status}", resolved, limits=False)
        for name in resolved.get("headers", {}):
            found[f"response {status} header {name.lower()}"] = "documented"
    return found


def flatten(document: Json, schema: Json, *, limits: bool, where: str = "body") -> Iterator[tuple[str, Any]]:
    """The properties of a schema at every depth: types, required or not, closed or not, and limits when asked."""
    parts = _alternatives(document, schema)
    yield f"{where} type", sorted({kind for part in parts for kind in _types(part)})
    for part in parts:
        if limits:
            yield from ((f"{where} {key}", part[key]) for key in LIMITS if key in part)
            if "properties" in part:
                yield f"{where} takes other properties", part.get("additionalProperties", True) is not False
        for name, value in part.get("properties", {}).items():
            inner = f"{where}.{name}"
            yield f"{inner} required", name in part.get("required", ())
            yield from flatten(document, value, limits=limits, where=inner)
        if "items" in part:
            yield from flatten(document, part["items"], limits=limits, where=f"{where}[]")
        if isinstance(part.get("additionalProperties"), dict):
            yield from flatten(document, part["additionalProperties"], limits=limits, where=f"{where}.*")


def _by_label(document: Json) -> dict[str, Operation]:
    return {operation.label: operation for operation in operations(document)}


def _parameter_facts(document: Json, parameter: Json) -> Facts:
    name = parameter["name"].lower() if parameter["in"] == "header" else parameter["name"]
    where = f"{parameter['in']} parameter {name}"
    found: Facts = {f"{where} required": parameter.get("required", False)}
    return found | dict(flatten(document, parameter.get("schema", {}), limits=True, where=where))


def _content_facts(document: Json, where: str, holder: Json, *, limits: bool) -> Facts:
    content = holder.get("content", {})
    found: Facts = {f"{where} content": sorted(content) or NO_BODY}
    for media in content.values():
        found |= dict(flatten(document, media.get("schema", {}), limits=limits, where=where))
    return found


def _alternatives(document: Json, schema: Json) -> list[Json]:
    """The schema's `anyOf`, `oneOf` or `allOf` parts, resolved; itself when it has none."""
    schema = resolve(document, schema)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return [found for part in schema[key] for found in _alternatives(document, part)]
    return [schema]


def _types(schema: Json) -> list[str]:
    if "type" in schema:
        return schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    values = [schema["const"]] if "const" in schema else schema.get("enum", [])
    return ["string"] if values and all(isinstance(value, str) for value in values) else ["any"]


def _tell(facts_of: Mapping[str, Any], name: str) -> str:
    return repr(facts_of[name]) if name in facts_of else "says nothing"
