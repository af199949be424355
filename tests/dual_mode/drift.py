"""Where the emulator and Stripe part: two recordings of one test, compared field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Side = Literal["emulator", "stripe"]
ABSENT = "(absent)"


@dataclass(frozen=True)
class Ran:
    """One test on one side: what it states, how it ended, what it was told."""

    test: str
    side: Side
    # passed, failed or skipped.
    outcome: str
    reason: str
    facts: tuple[int, ...]
    lines: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Difference:
    """One field of one answer, as both sides have it."""

    test: str
    facts: tuple[int, ...]
    cards: tuple[str, ...]
    request: str
    field: str
    emulator: Any
    stripe: Any


def compare(here: Ran, there: Ran) -> Iterator[Difference]:
    """What the emulator and Stripe told this test differently; and its outcome, when that differs."""
    if here.outcome != there.outcome:
        yield Difference(here.test, here.facts, (), "the test as a whole", "outcome", _ended(here), _ended(there))
    for mine, theirs in zip(here.lines, there.lines, strict=False):
        if mine["request"] != theirs["request"]:
            yield Difference(here.test, here.facts, tuple(mine["cards"]), "the requests part here", "request",
                             mine["request"], theirs["request"])  # fmt: skip
            return
        for field, one, other in _fields(mine["said"], theirs["said"]):
            yield Difference(here.test, here.facts, tuple(mine["cards"]), mine["request"], field, one, other)


def _fields(mine: dict[str, Any], theirs: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys([*mine, *theirs]):
        one, other = mine.get(name, ABSENT), theirs.get(name, ABSENT)
        if one != other:
            yield name, one, other


def _ended(ran: Ran) -> str:
    return f"{ran.outcome}: {ran.reason}" if ran.reason else ran.outcome
