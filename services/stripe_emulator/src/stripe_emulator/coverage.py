"""`stripe-emulator coverage`: which operations of Stripe's API are here and which are not, resource by resource."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from stripe_emulator import contract
from stripe_emulator.resources import endpoints

# `markdown()` is between these lines of the README.
MARKERS = ("<!-- coverage: python -m scripts.coverage_table -->", "<!-- /coverage -->")
HEAD = "| resource | here | not here |\n|---|---|---|"
_PLACEHOLDER = re.compile(r"\{\w*\}")


@dataclass
class Resource:
    """The operations behind one path, such as `checkout/sessions`: `METHOD /v1/path/{}`."""

    name: str
    here: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def share(self) -> str:
        """`3 of 4`."""
        return f"{len(self.here)} of {len(self.here) + len(self.missing)}"


@dataclass(frozen=True)
class Coverage:
    """All resources of Stripe's contract by name, and what is served beyond it."""

    resources: list[Resource]
    beyond: list[str]

    @property
    def summary(self) -> str:
        """`120 of 600 operations of 2026-08-26.dahlia`."""
        here = sum(len(resource.here) for resource in self.resources)
        total = here + sum(len(resource.missing) for resource in self.resources)
        return f"{here} of {total} operations of {contract.DEFAULT_VERSION}"


def measure() -> Coverage:
    """What the router's endpoints cover of the contract of the default version."""
    operations = contract.for_version(contract.DEFAULT_VERSION).operations
    documented = sorted({_key(operation.method, operation.path) for operation in operations}, key=_by_path)
    served = {_key(endpoint.method, endpoint.path) for endpoint in endpoints()}
    plain = {first for first, *rest in map(_segments, documented) if not rest or rest[0] == "{}"}
    resources: dict[str, Resource] = {}
    for key in documented:
        first, *rest = _segments(key)
        name = first if first in plain else f"{first}/{rest[0]}"
        resource = resources.setdefault(name, Resource(name))
        (resource.here if key in served else resource.missing).append(key)
    return Coverage(list(resources.values()), sorted(served - set(documented), key=_by_path))


def text(coverage: Coverage) -> str:
    """The coverage as text, one operation a line."""
    return "\n".join(_lines(coverage))


def markdown(coverage: Coverage) -> str:
    """The table of the README: resources that are here at all, then the names of the others."""
    rows = [_row(resource) for resource in coverage.resources if resource.here]
    absent = [f"{resource.name} ({len(resource.missing)})" for resource in coverage.resources if not resource.here]
    parts = [f"{coverage.summary}.", "\n".join([HEAD, *rows]), f"Not here at all: {', '.join(absent)}."]
    if coverage.beyond:
        parts.append(f"Beyond the contract: {', '.join(f'`{key}`' for key in coverage.beyond)}.")
    return "\n\n".join(parts)


def _row(resource: Resource) -> str:
    missing = (key.replace(f" /v1/{resource.name}", " ", 1).replace(" /", " ").rstrip() for key in resource.missing)
    return f"| {resource.name} | {resource.share} | {', '.join(f'`{key}`' for key in missing)} |"


def _lines(coverage: Coverage) -> Iterator[str]:
    for resource in coverage.resources:
        yield f"{resource.name}: {resource.share}"
        yield from _marked("+", resource.here)
        yield from _marked("-", resource.missing)
    yield from _marked("beyond the contract:", coverage.beyond)
    yield coverage.summary


def _marked(mark: str, keys: Iterable[str]) -> Iterator[str]:
    return (f"  {mark} {key}" for key in keys)


def _key(method: str, path: str) -> str:
    return f"{method} {_PLACEHOLDER.sub('{}', path)}"


def _segments(key: str) -> list[str]:
    return key.partition(" /v1/")[2].split("/")


def _by_path(key: str) -> tuple[str, str]:
    method, _, path = key.partition(" ")
    return path, method
