"""Every documented Stripe test card and what must happen when a shopper pays with it.

The rows are `cards.json` (data, with the sources of each); they are checked when they are read, and an error names
the row. Adding a card is adding a row.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any

NOT_IN_A_BROWSER = frozenset({"terminal", "pin", "india-mandate"})
"""Groups of cards for card readers, and for mandates that need an Indian merchant account."""

FOLLOWS = frozenset({"fraud", "dispute", "refund", "available"})
"""What may follow a payment, as the names of the groups begin."""
STATUSES = ("succeeded", "requires_action", "requires_payment_method", None)
Kinds = dict[str, tuple[type, ...]]
TEXT, WHOLE, TRUTH, LIST, TABLE = (str,), (int,), (bool,), (list,), (dict,)
REQUIRED: Kinds = {
    "number": TEXT, "brand": TEXT, "group": TEXT, "description": TEXT, "expected": TABLE, "source": LIST,
}  # fmt: skip
OPTIONAL: Kinds = {
    "country": TEXT, "token": TEXT, "tok": TEXT, "exp_month": WHOLE, "exp_year": WHOLE, "cvc": TEXT,
    "conditional": TEXT, "note": TEXT,
}  # fmt: skip
EXPECTED: Kinds = {
    "http_status": (int, type(None)), "status": (str, type(None)), "error_type": TEXT, "code": TEXT,
    "decline_code": TEXT, "message": TEXT, "challenge": TRUTH,
    "after_challenge_success": TEXT, "after_challenge_failure": TEXT, "after_challenge_code": TEXT,
    "after_challenge_decline_code": TEXT, "post_payment": TEXT,
}  # fmt: skip


class CatalogueError(ValueError):
    """A row of the catalogue that cannot be used: which row, what was expected, what came."""


@dataclass(frozen=True)
class Expected:
    """What Stripe answers when the browser confirms; None where Stripe documents nothing.

    With `challenge` the bank asks first; `after_challenge_success` and `after_challenge_failure` are the intent's
    status once the shopper did or did not authenticate, `after_challenge_code` the code of a decline after success.
    `message` is what Stripe tells the shopper, where that was recorded (fixtures of test mode, see the sources).
    """

    http_status: int | None
    status: str | None
    error_type: str | None = None
    code: str | None = None
    decline_code: str | None = None
    message: str | None = None
    challenge: bool = False
    after_challenge_success: str | None = None
    after_challenge_failure: str | None = None
    after_challenge_code: str | None = None
    after_challenge_decline_code: str | None = None
    post_payment: str | None = None


@dataclass(frozen=True, repr=False)
class Card:
    """One test card; `token` is its `pm_card_*` name, `tok` its `tok_*` name, where Stripe documents one."""

    number: str
    brand: str
    group: str
    description: str
    expected: Expected
    source: tuple[str, ...]
    exp_month: int
    exp_year: int
    cvc: str | None
    country: str | None = None
    token: str | None = None
    tok: str | None = None
    conditional: str | None = None
    note: str | None = None

    @property
    def browser(self) -> bool:
        """A shopper can type it into a browser checkout and Stripe documents what then happens."""
        return self.group not in NOT_IN_A_BROWSER

    @property
    def outcome(self) -> tuple[str, Expected]:
        """What paying with it comes to: the answers but for their words, and what follows (fraud, a dispute ...).

        Refunds differ in what follows, disputes do not: they come after everything that a checkout does.
        """
        follows = self.group.partition("-")[0]
        after = self.expected.post_payment if follows == "refund" else None
        return follows if follows in FOLLOWS else "", replace(self.expected, message=None, post_payment=after)

    @property
    def id(self) -> str:
        """Stable words and the number, for the names of test cases."""
        words = re.sub(r"[^a-z0-9]+", "_", f"{self.group} {self.brand}".lower()).strip("_")
        codes = "_".join(code for code in (self.expected.decline_code or self.expected.code,) if code)
        return "-".join(part for part in (words, codes, self.number) if part)

    def card_data(self) -> dict[str, str]:
        """The fields of Stripe's `card` parameter, as a browser sends them; https://docs.stripe.com/api/payment_methods/create."""
        data = {"number": self.number, "exp_month": str(self.exp_month), "exp_year": str(self.exp_year)}
        return data if self.cvc is None else {**data, "cvc": self.cvc}

    def with_(self, **changes: Any) -> "Card":
        """The same card with other fields as a shopper may type them (wrong or no cvc, expired, a typing mistake)."""
        known = {field.name for field in fields(self)}
        if unknown := changes.keys() - known:
            raise TypeError(f"with_: expected fields of a card ({', '.join(sorted(known))}), got {sorted(unknown)}")
        return replace(self, **changes)

    def __str__(self) -> str:
        return self.id

    __repr__ = __str__


@cache
def catalogue() -> tuple[Card, ...]:
    """Every card, in the order of Stripe's page."""
    return parse(files("harness.core").joinpath("cards.json").read_text(encoding="utf-8"))


@cache
def first_of_each_outcome() -> frozenset[Card]:
    """Of the cards that a shopper can type, the first one of each outcome."""
    return frozenset({one.outcome: one for one in reversed(catalogue()) if one.browser}.values())


def card(number: str) -> Card:
    """The card with this number or `pm_card_*` name; KeyError for one that Stripe does not document."""
    found = _index().get(number)
    if found is None:
        raise KeyError(f"card: expected a number or pm_card_* name of harness/core/cards.json, got {number!r}")
    return found


def parse(text: str) -> tuple[Card, ...]:
    """The cards of a catalogue; CatalogueError names the first row that does not fit."""
    data = json.loads(text)
    for section, kind in (("defaults", dict), ("sources", dict), ("cards", list)):
        if not isinstance(data.get(section), kind):
            raise CatalogueError(f"cards.json: expected {section!r} as {kind.__name__}, got {data.get(section)!r:.60}")
    cards = tuple(_card(row, position, data) for position, row in enumerate(data["cards"], 1))
    _refuse_twins(cards)
    return cards


@cache
def _index() -> dict[str, Card]:
    by_token = {one.token: one for one in reversed(catalogue()) if one.token}
    return {**by_token, **{one.number: one for one in catalogue()}}


def _card(row: Any, position: int, data: Mapping[str, Any]) -> Card:
    where = f"cards.json, card {position}"
    if not isinstance(row, dict):
        raise CatalogueError(f"{where}: expected an object, got {row!r:.60}")
    where = f"{where} ({row.get('number', 'without a number')})"
    _check(row, where, REQUIRED, REQUIRED | OPTIONAL)
    _check(row["expected"], f"{where}, expected", ("http_status", "status"), EXPECTED)
    _check_values(row, where, data["sources"])
    values = {**data["defaults"], **row}
    sources = tuple(data["sources"][key] for key in row["source"])
    return Card(**{**values, "expected": Expected(**row["expected"]), "source": sources})


def _check(row: Mapping[str, Any], where: str, required: Iterable[str], allowed: Kinds) -> None:
    for name in required:
        if name not in row:
            raise CatalogueError(f"{where}: expected the field {name!r}, got {', '.join(row) or 'nothing'}")
    for name, value in row.items():
        if name not in allowed:
            raise CatalogueError(f"{where}: expected one of {', '.join(allowed)}, got the field {name!r}")
        if type(value) not in allowed[name]:
            kinds = " or ".join(kind.__name__ for kind in allowed[name])
            raise CatalogueError(f"{where}: expected {kinds} for {name!r}, got {value!r}")


def _check_values(row: dict[str, Any], where: str, sources: Mapping[str, str]) -> None:
    expected = row["expected"]
    rules: tuple[tuple[bool, str, object], ...] = (
        (re.fullmatch(r"\d{12,19}", row["number"]) is not None, "12 to 19 digits for 'number'", row["number"]),
        (row.get("token", "pm_card_").startswith("pm_card_"), "a pm_card_* name for 'token'", row.get("token")),
        (row.get("tok", "tok_").startswith("tok_"), "a tok_* name for 'tok'", row.get("tok")),
        (bool(row["source"]) and all(key in sources for key in row["source"]), "keys of 'sources'", row["source"]),
        (expected["status"] in STATUSES, f"one of {STATUSES} for 'status'", expected["status"]),
        ((expected["http_status"] == 402) == ("code" in expected), "a 'code' exactly for http_status 402", expected),
        (
            expected.get("challenge", False) == (expected["status"] == "requires_action"),
            "'challenge' exactly for status requires_action",
            expected,
        ),
    )
    for holds, wanted, got in rules:
        if not holds:
            raise CatalogueError(f"{where}: expected {wanted}, got {got!r}")


def _refuse_twins(cards: tuple[Card, ...]) -> None:
    seen: dict[str, int] = {}
    for position, one in enumerate(cards, 1):
        if one.number in seen:
            raise CatalogueError(f"cards.json, card {position}: {one.number} is already card {seen[one.number]}")
        seen[one.number] = position
