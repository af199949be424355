"""Something to look for in several places: in the shop's page, and in a frame of Stripe's that comes and goes.

Playwright's own `or_` knows the places of one frame only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

# What Playwright says of a frame that has gone while it was asked.
GONE = ("detached", "destroyed")


class Sight:
    """What is looked for; `find` answers the places where it may be at that moment."""

    def __init__(self, find: Callable[[], Iterable[Locator]]) -> None:
        self._find = find

    def or_(self, other: Locator | Sight) -> Sight:
        """This, or that."""
        return Sight(lambda: [*self._find(), *(other._find() if isinstance(other, Sight) else [other])])

    def shown(self) -> list[Locator]:
        """The places where it can be seen now."""
        return [place for place in self._find() if _count(place.filter(visible=True))]

    def count(self) -> int:
        """How often it is there now, seen or not."""
        return sum(_count(place) for place in self._find())

    def place(self) -> Locator:
        """Where it can be seen now, else the first place where it may come."""
        return next(iter(self.shown()), None) or next(iter(self._find()))

    def texts(self) -> list[str]:
        """What is written there."""
        return [text for place in self.shown() for text in place.filter(visible=True).all_inner_texts()]


def _count(place: Locator) -> int:
    from playwright.sync_api import Error

    try:
        return place.count()
    except Error as error:
        if any(word in str(error) for word in GONE):
            return 0
        raise
