"""OpenAPI documents as data: read, their operations, and what a `$ref` stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same document, ten times as fast
Json = dict[str, Any]


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


def read(path: Path) -> Json:
    """The document in a YAML file."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Json:
    """The document that a YAML text is."""
    document: Json = yaml.load(text, Loader=LOADER)
    return document


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
