"""Rules that Stripe states only in words: lengths, ranges, counts, formats, parameters that exclude each other.

`text_rules.json` is compiled from the texts of the SDKs' parameters (`scripts/compile_text_rules.py`). Its `rules` are
those of the default version; `otherwise` has for each other table the rules that its SDK states `beside` them and those
that it states `not`: a limit that was raised, a parameter that is not there. Each key of a group of rules is a path
(`custom_fields[].name`; `[]` follows a list, `{}` a hash whose keys are the client's own) and a rule:

    length<=40  length>=20     characters of a string
    items<=4                   members of a list
    value>=0  value<=100       a number, or a decimal string
    places<=2                  decimal places
    currency  country          a code that Stripe knows; `keys=currency` for the keys of a hash
    format=[A-Z0-9]{3,12}      all of a string
    one_of=amount,percent      at most one of these beside each other
    alone_with=expires_at      nothing else beside it
    contains=word  not=word    a member that a list must have; a word that is refused
    ui_mode!=elements          not in a Checkout Session of this `ui_mode`
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from typing import Any

from stripe_emulator.contract import refusals
from stripe_emulator.contract.codes import COUNTRIES, CURRENCIES
from stripe_emulator.contract.nodes import Report, within
from stripe_emulator.wire.errors import StripeError

FILE = resources.files(__package__) / "text_rules.json"
# The older name of a `ui_mode` (fact 114).
OLDER_UI_MODES = {"custom": "elements"}
_PLACEHOLDER = re.compile(r"\{\w*\}")
_RULE = re.compile(r"(\w+?)(?:(<=|>=|!=|=)(.*))?")
_CURRENCIES = frozenset(CURRENCIES)
# On every operation, so no parameter excludes it.
EVERYWHERE = frozenset(("expand",))
NOTHING: Mapping[str, dict[str, list[str]]] = {"beside": {}, "not": {}}


@dataclass(slots=True)
class Place:
    """Where a value is: its path, the hash it is a member of, and all parameters of the request."""

    path: str
    beside: Mapping[str, Any]
    params: Mapping[str, Any]


Json = dict[str, Any]
# Looks at a value; the refusal, or None.
Check = Callable[[Any, Place], StripeError | None]


@dataclass(slots=True)
class _Branch:
    """The rules of a parameter and of those within it."""

    checks: list[Check] = field(default_factory=list)
    within: dict[str, _Branch] = field(default_factory=dict)

    def judge(self, value: Any, place: Place, report: Report) -> None:
        for check in self.checks:
            refusal = check(value, place)
            if refusal is not None:
                report(refusal)
        if isinstance(value, dict):
            any_key = self.within.get("{}")
            for name, member in value.items():
                branch = any_key or self.within.get(name)
                if branch is not None and member is not None:
                    branch.judge(member, Place(within(place.path, name), value, place.params), report)
        elif isinstance(value, list) and "[]" in self.within:
            for number, member in enumerate(value):
                at = Place(f"{place.path}[{number}]", {}, place.params)
                self.within["[]"].judge(member, at, report)


def judge(version: str, method: str, path: str, params: Mapping[str, Any], report: Report) -> None:
    """Report what the typed parameters of an operation (method and path template) break in a table's version."""
    branch = _rules_of(version, method, path)
    if branch is not None:
        branch.judge(params, Place("", {}, params), report)


@cache
def _rules_of(version: str, method: str, path: str) -> _Branch | None:
    rows = rules(version).get(f"{method} {_PLACEHOLDER.sub('{}', path)}")
    if rows is None:
        return None
    root = _Branch()
    for at, rule in rows:
        branch = root
        parts = at.replace("[]", ".[]").replace("{}", ".{}").split(".")
        # What is said of a list or of a hash with keys of the client's own is said of itself, not of its members.
        for part in parts[:-1] if parts[-1] in ("[]", "{}") else parts:
            branch = branch.within.setdefault(part, _Branch())
        branch.checks.append(_check(rule))
    return root


@cache
def rules(version: str) -> Mapping[str, list[tuple[str, str]]]:
    """The paths and rules of each operation in a table's version; those of the oldest SDK for what is older."""
    otherwise = _whole()["otherwise"]
    own = otherwise.get(version) or (otherwise[min(otherwise)] if version < min(otherwise) else NOTHING)
    left_out = set(_pairs(own["not"]))
    found: dict[str, list[tuple[str, str]]] = {}
    for key, operation in (*_pairs(_whole()["rules"]), *_pairs(own["beside"])):
        if (key, operation) not in left_out:
            path, _, rule = key.partition(" ")
            found.setdefault(operation, []).append((path, rule))
    return found


@cache
def _whole() -> Json:
    table: Json = json.loads(FILE.read_text("utf-8"))
    return table


def _pairs(group: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((key, operation) for key, operations in group.items() for operation in operations)


def _check(rule: str) -> Check:
    parsed = _RULE.fullmatch(rule)
    assert parsed is not None, f"text_rules.json: no rule: {rule}"
    name, sign, argument = parsed.groups("")
    return partial(_KINDS[f"{name}{sign}"], argument)


def _length_most(limit: str, value: Any, place: Place) -> StripeError | None:
    too_long = isinstance(value, str) and len(value) > int(limit)
    return refusals.too_long(place.path, int(limit)) if too_long else None


def _length_least(least: str, value: Any, place: Place) -> StripeError | None:
    return refusals.too_short(place.path, int(least)) if isinstance(value, str) and len(value) < int(least) else None


def _items_most(most: str, value: Any, place: Place) -> StripeError | None:
    return refusals.too_many(place.path, int(most)) if isinstance(value, list) and len(value) > int(most) else None


def _value_least(least: str, value: Any, place: Place) -> StripeError | None:
    number = _number(value)
    return refusals.too_small(place.path, int(least)) if number is not None and number < int(least) else None


def _value_most(most: str, value: Any, place: Place) -> StripeError | None:
    number = _number(value)
    return refusals.too_large(place.path, int(most), value) if number is not None and number > int(most) else None


def _places_most(most: str, value: Any, place: Place) -> StripeError | None:
    number = _number(value)
    exponent = None if number is None else number.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= int(most):
        return None
    return refusals.too_many_places(value, int(most), place.path)


def _currency(_: str, value: Any, place: Place) -> StripeError | None:
    known = not isinstance(value, str) or value.strip().lower() in _CURRENCIES
    return None if known else refusals.no_currency(value, place.path)


def _currency_keys(_: str, value: Any, place: Place) -> StripeError | None:
    unknown = [key for key in value if key.lower() not in _CURRENCIES] if isinstance(value, dict) else []
    return refusals.no_currency(unknown[0], within(place.path, unknown[0])) if unknown else None


def _country(_: str, value: Any, place: Place) -> StripeError | None:
    known = not isinstance(value, str) or value.upper() in COUNTRIES
    return None if known else refusals.no_country(value, place.path)


def _format(pattern: str, value: Any, place: Place) -> StripeError | None:
    fits = not isinstance(value, str) or re.fullmatch(pattern, value, re.DOTALL) is not None
    return None if fits else refusals.wrong_format(value, place.path)


def _one_of(names: str, value: Any, place: Place) -> StripeError | None:
    present = [name for name in names.split(",") if place.beside.get(name) not in (None, False)]
    if len(present) < 2:
        return None
    return refusals.only_one_of(present, within(place.path.rpartition("[")[0], present[0]))


def _alone_with(names: str, value: Any, place: Place) -> StripeError | None:
    allowed = EVERYWHERE.union(names.split(","), (place.path,))
    others = [name for name in place.beside if name not in allowed]
    return refusals.only_one_of([place.path, others[0]], others[0]) if others else None


def _contains(word: str, value: Any, place: Place) -> StripeError | None:
    lacking = isinstance(value, list) and value and word not in value
    return refusals.lacks_member(word, place.path) if lacking else None


def _not(word: str, value: Any, place: Place) -> StripeError | None:
    return refusals.refused_word(value, place.path) if value == word else None


def _not_in_ui_mode(mode: str, value: Any, place: Place) -> StripeError | None:
    sent = place.params.get("ui_mode", "")
    return refusals.not_in_ui_mode(sent, place.path) if OLDER_UI_MODES.get(sent, sent) == mode else None


def _number(value: Any) -> Decimal | None:
    """A number or a decimal string; None for what is neither, such as a filter's hash or `now`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value)
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


_KINDS: Mapping[str, Callable[[str, Any, Place], StripeError | None]] = {
    "length<=": _length_most,
    "length>=": _length_least,
    "items<=": _items_most,
    "value>=": _value_least,
    "value<=": _value_most,
    "places<=": _places_most,
    "currency": _currency,
    "keys=": _currency_keys,
    "country": _country,
    "format=": _format,
    "one_of=": _one_of,
    "alone_with=": _alone_with,
    "contains=": _contains,
    "not=": _not,
    "ui_mode!=": _not_in_ui_mode,
}
