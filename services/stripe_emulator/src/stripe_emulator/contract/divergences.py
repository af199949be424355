"""What the emulator knowingly does otherwise than Stripe: `divergences.json`, read once.

A row has an `operation` (a pattern of `METHOD /v1/path/{}`, null where no single answer shows it), the `parameters` of
which one must be sent (with `value`, holding it), `unless` for those that must not be, and the kind of `key`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
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

    def is_shown_by(self, params: Mapping[str, Any], restricted: bool) -> bool:
        """Whether these raw parameters of one of its operations, and this key, show it."""
        if self.key == RESTRICTED and not restricted:
            return False
        if any(_at(params, name) is not None for name in self.unless):
            return False
        sent = [_at(params, name) for name in self.parameters]
        if self.value is not None:
            return any(_holds(one, self.value) for one in sent)
        return not self.parameters or any(one is not None for one in sent)


@cache
def rows() -> tuple[Divergence, ...]:
    """All of them, in the order of the file."""
    table = json_table("stripe_emulator", FILE)["rows"]
    return tuple(Divergence(**_members(row)) for row in table)


def _members(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


@cache
def _of(method: str, template: str) -> tuple[Divergence, ...]:
    key = f"{method} {template}"
    return tuple(row for row in rows() if any(fnmatchcase(key, pattern) for pattern in row.patterns))


def touching(method: str, template: str, params: Mapping[str, Any], restricted: bool) -> str:
    """The value of the header for a request; empty where nothing is otherwise than at Stripe."""
    return ", ".join(row.id for row in _of(method, template) if row.is_shown_by(params, restricted))


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


def _at(params: Mapping[str, Any], name: str) -> Any:
    """The raw parameter at a path such as `card[number]`."""
    value: Any = params
    for step in name.replace("]", "").split("["):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _holds(sent: Any, value: str) -> bool:
    if isinstance(sent, Mapping):
        return any(_holds(member, value) for member in sent.values())
    if isinstance(sent, list):
        return any(_holds(member, value) for member in sent)
    return bool(sent == value)
