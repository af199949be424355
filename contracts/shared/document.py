"""The contract of record of our payment API, and that of the checkout under test, read as harness.core.openapi does."""

from functools import cache
from pathlib import Path

from harness import openapi

__all__ = ["PATH", "Json", "Operation", "load", "of_file", "operations", "resolve"]

Json = openapi.Json
Operation = openapi.Operation
operations = openapi.operations
resolve = openapi.resolve
PATH = Path(__file__).parents[1] / "payments.openapi.yaml"


def load() -> Json:
    """Our contract, parsed."""
    return openapi.read(PATH)


@cache
def of_file(path: str | Path) -> Json:
    """A contract, parsed once; nobody changes it."""
    return openapi.read(Path(path))


def has_links(document: Json) -> bool:
    """Whether any answer says where to go on from it."""
    answers = (one for each in operations(document) for one in each.definition.get("responses", {}).values())
    return any(resolve(document, one).get("links") for one in answers)


def takes_body(operation: Operation) -> bool:
    """Whether it takes a body of JSON."""
    return "application/json" in media_of(operation)


def media_of(operation: Operation) -> Json:
    """The kinds of body that it takes; none for a body that stands elsewhere in the document."""
    content: Json = operation.definition.get("requestBody", {}).get("content", {})
    return content
