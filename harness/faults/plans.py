"""What can be done to one call of a checkout, by its number: cut before or after the work, once or lastingly; killed
there; held there, or stopped, or left for another worker; never answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from harness.faults.wires import Call, Plan

BEFORE, AFTER = "before", "after"
# Seconds that a held call waits for its release; whoever holds it lets it go before.
LONGEST_HOLD = 20.0
# Seconds that a call waits for an answer which never comes; whoever holds it ends the silence before.
LONGEST_SILENCE = 3600.0


@dataclass(frozen=True)
class Place:
    """A place in a story: a call of the checkout, before it is passed on or after its work is done. With `changes` only
    calls that change something have numbers, with `wire` only those on that one."""

    number: int
    where: str = AFTER
    changes: bool = False
    wire: str = ""

    def number_of(self, call: Call) -> int:
        """The number of a call as places like this one count; 0 for one that has none."""
        if not self.wire:
            return call.change if self.changes else call.number
        if call.wire != self.wire:
            return 0
        return call.change_there if self.changes else call.number_there


class Broken(Plan):
    """Something that happens at one place; `met` is the call that it happened to. Here the wire is cut there, once."""

    name = "lost"
    # What it is to the system that is asked, for the resiliency matrix: `lost`, `gone`, `slow`, `silent`; `dies` and
    # `stops` are troubles of the process itself.
    trouble = "lost"
    # Whether what the process knew is gone afterwards.
    forgets = False

    def __init__(self, place: Place) -> None:
        self.place = place
        self.met: Call | None = None
        # Every call that it happened to, the first one too.
        self.struck: list[Call] = []

    def before(self, call: Call) -> bool:
        """At the place, or not."""
        return self._at(call, BEFORE)

    def after(self, call: Call) -> bool:
        """At the place, or not."""
        return self._at(call, AFTER)

    def happens(self, call: Call, where: str) -> bool:
        """Whether the call is meant: the one at the place."""
        return self.is_at(call, where)

    def is_at(self, call: Call, where: str) -> bool:
        """Whether this is the place."""
        return self.place.number_of(call) == self.place.number and where == self.place.where

    def act(self) -> bool:
        """What happens; False cuts the wire."""
        return False

    def heal(self) -> None:
        """Everything is whole from here on."""

    def _at(self, call: Call, where: str) -> bool:
        if not self.happens(call, where):
            return True
        self.met = self.met or call
        self.struck.append(call)
        return self.act()


class Cut(Broken):
    """The wire is cut at one place, once."""

    name = "its answer is lost once"


class Lasting(Broken):
    """What happens at one place and goes on until it is `healed`; `goes_on` says to which calls."""

    healed = False

    def heal(self) -> None:
        """Everything passes again."""
        self.healed = True

    def happens(self, call: Call, where: str) -> bool:
        """The call at the place, and those to which it goes on."""
        return not self.healed and where == self.place.where and self.goes_on(call, where)

    def goes_on(self, call: Call, where: str) -> bool:
        """Whether it happens to this call; `where` is where it happens, and nothing is healed."""
        raise NotImplementedError


class Gone(Lasting):
    """One call is lost at one place, however often it is tried again, until it is `healed`; all others pass."""

    name = "its answer is lost, and that of each retry"

    def goes_on(self, call: Call, where: str) -> bool:
        """The call at the place, and whatever is the same request once more."""
        again = self.met is not None and (call.wire, call.purpose) == (self.met.wire, self.met.purpose)
        return again or (self.met is None and self.is_at(call, where))


class Outage(Lasting):
    """From one place on, the system that is asked there answers nobody, until it is `healed`."""

    name = "the system answers nobody"
    trouble = "gone"

    def goes_on(self, call: Call, where: str) -> bool:
        """The call at the place, and every later one on that wire."""
        later = self.met is not None and call.wire == self.met.wire and call.number > self.met.number
        return later or self.is_at(call, where)


class Silence(Outage):
    """From one place on, the system that is asked there takes every call and says nothing, until it is `healed`: then
    those calls are cut."""

    name = "the system stays silent"
    trouble = "silent"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._over = threading.Event()

    def act(self) -> bool:
        """Say nothing."""
        self._over.wait(LONGEST_SILENCE)
        return False

    def heal(self) -> None:
        """Cut what waits; everything passes again."""
        super().heal()
        self._over.set()


class Kill(Broken):
    """The process dies at one place."""

    name = "the process dies"
    trouble = "dies"
    forgets = True

    def __init__(self, place: Place, kill: Callable[[], None]) -> None:
        super().__init__(place)
        self._kill = kill

    def act(self) -> bool:
        """Kill it, once."""
        self._kill()
        return False


class FailOver(Kill):
    """A worker dies at one place, and the next one takes over."""

    name = "the process dies, and another worker takes over"


class Hold(Broken):
    """A call waits at one place until it is let go: whatever else happens then happens in the middle of it."""

    name = "held"
    trouble = "slow"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.reached, self._go = threading.Event(), threading.Event()

    def happens(self, call: Call, where: str) -> bool:
        """Whether the call is meant: the one at the place, unless everything is whole already."""
        return not self._go.is_set() and super().happens(call, where)

    def act(self) -> bool:
        """Wait, and go on."""
        self.reached.set()
        self._go.wait(LONGEST_HOLD)
        return True

    def let_go(self) -> None:
        """The call goes on."""
        self._go.set()

    def heal(self) -> None:
        """The call goes on."""
        self.let_go()


class HandOver(Hold):
    """A worker stands still at one place, and whoever waits for it goes to the next worker; it goes on once everything
    is whole, with whatever it had in mind."""

    name = "it is held, and another worker takes over"
    forgets = True

    def __init__(self, place: Place, take_over: Callable[[], None]) -> None:
        super().__init__(place)
        self._take_over = take_over

    def act(self) -> bool:
        """The next worker takes over, and this one waits."""
        self._take_over()
        return super().act()


class Pause(Hold):
    """The process is stopped at one place, and whatever else comes lies before its door until it goes on."""

    name = "the process stands still"
    trouble = "stops"

    def __init__(self, place: Place, pause: Callable[[], None], go_on: Callable[[], None]) -> None:
        super().__init__(place)
        self._pause, self._go_on = pause, go_on
        self._lock = threading.Lock()

    def act(self) -> bool:
        """Stop it, once; not where everything is whole already: nobody would let it go on."""
        with self._lock:
            if not self._go.is_set():
                self._pause()
                self.reached.set()
        return super().act()

    def let_go(self) -> None:
        """It goes on."""
        with self._lock:
            if self.reached.is_set():
                self._go_on()
            super().let_go()
