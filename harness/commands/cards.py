"""`checkout-harness cards`: the catalogue of documented Stripe test cards."""

import json
from dataclasses import asdict

from rich.table import Table

from harness.commands import wide_console
from harness.core.cards import Card, catalogue


def run(*, as_json: bool) -> int:
    """Print the catalogue, as a table or as JSON."""
    if as_json:
        print(json.dumps([{**asdict(card), "id": card.id, "browser": card.browser} for card in catalogue()], indent=2))
        return 0
    wide_console().print(table(catalogue()))
    return 0


def table(cards: tuple[Card, ...]) -> Table:
    """The catalogue as a table, one card a row."""
    found = Table(title=f"{len(cards)} documented Stripe test cards", row_styles=("", "dim"))
    for name in ("number", "brand", "group", "expected", "token", "browser"):
        found.add_column(name, no_wrap=name == "number", overflow="fold")
    for card in cards:
        row = (card.number, card.brand, card.group, outcome(card), card.token or "", "yes" if card.browser else "")
        found.add_row(*row)
    return found


def outcome(card: Card) -> str:
    """What must happen when the card pays, in a few words."""
    expected = card.expected
    if expected.code:
        return f"{expected.http_status} {expected.decline_code or expected.code}"
    return "3D Secure challenge" if expected.challenge else expected.status or "not documented"
