"""OpenAPI documents as data: read, their operations, and what a `$ref` stands for."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same document, ten times as fast
Json = dict[str, Any]
# What a framework (FastAPI) documents of its own accord, and as what; handlers answer it in other words, too.
AUTOMATIC, AS_WHAT = {"422"}, "HTTPValidationError"


@dataclass(frozen=True)
class Operation:
    """One operation of a document: its method in capitals, its path, and its definition."""

    method: str
    path: str
    definition: Json
    shared_parameters: tuple[Json, ...] = ()

    @property
    def label(self) -> str:
        """Method and path, as Schemathesis names an operation."""
        return f"{self.method} {self.path}"

    @property
    def id(self) -> str:
        """Its `operationId`; the label where it has none."""
        return str(self.definition.get("operationId") or self.label)


def read(path: Path) -> Json:
    """The document in a YAML or JSON file."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Json:
    """The document that a YAML or JSON text is; ValueError for another text, and for what is no OpenAPI 3 document."""
    try:
        document: Any = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise ValueError(f"expected an OpenAPI document, got no YAML: {error}") from error
    version = document.get("openapi") if isinstance(document, dict) else None
    if not str(version).startswith("3."):
        hint = "an older one can be converted, see https://converter.swagger.io"
        raise ValueError(f"expected an OpenAPI document of version 3, got `openapi: {version}`. Hint: {hint}")
    return dict(document)


def outside(value: Any) -> Iterator[str]:
    """Every `$ref` of a document that leads out of it."""
    if isinstance(value, dict):
        ref = value.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            yield ref
        for member in value.values():
            yield from outside(member)
    elif isinstance(value, list):
        for member in value:
            yield from outside(member)


def by_id(document: Json) -> dict[str, Operation]:
    """The operations by `Operation.id`; by label where several have one id."""
    found = list(operations(document))
    times = Counter(one.id for one in found)
    return {one.id if times[one.id] == 1 else one.label: one for one in found}


def base_path(document: Json) -> str:
    """The path below which the document's paths are: that of its first server, without a slash at the end."""
    server: Json = next(iter(document.get("servers") or ()), {})
    url = str(server.get("url", ""))
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return urlsplit(url).path.rstrip("/")


def demands_sign_in(document: Json, operation: Operation) -> bool:
    """Whether the document says that nobody may call it without credentials."""
    ways: list[Json] = operation.definition.get("security", document.get("security")) or []
    return bool(ways) and all(ways)


def promises_no_other(operation: Operation, status: int) -> bool:
    """Whether a document that does not list this status of an operation promises by that that it does not come.

    A framework's document lists a success and its own error for bad input, and leaves out what handlers raise.
    """
    documented = {str(one).upper() for one in operation.definition.get("responses", {})}
    if status >= 500:
        return any(one.startswith("5") for one in documented)
    return any(one.startswith("4" if status >= 400 else "2") for one in documented - AUTOMATIC)


def is_automatic(operation: Operation, status: int) -> bool:
    """Whether what is documented of this status is the framework's own error for bad input."""
    response: Json = operation.definition.get("responses", {}).get(str(status), {})
    schemas = [media.get("schema", {}).get("$ref", "") for media in response.get("content", {}).values()]
    return str(status) in AUTOMATIC and any(ref.endswith(f"/{AS_WHAT}") for ref in schemas)


def operations(document: Json) -> Iterator[Operation]:
    """Every operation of an OpenAPI document, in its order."""
    for path, item in document.get("paths", {}).items():
        shared = tuple(item.get("parameters", ()))
        for method in METHODS:
            if method in item:
                yield Operation(method.upper(), path, item[method], shared)


def resolve(document: Json, value: Json) -> Json:
    """What `value` says, following its `$ref` inside the document; KeyError names a reference that leads nowhere."""
    while "$ref" in value:
        target: Any = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            if step not in target:
                raise KeyError(f"{value['$ref']} leads nowhere: there is no {step!r}")
            target = target[step]
        value = target
    return value
