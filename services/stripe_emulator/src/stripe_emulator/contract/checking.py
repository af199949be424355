"""Responses checked against the contract: every field present, none unknown, each of its type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from stripe_emulator.contract.nodes import (
    Anything,
    Boolean,
    Decimal,
    Enum,
    Integer,
    ListOf,
    MapOf,
    Metadata,
    Node,
    Number,
    Page,
    Reference,
    Shape,
    Slot,
    Text,
    Union,
)
from stripe_emulator.contract.objects import Blanks, is_object

ENVELOPES = ("list", "search_result")
# What is left of most deleted objects; a deleted discount is whole.
STUB = frozenset(("id", "object", "deleted"))
SHOWN = 60
NAMES = {str: "string", bool: "boolean", list: "list"}


class Checker:
    """Checks one response; `partial` allows missing fields."""

    def __init__(self, blanks: Blanks, partial: bool) -> None:
        self._blanks = blanks
        self._partial = partial

    def check(self, value: Any) -> list[str]:
        """The problems of a response, each with the path of its field."""
        return list(self._object(value, ""))

    def _object(self, value: Any, path: str) -> Iterator[str]:
        kind = value.get("object") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            yield f"{path or 'answer'}: expected an object with its name in `object`, got {_printed(value)}"
        elif kind in ENVELOPES:
            yield from self._page(value, path or kind, kind, self._object)
        else:
            try:
                shape = self._blanks.shape(kind)
            except KeyError:
                yield f"{path or 'answer'}: the contract has no object {kind!r}"
                return
            yield from self._shape(shape, value, path or kind)

    def _page(self, value: Any, path: str, kind: str, member: Callable[[Any, str], Iterator[str]]) -> Iterator[str]:
        if not isinstance(value, dict) or value.get("object") != kind:
            yield f"{path}: expected a {kind} object, got {_printed(value)}"
            return
        for name, type in (("url", str), ("has_more", bool), ("data", list)):
            if not isinstance(value.get(name), type):
                yield f"{path}.{name}: expected a {NAMES[type]}, got {_printed(value.get(name))}"
        for number, one in enumerate(value.get("data") or ()):
            yield from member(one, f"{path}.data[{number}]")

    def _slot(self, slot: Slot, value: Any, path: str) -> Iterator[str]:
        if value is None:
            if not slot.unset:
                yield f"{path}: null, and it is never null"
            return
        yield from self._node(slot.node, value, path)

    def _node(self, node: Node, value: Any, path: str) -> Iterator[str]:
        if isinstance(node, Union):
            yield from self._union(node, value, path)
        elif isinstance(node, Shape):
            yield from self._shape(node, value, path)
        elif isinstance(node, Reference):
            if not isinstance(value, str):
                yield from self._shape(node.shape, value, path)
        elif isinstance(node, Page):
            yield from self._page(value, path, node.object, lambda one, at: self._slot(node.member, one, at))
        elif isinstance(node, ListOf):
            yield from self._list(node, value, path)
        elif isinstance(node, MapOf):
            yield from self._map(node, value, path)
        elif not isinstance(node, Anything):
            yield from _scalar(node, value, path)

    def _union(self, node: Union, value: Any, path: str) -> Iterator[str]:
        best: list[str] | None = None
        for member in node.members:
            found = list(self._node(member, value, path))
            if not found:
                return
            best = found if best is None or len(found) < len(best) else best
        yield from best or ()

    def _list(self, node: ListOf, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: expected a list, got {_printed(value)}"
            return
        for number, member in enumerate(value):
            yield from self._slot(node.member, member, f"{path}[{number}]")

    def _map(self, node: MapOf, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: expected a hash, got {_printed(value)}"
        elif isinstance(node.member.node, Anything):
            if isinstance(value.get("object"), str):
                yield from self._object(value, path)
        else:
            for key, member in value.items():
                yield from self._slot(node.member, member, f"{path}.{key}")

    def _shape(self, shape: Shape, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: expected a hash, got {_printed(value)}"
            return
        fields = shape.fields
        for name, member in value.items():
            if name in fields:
                yield from self._slot(fields[name].slot, member, f"{path}.{name}")
            else:
                yield f"{path}.{name}: unknown, {shape.name} has no such field"
        demanded = self._demanded(shape, value)
        yield from (f"{path}.{name}: missing" for name in demanded if name not in value)

    def _demanded(self, shape: Shape, value: Mapping[str, Any]) -> Iterator[str]:
        """The required fields: those of a blank object; in a nested hash null and absent cannot be distinguished."""
        if value.get("deleted") is True:
            return iter(sorted(STUB & shape.fields.keys()))
        if self._partial:
            return iter(())
        if is_object(shape):
            return iter(sorted(self._blanks.of(shape.name).names))
        return (name for name, field in shape.fields.items() if not field.slot.unset)


def _scalar(node: Node, value: Any, path: str) -> Iterator[str]:
    if isinstance(node, Enum):
        if value not in node.words:
            yield f"{path}: {_printed(value)} is none of {', '.join(node.words)[:SHOWN]}"
    elif isinstance(node, Metadata):
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            yield f"{path}: expected a hash of strings, got {_printed(value)}"
    else:
        type_name, types = _PYTHON[type(node)]
        if not isinstance(value, types) or (isinstance(value, bool) and types is not bool):
            yield f"{path}: expected {type_name}, got {_printed(value)}"


def _printed(value: Any) -> str:
    return repr(value)[:SHOWN]


_PYTHON: Mapping[type, tuple[str, Any]] = {
    Text: ("a string", str),
    Decimal: ("a decimal string", str),
    Integer: ("an integer", int),
    Number: ("a number", (int, float)),
    Boolean: ("a boolean", bool),
}
