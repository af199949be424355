"""What can be done to one call of a checkout, by its number: cut before or after the work, once or lastingly; killed
there; held there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from harness.faults.wires import Call, Plan

BEFORE, AFTER = "before", "after"
# Seconds that a held call waits for its release; whoever holds it lets it go before.
LONGEST_HOLD = 20.0


@dataclass(frozen=True)
class Place:
    """A place in a story: a call of the checkout, before it is passed on or after its work is done."""

    number: int
    where: str = AFTER


class Broken(Plan):
    """Something that happens at one place; `met` is the call that it happened to. Here the wire is cut there, once."""

    name = "lost"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.met: Call | None = None

    def before(self, call: Call) -> bool:
        """At the place, or not."""
        return self._at(call, BEFORE)

    def after(self, call: Call) -> bool:
        """At the place, or not."""
        return self._at(call, AFTER)

    def happens(self, call: Call, where: str) -> bool:
        """Whether the call is meant: the one at the place."""
        return call.number == self.place.number and where == self.place.where

    def act(self) -> bool:
        """What happens; False cuts the wire."""
        return False

    def _at(self, call: Call, where: str) -> bool:
        if not self.happens(call, where):
            return True
        self.met = self.met or call
        return self.act()


class Cut(Broken):
    """The wire is cut at one place, once."""

    name = "lost once"


class Outage(Broken):
    """From one place on, the system that is asked there answers nobody, until it is `healed`."""

    name = "lost until it is whole again"
    healed = False

    def happens(self, call: Call, where: str) -> bool:
        """The call at the place, and every later one on that wire."""
        if self.healed or where != self.place.where:
            return False
        later = self.met is not None and call.wire == self.met.wire and call.number > self.met.number
        return later or super().happens(call, where)


class Kill(Broken):
    """The process dies at one place."""

    name = "the process dies"

    def __init__(self, place: Place, kill: Callable[[], None]) -> None:
        super().__init__(place)
        self._kill = kill

    def act(self) -> bool:
        """Kill it, once."""
        self._kill()
        return False


class Hold(Broken):
    """A call waits at one place until it is let go: whatever else happens then happens in the middle of it."""

    name = "held"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.reached, self._go = threading.Event(), threading.Event()

    def act(self) -> bool:
        """Wait, and go on."""
        self.reached.set()
        self._go.wait(LONGEST_HOLD)
        return True

    def let_go(self) -> None:
        """The call goes on."""
        self._go.set()
