"""The documented test cards as rows of `cards_facts.json`, and how a card is confirmed in each way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


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
    expected: dict[str, Any]
    attach: str | None
    post_payment: str | None = None

    @property
    def kind(self) -> str:
        """succeeded, declined, challenge, refused_number or undocumented."""
        return str(self.expected["kind"])


@cache
def rows() -> tuple[Row, ...]:
    """All rows, in the order of the documentation."""
    facts = _facts()["cards"]
    return tuple(
        Row(**{**row, "payment_methods": tuple(row["payment_methods"]), "tokens": tuple(row["tokens"])})
        for row in facts
    )


def groups() -> tuple[str, ...]:
    """The headings of the documentation."""
    return tuple(dict.fromkeys(row.group for row in rows()))


def of_group(group: str) -> tuple[Row, ...]:
    """The rows under one heading."""
    return tuple(row for row in rows() if row.group == group)


def tokens_without_number() -> dict[str, str]:
    """Tokens whose card number is not documented, with the decline code they lead to."""
    return dict(_facts()["tokens_without_number"])


def difference(row: Row, status: int, body: dict[str, Any]) -> str | None:
    """What is wrong with the answer to a create-and-confirm of this card, None when it is as documented."""
    if row.kind in ("succeeded", "challenge", "undocumented"):
        wanted = {"succeeded": ("succeeded",), "challenge": ("requires_action",)}
        statuses = wanted.get(row.kind, ("succeeded", "requires_action"))
        got = body.get("status")
        good = status == 200 and got in statuses
        return None if good else f"{row.number} ({row.description}): expected {statuses}, got {status} {_short(body)}"
    error = body.get("error", {})
    wrong = {
        name: (value, error.get(name))
        for name, value in row.expected.items()
        if name in ("code", "decline_code", "message", "param") and error.get(name) != value
    }
    if status == 402 and error.get("type") == "card_error" and not wrong:
        return None
    return f"{row.number} ({row.description}): expected 402 card_error, got {status}; (expected, got): {wrong}"


def _short(body: dict[str, Any]) -> str:
    error = body.get("error")
    return str({name: error.get(name) for name in ("type", "code", "message")} if error else body.get("status"))


@cache
def _facts() -> dict[str, Any]:
    text = (Path(__file__).parent / "cards_facts.json").read_text(encoding="utf-8")
    return dict(json.loads(text))
