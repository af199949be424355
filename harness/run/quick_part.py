"""The quick part of the suites, for a desk: one card of each outcome, and the stories marked `quick`.

A case is in it by what it is itself, so that shards, `-k` and paths only make it smaller: its test has the mark
`quick`; of a test with parameters it is the first case, over cards the first card of each outcome (`core/cards.py`).
The mark on a parameter chooses that one. A shopper in a browser is not in it unless `--browser=required` asks for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.browser import policy

if TYPE_CHECKING:
    from harness.core.cards import Card

NAME = "quick"
MARK = "quick: in the quick part too (gate --quick): the first of its cases, and the first card of each outcome"

# How a worker tells how many cases there were before the quick part was taken.
OUT_OF = "harness_out_of"


def keep(config: pytest.Config, items: list[pytest.Item]) -> int:
    """Leave only the quick part where it was asked for; how many cases there were."""
    there = len(items)
    if config.option.quick:
        browser = config.option.checkout_browser == policy.REQUIRED
        deselected = [item for item in items if not holds(item, browser=browser)]
        if deselected:
            items[:] = [item for item in items if holds(item, browser=browser)]
            config.hook.pytest_deselected(items=deselected)
    return there


def holds(item: pytest.Item, *, browser: bool = False) -> bool:
    """Whether a case is in the quick part."""
    if policy.needs_one(item) and not browser:
        return False
    chosen = getattr(item, "callspec", None)
    if chosen is not None and any(mark.name == NAME for mark in chosen.marks):
        return True
    if item.get_closest_marker(NAME) is None:
        return False
    if cards := cards_of(item):
        return all(map(_stands_for_its_outcome, cards))
    return chosen is None or _first(chosen)


def cards_of(item: pytest.Item) -> list[Card]:
    """The cards that the case has as parameters."""
    from harness.core.cards import Card

    chosen = getattr(item, "callspec", None)
    return [value for value in chosen.params.values() if isinstance(value, Card)] if chosen is not None else []


def _stands_for_its_outcome(card: Card) -> bool:
    from harness.core.cards import first_of_each_outcome

    return card in first_of_each_outcome()


def _first(chosen: Any) -> bool:
    """Whether it is the first case of its test: pytest counts the cases in `indices`, as it made them."""
    return not any(chosen.indices.values())
