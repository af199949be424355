"""Good answers, made from the contract: every field that a blank object has, with a value of its type."""

from __future__ import annotations

from functools import cache
from typing import Any

from stripe_emulator.contract import CURRENT
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
    Text,
    Union,
)
from stripe_emulator.contract.objects import is_object

# Every object that an operation answers with.
OBJECTS = sorted({name for operation in CURRENT.operations for name in operation.returns})
VALUES: dict[type, Any] = {
    Text: "text", Integer: 1, Boolean: True, Decimal: "1.5", Number: 1.5, Anything: "x", Metadata: {"a": "b"},
    MapOf: {}, Reference: "id_1",
}  # fmt: skip


@cache
def filled(name: str) -> dict[str, Any]:
    """An object with every field of its blank; do not change it, it is shared."""
    fields = CURRENT.shape(name).fields
    return {field: example(fields[field].slot.node) for field in CURRENT.blank(name)}


def example(node: Node) -> Any:
    """A value of a type, as small as can be."""
    if isinstance(node, Union):
        return example(node.members[0])
    if isinstance(node, Enum):
        return node.words[0]
    if isinstance(node, ListOf):
        return [example(node.member.node)]
    if isinstance(node, Page):
        return {"object": node.object, "url": "/v1/things", "has_more": False, "data": []}
    if isinstance(node, Shape):
        if is_object(node):
            return filled(node.name)
        return {name: example(field.slot.node) for name, field in node.fields.items() if not field.slot.unset}
    return VALUES[type(node)]
