"""Every documented Stripe test card and what must happen when a shopper pays with it.

The rows are the emulator package's `cards/cards.json`: one row a card, with its sources. Here is read what the
documentation expects of a card, never the row's `behaviour`, by which the emulator acts: it is what is judged.
"""

import re
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from stripe_emulator.cards import catalogue as rows
from stripe_emulator.cards.catalogue import CatalogueError

__all__ = ["Card", "CatalogueError", "Expected", "card", "catalogue", "first_of_each_outcome", "of_rows"]

# Groups of cards for card readers, and for mandates that need an Indian merchant account.
NOT_IN_A_BROWSER = frozenset({"terminal", "pin", "india-mandate"})

# What may follow a payment, as the names of the groups begin.
FOLLOWS = frozenset({"fraud", "dispute", "refund", "available"})
# Fields of a row that the emulator reads.
NOT_OF_A_SHOPPER = ("aliases", "behaviour", "funding")


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
    return of_rows(rows.catalogue())


@cache
def first_of_each_outcome() -> frozenset[Card]:
    """Of the cards that a shopper can type, the first one of each outcome."""
    return frozenset({one.outcome: one for one in reversed(catalogue()) if one.browser}.values())


def card(number: str) -> Card:
    """The card with this number or `pm_card_*` name; KeyError for one that Stripe does not document."""
    found = _index().get(number)
    if found is None:
        raise KeyError(f"card: expected a number or pm_card_* name of the catalogue, got {number!r}")
    return found


def of_rows(found: rows.Catalogue) -> tuple[Card, ...]:
    """The cards of these rows."""
    return tuple(_card(row, found) for row in found.rows)


@cache
def _index() -> dict[str, Card]:
    by_token = {one.token: one for one in reversed(catalogue()) if one.token}
    return {**by_token, **{one.number: one for one in catalogue()}}


def _card(row: rows.Row, found: rows.Catalogue) -> Card:
    values = {name: value for name, value in row.items() if name not in NOT_OF_A_SHOPPER}
    sources = tuple(found.sources[key] for key in row["source"])
    return Card(**{**found.defaults, **values, "expected": Expected(**row["expected"]), "source": sources})
