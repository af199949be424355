"""The documented test cards, and how the answer to a confirm of one differs from what is documented.

`cards_facts.json` is a copy of Stripe's documentation as of mid-2026, made once and never edited: the table of the
emulator is held against it. A card documented since then is one row of the table, and expects what that row says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stripe_emulator.cards.card_numbers import BRANDS
from stripe_emulator.cards.catalogue import catalogue, names_of

COPY = Path(__file__).parent / "cards_facts.json"
OF_THE_ERROR = ("type", "code", "decline_code", "message", "param")


@dataclass(frozen=True)
class Row:
    """One documented card; None = not documented."""

    number: str
    brand: str | None
    funding: str | None
    country: str | None
    group: str
    description: str
    payment_methods: tuple[str, ...]
    tokens: tuple[str, ...]
    # `http_status`, `type`, `code`, `decline_code`, `status` (of the PaymentIntent afterwards), and more of some.
    expected: dict[str, Any]
    attach: str | None
    post_payment: str | None = None

    @property
    def kind(self) -> str:
        """succeeded, declined, challenge, refused_number or undocumented."""
        return str(self.expected["kind"])


@cache
def rows() -> tuple[Row, ...]:
    """All rows: those of the copy in the order of the documentation, then the newer ones of the table."""
    known = {row.number for row in copied()}
    return (*copied(), *(of_table(row) for row in catalogue().rows if row["number"] not in known))


@cache
def copied() -> tuple[Row, ...]:
    """The rows of the copy."""
    facts = _facts()["cards"]
    return tuple(
        Row(**{**row, "payment_methods": tuple(row["payment_methods"]), "tokens": tuple(row["tokens"])})
        for row in facts
    )


def of_table(row: dict[str, Any]) -> Row:
    """What a row of the table says is documented, which is nothing of how the emulator does it."""
    expected = row["expected"]
    told = {name: expected.get("error_type" if name == "type" else name) for name in ("type", "code", "decline_code")}
    told |= {name: expected[name] for name in ("message",) if name in expected}
    brand, names = BRANDS[row["brand"]], names_of(row)
    return Row(
        number=row["number"],
        brand=brand.wire if brand.by_prefix else None,
        funding=row.get("funding"),
        country=row.get("country"),
        group=row["group"],
        description=row["description"],
        payment_methods=tuple(name for name in names if name.startswith("pm_card_")),
        tokens=tuple(name for name in names if name.startswith("tok_")),
        expected={
            "kind": _kind(expected), "http_status": expected["http_status"], "status": expected["status"], **told,
        },
        attach=None,
        post_payment=expected.get("post_payment"),
    )  # fmt: skip


def _kind(expected: dict[str, Any]) -> str:
    if expected["http_status"] is None:
        return "undocumented"
    if expected.get("challenge"):
        return "challenge"
    if expected.get("code") == "incorrect_number":
        return "refused_number"
    return "declined" if "code" in expected else "succeeded"


def groups() -> tuple[str, ...]:
    """The headings of the documentation."""
    return tuple(dict.fromkeys(row.group for row in rows()))


def of_group(group: str) -> tuple[Row, ...]:
    """The rows under one heading."""
    return tuple(row for row in rows() if row.group == group)


def tokens_without_number() -> dict[str, str]:
    """Tokens whose card number is not documented, with the decline code they lead to."""
    return dict(_facts()["tokens_without_number"])


def difference(row: Row, http_status: int, body: dict[str, Any], status: str | None = None) -> str | None:
    """What is wrong with the answer to a confirm of this card, None when it is as documented.

    `status` is the PaymentIntent's afterwards; without it, the one that the answer shows.
    """
    error = body.get("error", {})
    shown = status or error.get("payment_intent", body).get("status")
    got = {"http_status": http_status, **{name: error.get(name) for name in OF_THE_ERROR}, "status": shown}
    wrong = {name: (value, got[name]) for name, value in _documented(row, got).items() if got[name] != value}
    return f"{row.number} ({row.description}): (expected, got): {wrong}" if wrong else None


def _documented(row: Row, got: dict[str, Any]) -> dict[str, Any]:
    """What the facts say of this card, as far as they say it."""
    if row.kind == "undocumented":
        return {"http_status": 200, "status": "requires_action" if got["status"] == "requires_action" else "succeeded"}
    no_intent = row.kind == "refused_number" and got["status"] is None  # refused before there was anything to confirm
    return {name: row.expected[name] for name in row.expected if name in got and not (no_intent and name == "status")}


@cache
def _facts() -> dict[str, Any]:
    return dict(json.loads(COPY.read_text(encoding="utf-8")))
