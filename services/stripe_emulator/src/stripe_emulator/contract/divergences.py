"""What the emulator knowingly does otherwise than Stripe: `divergences.json`, read once.

A row has an `operation` (a pattern of `METHOD /v1/path/{}`, null where no single answer shows it), the `parameters` of
which one must be sent (with `value`, holding it), `unless` for those that must not be, and the kind of `key`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from itertools import product
from typing import Any

from stripe_emulator.wire.package_data import json_table

FILE = "divergences.json"
# Of each answer that one touches: their ids, with commas.
HEADER = "Stripe-Emulator-Divergence"
RESTRICTED = "restricted"
# `markdown()` is between these lines of the README.
MARKERS = ("<!-- divergences: python -m scripts.coverage_table -->", "<!-- /divergences -->")
_CHOICE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Divergence:
    """One row: `stripe` and `emulator` say what each does, `since` is the date of the release that has it."""

    id: str
    operation: str | None
    parameters: tuple[str, ...]
    stripe: str
    emulator: str
    since: str
    source: str
    value: str | None = None
    unless: tuple[str, ...] = ()
    key: str | None = None

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns of `operation`, with each of its choices such as `{customers,invoices}`."""
        if self.operation is None:
            return ()
        parts = _CHOICE.split(self.operation)
        choices = [part.split(",") if number % 2 else [part] for number, part in enumerate(parts)]
        return tuple("".join(chosen) for chosen in product(*choices))

    def is_shown_by(self, params: Mapping[str, Any]) -> bool:
        """Whether these raw parameters of one of its operations show it."""
        if self._roots and self._roots.isdisjoint(params):
            return False
        if self.unless and _sent(params, self._unless_steps):
            return False
        if not self.parameters:
            return self.value is None
        sent = _sent(params, self._steps)
        return bool(sent) if self.value is None else any(_holds(one, self.value) for one in sent)

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(way[0] for way in self._steps)

    @cached_property
    def _steps(self) -> list[list[str]]:
        return [_steps(name) for name in self.parameters]

    @cached_property
    def _unless_steps(self) -> list[list[str]]:
        return [_steps(name) for name in self.unless]


@cache
def rows() -> tuple[Divergence, ...]:
    """All of them, in the order of the file."""
    table = json_table("stripe_emulator", FILE)["rows"]
    return tuple(Divergence(**_members(row)) for row in table)


def _members(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


@cache
def _of(method: str, template: str, restricted: bool) -> tuple[Divergence, ...]:
    """The rows of an operation that this kind of key can meet."""
    key = f"{method} {template}"
    found = (row for row in rows() if any(fnmatchcase(key, pattern) for pattern in row.patterns))
    return tuple(row for row in found if restricted or row.key != RESTRICTED)


def touching(method: str, template: str, params: Mapping[str, Any], restricted: bool) -> str:
    """The value of the header for a request; empty where nothing is otherwise than at Stripe."""
    return ", ".join([row.id for row in _of(method, template, restricted) if row.is_shown_by(params)])


def text() -> str:
    """The rows as text."""
    return "\n".join(_lines())


def markdown() -> str:
    """The table of the README."""
    head = "| what | operation | Stripe | here |\n|---|---|---|---|"
    cells = ((f"[{row.id}]({row.source})", _where(row), row.stripe, row.emulator) for row in rows())
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in cells)])


def _lines() -> Iterator[str]:
    yield f"{len(rows())} known divergences from Stripe (the header {HEADER} names them):"
    for row in rows():
        yield f"  {row.id}: {_where(row) or 'in general'} (since {row.since})"
        yield f"    Stripe: {row.stripe}"
        yield f"    here: {row.emulator}"


def _where(row: Divergence) -> str:
    if row.operation is None:
        return ""
    return f"`{row.operation}`" + "".join(f" `{name}`" for name in row.parameters)


def _steps(name: str) -> list[str]:
    """The steps of a path such as `card[number]`."""
    return name.replace("]", "").split("[")


def _sent(params: Mapping[str, Any], ways: Iterable[list[str]]) -> list[Any]:
    """The raw parameters at these paths, without those that were not sent."""
    found = (_at(params, way) for way in ways if way[0] in params)
    return [value for value in found if value is not None]


def _at(params: Mapping[str, Any], way: list[str]) -> Any:
    value: Any = params
    for step in way:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _holds(sent: Any, value: str) -> bool:
    if isinstance(sent, Mapping):
        return any(_holds(member, value) for member in sent.values())
    if isinstance(sent, list):
        return any(_holds(member, value) for member in sent)
    return bool(sent == value)
