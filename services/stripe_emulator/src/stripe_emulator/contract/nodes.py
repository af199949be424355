"""The types of the contract. Each reads one decoded value: the typed one, or a refusal to `report` (then None)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from stripe_emulator.contract import refusals
from stripe_emulator.wire.errors import StripeError, missing_param, unknown_params

# Takes one refusal: raises it, or keeps it and lets the reading go on.
Report = Callable[[StripeError], None]
MAX_TEXT = 5000
MAX_INDEX_DIGITS = 4
# As much of an unknown name is compared with the known ones.
LONGEST_NAME = 100
METADATA_KEYS, METADATA_KEY, METADATA_VALUE = 50, 40, 500
# Capitalised by older official clients (stripe-python 8 writes Python's own words).
TRUTHS = {"true": True, "false": False, "True": True, "False": False}
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


class Node(Protocol):
    """A type of the contract: parses a value that is not an empty string."""

    def read(self, value: Any, path: str, report: Report) -> Any:
        """The typed value of the parameter at `path`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A type in its place; with `unset`, an empty string is parsed as None and clears the field."""

    node: Node
    unset: bool = False

    def read(self, value: Any, path: str, report: Report) -> Any:
        """The parsed value; None for an empty string that unsets."""
        if value == "":
            return None if self.unset else report(refusals.empty(path))
        return self.node.read(value, path, report)


@dataclass(frozen=True, slots=True)
class Field:
    """One named member of a shape."""

    slot: Slot
    required: bool = False


class Text:
    """A string of at most 5000 characters, or of its own limit."""

    def __init__(self, limit: int = MAX_TEXT) -> None:
        self._limit = limit

    def read(self, value: Any, path: str, report: Report) -> Any:
        if type(value) is not str:
            return report(refusals.not_a_string(path))
        return value if len(value) <= self._limit else report(refusals.too_long(path, self._limit))


class Integer:
    """A whole number of at most 15 digits."""

    def read(self, value: Any, path: str, report: Report) -> Any:
        if type(value) is not str or _INTEGER.fullmatch(value) is None:
            return report(refusals.not_an_integer(value, path))
        return int(value)


class Boolean:
    """`true` or `false`."""

    def read(self, value: Any, path: str, report: Report) -> Any:
        truth = TRUTHS.get(value) if type(value) is str else None
        return truth if truth is not None else report(refusals.not_a_boolean(value, path))


class Decimal:
    """A decimal number that stays a string, such as `unit_amount_decimal`."""

    def read(self, value: Any, path: str, report: Report) -> Any:
        if type(value) is not str or _DECIMAL.fullmatch(value) is None:
            return report(refusals.not_a_decimal(value, path))
        return value


class Number:
    """A decimal number that is parsed as a float, such as `percent_off`."""

    def read(self, value: Any, path: str, report: Report) -> Any:
        if type(value) is not str or _DECIMAL.fullmatch(value) is None:
            return report(refusals.not_a_decimal(value, path))
        return float(value)


class Anything:
    """A value without a type in the SDK (a file)."""

    def read(self, value: Any, path: str, report: Report) -> Any:
        return value


class Enum:
    """One of these words."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self._known = frozenset(words)

    def read(self, value: Any, path: str, report: Report) -> Any:
        if type(value) is not str or value not in self._known:
            return report(refusals.not_one_of(self.words, value, path))
        return value


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list: `a[0]`, `a[]`, decoded as a hash whose keys are numbers, or already a list."""

    member: Slot

    def read(self, value: Any, path: str, report: Report) -> Any:
        """The typed members in the order of their numbers."""
        if type(value) is list:
            value = {str(number): member for number, member in enumerate(value)}
        if type(value) is not dict or not all(map(_is_index, value)):
            return report(refusals.not_an_array(path))
        read = self.member.read
        return [read(value[index], f"{path}[{index}]", report) for index in sorted(value, key=int)]


@dataclass(frozen=True, slots=True)
class MapOf:
    """A hash whose keys are the client's own."""

    member: Slot

    def read(self, value: Any, path: str, report: Report) -> Any:
        if type(value) is not dict:
            return report(refusals.not_an_object(path))
        return {key: self.member.read(member, f"{path}[{key}]", report) for key, member in value.items()}


class Metadata:
    """At most 50 keys of 40 characters and values of 500 (facts 23, 41); an empty value removes its key."""

    def read(self, value: Any, path: str, report: Report) -> Any:
        """The hash with its empty values, which remove keys."""
        if type(value) is not dict:
            return report(refusals.not_an_object(path))
        if len(value) > METADATA_KEYS:
            report(refusals.too_many_keys(len(value), METADATA_KEYS, path))
        for key, member in value.items():
            if len(key) > METADATA_KEY:
                report(refusals.long_key(key, METADATA_KEY, path))
            if type(member) is not str:
                report(refusals.not_text(f"{path}[{key}]"))
            elif len(member) > METADATA_VALUE:
                report(refusals.long_value(member, METADATA_VALUE, f"{path}[{key}]"))
        return value


class Shape:
    """A hash with known fields, which are parsed at the first use because there are thousands of shapes."""

    def __init__(self, name: str, parse: Callable[[], Mapping[str, Field]]) -> None:
        self.name = name
        self._parse = parse
        self._fields: Mapping[str, Field] | None = None
        self._required: tuple[str, ...] = ()

    @property
    def fields(self) -> Mapping[str, Field]:
        if self._fields is None:
            self._fields = self._parse()
            self._required = tuple(name for name, field in self._fields.items() if field.required)
        return self._fields

    def read(self, value: Any, path: str, report: Report) -> Any:
        """The parsed fields; reports unknown ones first, then missing ones, then each wrong one."""
        if type(value) is not dict:
            return report(refusals.not_an_object(path))
        fields = self.fields
        if not value.keys() <= fields.keys():
            unknown = [name for name in value if name not in fields]
            report(unknown_params([within(path, name) for name in unknown], _near(unknown[0], fields, path)))
        for name in self._required:
            if name not in value:
                report(missing_param(within(path, name)))
        return {
            name: fields[name].slot.read(member, f"{path}[{name}]" if path else name, report)
            for name, member in value.items()
            if name in fields
        }


class Union:
    """One of several types: chosen by the value's own type, then by the fewest problems."""

    def __init__(self, members: tuple[Node, ...]) -> None:
        self.members = members
        self._nested = [one for one in members if isinstance(one, Shape | ListOf | MapOf | Metadata)]
        single = [one for one in members if one not in self._nested]
        self._single = sorted(single, key=lambda one: isinstance(one, Enum))

    def read(self, value: Any, path: str, report: Report) -> Any:
        candidates = (self._single or self._nested) if type(value) is str else (self._nested or self._single)
        best: tuple[list[StripeError], Any] | None = None
        for node in candidates:
            problems: list[StripeError] = []
            result = node.read(value, path, problems.append)
            if not problems:
                return result
            if best is None or len(problems) < len(best[0]):
                best = problems, result
        assert best is not None, "a union has members"
        for refusal in best[0]:
            report(refusal)
        return best[1]


@dataclass(frozen=True, slots=True)
class Reference:
    """An expandable field of an answer: an id, or the object itself."""

    shape: Shape

    def read(self, value: Any, path: str, report: Report) -> Any:
        """Never called: references are in responses only."""
        raise TypeError(f"{path}: an expandable field is no parameter")


@dataclass(frozen=True, slots=True)
class Page:
    """A list object (or search result) of an answer."""

    member: Slot
    object: str = "list"

    def read(self, value: Any, path: str, report: Report) -> Any:
        """Never called: list objects are in responses only."""
        raise TypeError(f"{path}: a list object is no parameter")


def within(path: str, name: str) -> str:
    """The path of a field: `card[number]`."""
    return f"{path}[{name}]" if path else name


def _near(name: str, fields: Iterable[str], path: str) -> str | None:
    """The path of the field whose name is nearest to an unknown one; None where none is near."""
    found = difflib.get_close_matches(name[:LONGEST_NAME], fields, n=1)
    return within(path, found[0]) if found else None


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= MAX_INDEX_DIGITS
