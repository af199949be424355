"""Objects as the contract has them: blank ones to fill in."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract.absent import ABSENT, BY_TYPE, EVERYWHERE
from stripe_emulator.contract.nodes import Boolean, Enum, Field, ListOf, MapOf, Metadata, Node, Page, Shape, Union
from stripe_emulator.contract.table import Names

Object = dict[str, Any]
# As Stripe writes them: these, then the others by their names.
FIRST = ("id", "object")


class Blank:
    """A template, copied at every use."""

    def __init__(self, fields: Object) -> None:
        self.names = frozenset(fields)
        self._fields = fields
        self._mutable = [name for name, value in fields.items() if isinstance(value, dict | list)]

    def copy(self) -> Object:
        fields = self._fields.copy()
        for name in self._mutable:
            fields[name] = fields[name].copy()
        return fields


class Blanks:
    """The blank objects of one API version, each made at its first use."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._cache: dict[str, Blank] = {}

    def of(self, path: str) -> Blank:
        """The blank of an object (`checkout.session`) or of a part of one (`subscription.payment_settings`).

        Raises a KeyError that names the path for what this version does not have.
        """
        if path not in self._cache:
            self._cache[path] = _blank(path, self.shape(path))
        return self._cache[path]

    def shape(self, path: str) -> Shape:
        name = path
        rest: list[str] = []
        while name not in self._names or not is_object(self._names.shape(name)):
            name, _, step = name.rpartition(".")
            if not name:
                raise KeyError(f"the contract has no object {path}")
            rest.insert(0, step)
        shape = self._names.shape(name)
        for step in rest:
            inner = _shape_in(shape.fields[step].slot.node) if step in shape.fields else None
            if inner is None:
                raise KeyError(f"the contract has no object {path}: {shape.name} has no hash {step}")
            shape = inner
        return shape


def is_object(shape: Shape) -> bool:
    """Whether a shape is an object of the API with its name in `object`, not a hash within one."""
    named = shape.fields.get("object")
    return named is not None and isinstance(named.slot.node, Enum) and named.slot.node.words == (shape.name,)


def _blank(path: str, shape: Shape) -> Blank:
    absent = {name for row in ABSENT if row.of == path for name in row.fields.split()} | EVERYWHERE.keys()
    if path in BY_TYPE:
        absent |= {
            name
            for name, field in shape.fields.items()
            if field.slot.unset and isinstance(field.slot.node, Shape | MapOf)
        }
    names = sorted(shape.fields, key=lambda name: (name not in FIRST, name))
    return Blank({name: _neutral(name, shape.fields[name]) for name in names if name not in absent})


def _neutral(name: str, field: Field) -> Any:
    node = field.slot.node
    if name == "object" and isinstance(node, Enum):
        return node.words[0]
    if isinstance(node, Metadata):
        return {}
    if field.slot.unset:
        return None
    if name == "livemode" and isinstance(node, Boolean):
        return False
    return [] if isinstance(node, ListOf) else None


def _shape_in(node: Node) -> Shape | None:
    if isinstance(node, Union):
        return next((one for one in node.members if isinstance(one, Shape)), None)
    if isinstance(node, ListOf | Page):
        return _shape_in(node.member.node)
    return node if isinstance(node, Shape) else None
