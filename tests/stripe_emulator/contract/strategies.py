"""Hypothesis: from an operation of the contract to requests it takes, and to requests with one thing wrong.

Parameters are drawn as `forms.decode` makes them: hashes of strings, a list as a hash with the keys 0, 1, 2.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from stripe_emulator.contract import Operation
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
    Shape,
    Slot,
    Text,
    Union,
    within,
)

Params = dict[str, Any]
MAX_DEPTH = 3
MAX_OPTIONAL = 4
NOBODY = "nobody_knows_this"
TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cs", "Cc")), min_size=1, max_size=20
)
KEYS = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=10)
DECIMALS = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=4).map(lambda value: f"{value:f}")
SCALARS: dict[type, st.SearchStrategy[str]] = {
    Text: TEXTS,
    Anything: TEXTS,
    Integer: st.integers(-(10**15) + 1, 10**15 - 1).map(str),
    Boolean: st.sampled_from(["true", "false"]),
    Decimal: DECIMALS,
    Number: DECIMALS,
}
# For each type a value that it is not.
WRONG: dict[type, Any] = {
    Text: {"a": "b"}, Integer: "12.5", Boolean: "maybe", Decimal: "1e3", Number: "many", Enum: NOBODY,
    ListOf: "text", MapOf: "text", Metadata: "text", Shape: "text",
}  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """Parameters with one thing wrong: at `param`, for which Stripe has this code (or none)."""

    params: Params
    param: str
    code: str | None


@dataclass(frozen=True)
class Site:
    """A place in drawn parameters: the way to it, its path as errors name it, what stands and what may stand there."""

    steps: tuple[str, ...]
    path: str
    value: Any
    slot: Slot
    required: bool = False


def valid(operation: Operation) -> st.SearchStrategy[Params]:
    """Parameters that the operation takes."""
    return _shapes(operation.params, 0)


@st.composite
def broken(draw: st.DrawFn, operation: Operation) -> Broken:
    """Parameters the operation takes but for one thing: unknown, missing, empty, or mistyped."""
    params = draw(valid(operation))
    return draw(st.sampled_from(list(breakages(operation, params))))


def breakages(operation: Operation, params: Params) -> Iterator[Broken]:
    """Every way to break these parameters."""
    yield Broken({**params, NOBODY: "1"}, NOBODY, "parameter_unknown")
    for site in _sites(operation.params, params, (), ""):
        node = site.slot.node
        if site.required:
            yield Broken(_without(params, site.steps), site.path, "parameter_missing")
        if not site.slot.unset:
            yield Broken(_with(params, site.steps, ""), site.path, "parameter_invalid_empty")
        if isinstance(node, Shape) and isinstance(site.value, dict):
            unknown = _with(params, (*site.steps, NOBODY), "1")
            yield Broken(unknown, within(site.path, NOBODY), "parameter_unknown")
        if type(node) in WRONG:
            code = "parameter_invalid_integer" if isinstance(node, Integer) else None
            yield Broken(_with(params, site.steps, WRONG[type(node)]), site.path, code)


def encodable(node: Node) -> bool:
    """Whether a value of this type can be written in a form at all: a hash without fields cannot."""
    return bool(node.fields) if isinstance(node, Shape) else not isinstance(node, Enum) or bool(node.words)


@st.composite
def _shapes(draw: st.DrawFn, shape: Shape, depth: int) -> Params:
    required = [name for name, field in shape.fields.items() if field.required]
    optional = [name for name, field in shape.fields.items() if not field.required and encodable(field.slot.node)]
    few = 1 if depth and optional and not required else 0
    most = max(few, MAX_OPTIONAL if depth < MAX_DEPTH else 0)
    chosen = draw(st.lists(st.sampled_from(optional), min_size=few, max_size=most, unique=True)) if optional else []
    return {name: draw(_values(shape.fields[name].slot, depth + 1)) for name in (*required, *chosen)}


def _values(slot: Slot, depth: int) -> st.SearchStrategy[Any]:
    values = _nodes(slot.node, depth)
    return st.one_of(values, st.just("")) if slot.unset else values


def _nodes(node: Node, depth: int) -> st.SearchStrategy[Any]:
    if isinstance(node, Union):
        return st.one_of([_nodes(member, depth) for member in node.members if encodable(member)])
    if isinstance(node, Shape):
        return _shapes(node, depth)
    if isinstance(node, Enum):
        return st.sampled_from(node.words)
    if isinstance(node, Metadata):
        return st.dictionaries(KEYS, st.one_of(TEXTS, st.just("")), min_size=1, max_size=3)
    if isinstance(node, MapOf):
        return st.dictionaries(KEYS, _values(node.member, depth), min_size=1, max_size=2)
    if isinstance(node, ListOf):
        members = st.lists(_values(node.member, depth), min_size=1, max_size=3)
        return members.map(lambda values: {str(number): value for number, value in enumerate(values)})
    return SCALARS[type(node)]


def _sites(node: Node, value: Any, steps: tuple[str, ...], path: str) -> Iterator[Site]:
    """The places within a value; those of a union are its own affair, for which of its types is meant is open."""
    if not isinstance(value, dict):
        return
    for name, member in value.items():
        if isinstance(node, Shape):
            field = node.fields[name]
            site = Site((*steps, name), within(path, name), member, field.slot, field.required)
        elif isinstance(node, ListOf | MapOf):
            site = Site((*steps, name), within(path, name), member, node.member)
        else:
            return
        yield site
        yield from _sites(site.slot.node, member, site.steps, site.path)


def _with(params: Params, steps: tuple[str, ...], value: Any) -> Params:
    changed = copy.deepcopy(params)
    *way, last = steps
    inner = changed
    for step in way:
        inner = inner[step]
    inner[last] = value
    return changed


def _without(params: Params, steps: tuple[str, ...]) -> Params:
    changed = copy.deepcopy(params)
    *way, last = steps
    inner = changed
    for step in way:
        inner = inner[step]
    del inner[last]
    return changed
