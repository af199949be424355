"""The documented test cards."""

from __future__ import annotations

from itertools import groupby

from harness.commands.cards import outcome
from harness.core.cards import Card, catalogue
from scripts.reference.markdown import code, table

HEAD = """# Test cards

Every card that Stripe documents for test mode, and what must happen when a shopper pays with it. The same list as
data: `checkout-harness cards --json`. How to add one: [your own card](../how-to/card.md).
"""


def page() -> str:
    """The page."""
    found = catalogue()
    browser = sum(one.browser for one in found)
    parts = [HEAD, f"{len(found)} cards; a shopper can type {browser} of them into a browser."]
    for group, cards in groupby(sorted(found, key=lambda one: one.group), key=lambda one: one.group):
        parts += [f"## {group}", table(("number", "brand", "description", "expected", "token"), map(_row, cards))]
    return "\n\n".join(parts)


def _row(card: Card) -> tuple[str, ...]:
    token = code(card.token) if card.token else ""
    return code(card.number), card.brand, card.description, outcome(card), token
