"""Operations, and finding the one a request means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from stripe_emulator.contract import extras
from stripe_emulator.contract.nodes import Field, Shape
from stripe_emulator.contract.notation import parse_fields
from stripe_emulator.contract.table import ParamNames, Table

ANY = "{}"
_PLACEHOLDER = re.compile(r"\{\w*\}")


@dataclass(frozen=True)
class Operation:
    """One method on one path template."""

    method: str
    # The template, such as `/v1/refunds/{refund}/cancel`.
    path: str
    # What it takes; `expand` and the extras are in it.
    params: Shape
    # The names of the objects it answers with (`refund`), more than one where they vary; empty for a file.
    returns: tuple[str, ...]
    # `list` or `search_result` when the objects come in one, else empty.
    envelope: str
    deprecated: bool

    @property
    def key(self) -> str:
        """`GET /v1/refunds/{}`: the same however the placeholders are called."""
        return f"{self.method} {_PLACEHOLDER.sub(ANY, self.path)}"


@dataclass
class _Branch:
    """The operations below one path segment."""

    operations: dict[str, Operation] = field(default_factory=dict)
    children: dict[str, _Branch] = field(default_factory=dict)


class Operations:
    """All operations of a table, found by template or by path."""

    def __init__(self, table: Table) -> None:
        self._by_key: dict[str, Operation] = {}
        self._root = _Branch()
        for key, row in table.operations.items():
            self._add(_operation(table.params, key, row))

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._by_key.values())

    def of(self, method: str, template: str) -> Operation | None:
        """The operation of a template, whatever its placeholders are called."""
        return self._by_key.get(f"{method} {_PLACEHOLDER.sub(ANY, template)}")

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that a path means: literal segments win over placeholders."""
        return _find(self._root, path.strip("/").split("/"), method)

    def _add(self, operation: Operation) -> None:
        self._by_key[operation.key] = operation
        branch = self._root
        for segment in _PLACEHOLDER.sub(ANY, operation.path).strip("/").split("/"):
            branch = branch.children.setdefault(segment, _Branch())
        branch.operations[operation.method] = operation


def _find(branch: _Branch, segments: list[str], method: str) -> Operation | None:
    if not segments:
        return branch.operations.get(method)
    for name in (segments[0], ANY):
        below = branch.children.get(name) if segments[0] else None
        operation = _find(below, segments[1:], method) if below is not None else None
        if operation is not None:
            return operation
    return None


def _operation(names: ParamNames, key: str, row: str) -> Operation:
    method, _, path = key.partition(" ")
    shape, answer, *rest = row.split()
    envelope = "search_result" if answer.startswith("~") else "list" if answer.startswith("(") else ""
    returns = tuple(name[1:] for name in answer.strip("~()").split("|") if name.startswith("@"))
    template = _PLACEHOLDER.sub(ANY, path)
    params = Shape(shape, lambda: _params(names, shape, f"{method} {template}"))
    return Operation(method, path, params, returns, envelope, "deprecated" in rest)


def _params(names: ParamNames, shape: str, key: str) -> dict[str, Field]:
    added = " ".join(extra.field for extra in extras.EXTRAS if key in extra.operations)
    return {**names.shape(shape).fields, **parse_fields(f"{added} {extras.EXPAND}", names)}
