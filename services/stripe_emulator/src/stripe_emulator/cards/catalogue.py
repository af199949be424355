"""The documented test cards as rows of `cards.json`: one row a card, checked when the file is read.

The emulator takes a row's `behaviour` from here; the harness, which tests it, takes what the documentation `expected`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from json import JSONDecodeError
from typing import Any, NoReturn

from stripe_emulator.cards.card_behaviour import CardBehaviour, Decline
from stripe_emulator.cards.card_numbers import BRANDS, brand_of, check_digit, has_check_digit
from stripe_emulator.wire.package_data import json_table

Row = dict[str, Any]
Kinds = dict[str, tuple[type, ...]]
FILE = "cards.json"
STATUSES = ("succeeded", "requires_action", "requires_payment_method", None)
# Stripe's page gives both JCB cards these names; they mean the first.
SHARED_NAMES = frozenset({"pm_card_jcb", "tok_jcb"})
TEXT, WHOLE, TRUTH, LIST, TABLE = (str,), (int,), (bool,), (list,), (dict,)
SECTIONS: dict[str, type] = {
    "defaults": dict, "sources": dict, "declines": dict, "cards": list, "names_without_number": list,
}  # fmt: skip
REQUIRED: Kinds = {
    "number": TEXT, "brand": TEXT, "group": TEXT, "description": TEXT, "expected": TABLE, "source": LIST,
}  # fmt: skip
OPTIONAL: Kinds = {
    "country": TEXT, "funding": TEXT, "token": TEXT, "tok": TEXT, "aliases": LIST, "exp_month": WHOLE,
    "exp_year": WHOLE, "cvc": TEXT, "conditional": TEXT, "note": TEXT, "behaviour": TABLE,
}  # fmt: skip
EXPECTED: Kinds = {
    "http_status": (int, type(None)), "status": (str, type(None)), "error_type": TEXT, "code": TEXT,
    "decline_code": TEXT, "message": TEXT, "challenge": TRUTH,
    "after_challenge_success": TEXT, "after_challenge_failure": TEXT, "after_challenge_code": TEXT,
    "after_challenge_decline_code": TEXT, "post_payment": TEXT,
}  # fmt: skip
DECLINES = ("decline", "after_challenge")
NOT_OF_A_ROW = {"number", "brand", "last4", "on_attach", "on_charge"}
BEHAVIOUR = sorted({*CardBehaviour.__dataclass_fields__, *DECLINES, "saves"} - NOT_OF_A_ROW)


class CatalogueError(ValueError):
    """A row that cannot be used: which row, what was expected, what it has instead, and a hint."""


@dataclass(frozen=True)
class Catalogue:
    """The whole file: `rows` in the order of Stripe's page, why cards are declined, and names without a number."""

    defaults: Row
    sources: dict[str, str]
    declines: dict[str, Row]
    rows: tuple[Row, ...]
    names_without_number: tuple[Row, ...]

    def decline(self, name: str | None) -> Decline | None:
        """The refusal of this name; None for none."""
        return None if name is None else Decline(**{"decline_code": None, **self.declines[name]})


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with the package."""
    try:
        return checked(json_table("stripe_emulator.cards", FILE))
    except JSONDecodeError as error:
        raise CatalogueError(f"{FILE}: expected JSON, got: {error}. Hint: compare with the lines around it") from error


def checked(data: Mapping[str, Any]) -> Catalogue:
    """The catalogue in the content of such a file; CatalogueError names the first row that does not fit."""
    for section, kind in SECTIONS.items():
        if not isinstance(data.get(section), kind):
            _refuse(FILE, f"{section!r} as {kind.__name__}", f"{data.get(section)!r:.60}", "write the section")
    codes = {row[key] for row in data["declines"].values() for key in ("code", "decline_code") if key in row}
    numbers: dict[str, str] = {}
    names: dict[str, str] = {}
    for position, row in enumerate(data["cards"], 1):
        where = f"{FILE}, card {position}"
        if not isinstance(row, dict):
            _refuse(where, "an object", f"{row!r:.60}", "write {...}")
        where = f"{where} ({row.get('number', 'without a number')})"
        _check_fields(row, where)
        _check_number(row, where)
        _check_values(row, where, data["sources"])
        _check_codes(row, where, codes, data["declines"])
        _check_behaviour(row, where)
        _check_unique([row["number"]], where, numbers, position)
        _check_unique([name for name in names_of(row) if name not in SHARED_NAMES], where, names, position)
    for row in data["names_without_number"]:
        where = f"{FILE}, names_without_number ({row.get('name', 'without a name')})"
        if row.get("of") not in numbers:
            _refuse(where, "the number of a card for 'of'", repr(row.get("of")), "the card that it is a variant of")
        _check_codes({"expected": {}, "behaviour": row}, where, codes, data["declines"])
    rows, without_number = tuple(data["cards"]), tuple(data["names_without_number"])
    return Catalogue(data["defaults"], data["sources"], data["declines"], rows, without_number)


def names_of(row: Row) -> list[str]:
    """Every `pm_card_*` and `tok_*` name of a row."""
    return [name for name in (row.get("token"), row.get("tok"), *row.get("aliases", ())) if name]


def _refuse(where: str, expected: str, got: object, hint: str) -> NoReturn:
    raise CatalogueError(f"{where}: expected {expected}, got {got}. Hint: {hint}")


def _check_fields(row: Row, where: str) -> None:
    _check_kinds(row, where, REQUIRED, REQUIRED | OPTIONAL)
    _check_kinds(row["expected"], f"{where}, expected", ("http_status", "status"), EXPECTED)
    for name in row.get("behaviour", {}):
        if name not in BEHAVIOUR:
            _refuse(f"{where}, behaviour", "a field of CardBehaviour", repr(name), _similar(name, BEHAVIOUR))


def _check_kinds(row: Mapping[str, Any], where: str, required: Iterable[str], allowed: Kinds) -> None:
    for name in required:
        if name not in row:
            _refuse(where, f"the field {name!r}", ", ".join(row) or "nothing", "add it to the row")
    for name, value in row.items():
        if name not in allowed:
            _refuse(where, f"one of {', '.join(allowed)}", f"the field {name!r}", _similar(name, allowed))
        if type(value) not in allowed[name]:
            kinds = " or ".join(kind.__name__ for kind in allowed[name])
            _refuse(where, f"{kinds} for {name!r}", repr(value), "write the value as JSON of that type")


def _check_number(row: Row, where: str) -> None:
    number = row["number"]
    if not re.fullmatch(r"[0-9]{12,19}", number):
        _refuse(where, "12 to 19 digits for 'number'", repr(number), "write the digits without blanks")
    brand = BRANDS.get(row["brand"])
    if brand is None:
        _refuse(where, f"a known brand ({', '.join(BRANDS)})", repr(row["brand"]), _similar(row["brand"], BRANDS))
    if len(number) not in brand.digits:
        digits = " or ".join(map(str, brand.digits))
        _refuse(where, f"{digits} digits for {row['brand']}", len(number), "compare the number with Stripe's page")
    if brand.by_prefix and brand_of(number) != brand.wire:
        hint = "compare brand and number with Stripe's page"
        _refuse(where, f"a number that begins like {row['brand']}", f"one of {brand_of(number)}", hint)
    wrong_on_purpose = row["expected"].get("code") == "incorrect_number"
    if has_check_digit(number) == wrong_on_purpose:
        right, relation = check_digit(number), "any check digit but" if wrong_on_purpose else "the check digit"
        hint = f"{number[:-1]}{right} has the right one; only a card expected to be `incorrect_number` has a wrong one"
        _refuse(where, f"{relation} {right} (Luhn)", number[-1], hint)


def _check_values(row: Row, where: str, sources: Mapping[str, str]) -> None:
    expected, aliases = row["expected"], row.get("aliases", ())
    rules: tuple[tuple[bool, str, object, str], ...] = (
        (row.get("token", "pm_card_").startswith("pm_card_"), "a pm_card_* name for 'token'", row.get("token"), ""),
        (row.get("tok", "tok_").startswith("tok_"), "a tok_* name for 'tok'", row.get("tok"), ""),
        (all(str(name).startswith(("pm_card_", "tok_")) for name in aliases), "pm_card_* and tok_* names for 'aliases'",
         aliases, ""),
        (bool(row["source"]) and all(key in sources for key in row["source"]), "keys of 'sources'", row["source"],
         f"one of {', '.join(sources)}, or a line more in 'sources'"),
        (expected["status"] in STATUSES, f"one of {STATUSES} for 'status'", expected["status"], ""),
        ((expected["http_status"] == 402) == ("code" in expected), "a 'code' exactly for http_status 402", expected,
         "a decline is {\"http_status\": 402, \"code\": ...}"),
        (expected.get("challenge", False) == (expected["status"] == "requires_action"),
         "'challenge' exactly for status requires_action", expected, ""),
    )  # fmt: skip
    for holds, wanted, got, hint in rules:
        if not holds:
            _refuse(where, wanted, repr(got), hint or "compare with a row of the same group")


def _check_codes(row: Row, where: str, codes: Iterable[str], declines: Iterable[str]) -> None:
    expected, behaviour = row["expected"], row.get("behaviour", {})
    stated = ("code", "decline_code", "after_challenge_code", "after_challenge_decline_code")
    for part, known in ((expected, set(codes)), (behaviour, set(declines))):
        for name in stated if part is expected else DECLINES:
            if name in part and part[name] not in known:
                wanted = f"a code of 'declines' for {name!r}"
                _refuse(where, wanted, repr(part[name]), _similar(part[name], known, "a new code is a line there"))


def _check_behaviour(row: Row, where: str) -> None:
    """What is expected must be done by something; that both say the same is for the emulator's tests to find."""
    expected, behaviour = row["expected"], row.get("behaviour", {})
    rules = (
        ("code" in expected, "decline", f'a decline, for example {{"decline": "{_decline_of(expected)}"}}'),
        (expected.get("challenge", False), "challenge", 'a challenge, for example {"challenge": "required"}'),
        ("after_challenge_code" in expected, "after_challenge", "a decline after the challenge"),
    )
    for needed, name, meaning in rules:
        if needed and name not in behaviour:
            hint = f"add `behaviour` with {meaning}: `expected` is what is judged, `behaviour` what the emulator does"
            _refuse(where, f"{name!r} in 'behaviour'", ", ".join(behaviour) or "none", hint)


def _decline_of(expected: Row) -> str:
    return str(expected.get("decline_code") or expected.get("code"))


def _check_unique(values: Iterable[str], where: str, seen: dict[str, str], position: int) -> None:
    for value in values:
        if value in seen:
            _refuse(where, "a number and names of its own", f"{value}, {seen[value]}", "one card is one row")
        seen[value] = f"which is already card {position}"


def _similar(word: object, known: Iterable[str], otherwise: str = "") -> str:
    close = get_close_matches(str(word), list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else otherwise or f"one of {', '.join(known)}"
