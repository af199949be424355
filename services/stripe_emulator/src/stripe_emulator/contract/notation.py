"""The notation of the tables.

    amount!:i  currency!:s  metadata:{s}?  items:[@SubscriptionCreate.Item]  created:@FileList.Created|i

A field is its name, `!` when required, and a type:

    s i b f d a         string, integer, boolean, number, decimal string, anything
    =x,y  #name         an enum (`=` alone: no word at all), a named enum
    @name               a shape
    [t]  {t}  t|u       a list, a hash whose keys are the client's own, either
    >name  (t)  ~(t)    in answers: an id or the object (expandable), a list object, a search result
    t?                  an empty string unsets it; in answers: null, or absent
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol
from urllib.parse import unquote

from stripe_emulator.contract.nodes import (
    Anything,
    Boolean,
    Decimal,
    Enum,
    Field,
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

SCALARS: Mapping[str, Node] = {
    "s": Text(),
    "i": Integer(),
    "b": Boolean(),
    "f": Number(),
    "d": Decimal(),
    "a": Anything(),
}
# Everywhere the same, and unset by an empty string even where the SDK does not say so (fact 41).
METADATA = Field(Slot(Metadata(), unset=True))


class Names(Protocol):
    """Resolves the names of shapes and enums."""

    def shape(self, name: str) -> Shape:
        """The shape of this name."""

    def enum(self, name: str) -> Enum:
        """The enum of this name."""


def parse_fields(line: str, names: Names) -> dict[str, Field]:
    fields = {}
    for text in line.split():
        name, _, type = text.partition(":")
        required = name.endswith("!")
        name = name.removesuffix("!")
        if name == "metadata" and type.startswith("{s}"):
            fields[name] = METADATA
        else:
            fields[name] = Field(parse_slot(type, names), required)
    return fields


def parse_slot(text: str, names: Names) -> Slot:
    """A type with its optional `?`."""
    unset = text.endswith("?")
    members = tuple(_one(part, names) for part in _parts(text.removesuffix("?")))
    return Slot(members[0] if len(members) == 1 else Union(members), unset)


def _one(text: str, names: Names) -> Node:
    sign, rest = text[0], text[1:]
    if sign in SCALARS:
        return SCALARS[sign]
    if sign == "@":
        return names.shape(rest)
    if sign == ">":
        return Reference(names.shape(rest))
    if sign == "#":
        return names.enum(rest)
    if sign == "=":
        return parse_enum(rest)
    if sign == "~":
        return Page(parse_slot(rest[1:-1], names), "search_result")
    inner = parse_slot(rest[:-1], names)
    return ListOf(inner) if sign == "[" else MapOf(inner) if sign == "{" else Page(inner)


def parse_enum(text: str) -> Enum:
    return Enum(tuple(unquote(word) for word in text.split(",") if word))


def _parts(text: str) -> Iterator[str]:
    """The alternatives between `|` outside of brackets."""
    start = depth = 0
    for position, sign in enumerate(text):
        if sign in "[{(":
            depth += 1
        elif sign in "]})":
            depth -= 1
        elif sign == "|" and depth == 0:
            yield text[start:position]
            start = position + 1
    yield text[start:]
