"""Whether this machine starved a run while it waited for something: then that nothing came proves nothing.

The criterion, over the window of a wait: starved is who was

- woken late by LATE or more of the window: this process's own clock thread; or
- ready to run for WAITED or more of the window without running (this process and the stack's, summed), while ELSEWHERE
  or more of the machine's CPU went to processes that are not of this run, or to other machines of its host.

Both halves of the second are needed. A checkout that hangs asks for no CPU, so nothing waits, on a busy machine too
(unless other cases keep the stack at work); and what the run's own workers take from each other is not starvation:
on a quiet machine a checkout that does not answer fails.
"""

import os
import threading
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from harness.core.machine import Machine, Reading, cores, load

LATE = 0.2
WAITED = 0.2
ELSEWHERE = 0.2
CLOCK_SECONDS = 0.25
READING_SECONDS = 1.0
# A wait that was shorter is judged by what the machine was like around it.
LEAST_WINDOW_SECONDS = 2.0
KEPT_READINGS = 1800


@dataclass(frozen=True)
class Window:
    """What the machine gave the run in so many seconds: shares of the window, `elsewhere` of all cores' time in it."""

    seconds: float
    late: float
    waited: float
    used: float
    elsewhere: float

    @property
    def starved(self) -> bool:
        """Whether the criterion holds."""
        return self.late >= LATE or (self.waited >= WAITED and self.elsewhere >= ELSEWHERE)

    @property
    def given(self) -> float:
        """The share of its time that the machine had for the run."""
        return max(1 - max(self.elsewhere, self.late), 0.0)

    def description(self) -> str:
        """What was not given, in a sentence."""
        used, waited = self.used * self.seconds, self.waited * self.seconds
        return (
            f"the machine was busy with something else: in {self.seconds:.1f} s this run used {used:.1f} CPU seconds, "
            f"waited {waited:.1f} s for more and was woken {self.late * self.seconds:.1f} s late, while other "
            f"processes had {self.elsewhere:.0%} of the machine"
        )


def window(readings: Sequence[Reading], since: float, of_cores: int) -> Window | None:
    """What was given between a moment and the last reading; None when there are not two readings around it."""
    if len(readings) < 2:
        return None
    last = readings[-1]
    begins = min(since, last.at - LEAST_WINDOW_SECONDS)
    first = readings[max(bisect_right(readings, begins, key=lambda reading: reading.at) - 1, 0)]
    seconds = last.at - first.at
    if seconds <= 0:
        return None
    used = last.used - first.used
    elsewhere = max(last.busy - first.busy - used, 0.0) / (of_cores * seconds)
    late, waited = last.lag - first.lag, last.waited - first.waited
    return Window(seconds, late / seconds, waited / seconds, used / seconds, min(elsewhere, 1.0))


class Sampler:
    """Reads the machine in a thread of its own, a few times a second, from `start` to `stop`."""

    def __init__(self, root: int, stack: Iterable[int] = ()) -> None:
        self.machine = Machine(root, stack)
        self.readings: deque[Reading] = deque(maxlen=KEPT_READINGS)
        self.worst_lag, self.cpu_seconds, self._lag = 0.0, 0.0, 0.0
        self._first: Reading | None = None
        self._load = load()
        self._ended, self._lock = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._go_on, name="starvation", daemon=True)

    def start(self) -> "Sampler":
        """Begin."""
        self._first = self._read()
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the thread; what was read stays."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def since(self, moment: float) -> Window | None:
        """What the machine gave the run from this moment of the monotonic clock until now."""
        self._read()
        with self._lock:
            return window(list(self.readings), moment, cores())

    def facts(self) -> dict[str, Any]:
        """The whole time for a report: shares of the time, load averages over a minute, lags in seconds."""
        last = self._read()
        whole = window([self._first, last], self._first.at, cores()) if self._first is not None else None
        return {
            "cores": cores(),
            "load_at_begin": self._load,
            "load_at_end": load(),
            "worst_lag_seconds": round(self.worst_lag, 3),
            "starved": whole is not None and whole.starved,
            "cpu_seconds": round(whole.used * whole.seconds, 1) if whole else 0.0,
            "cpu_share_of_others": round(whole.elsewhere, 3) if whole else 0.0,
            "waited_share": round(whole.waited, 3) if whole else 0.0,
            "late_share": round(whole.late, 3) if whole else 0.0,
        }

    def _go_on(self) -> None:
        readings_due = time.monotonic() + READING_SECONDS
        while True:
            asleep = time.monotonic()
            if self._ended.wait(CLOCK_SECONDS):
                return
            lag = max(time.monotonic() - asleep - CLOCK_SECONDS, 0.0)
            self._lag += lag
            self.worst_lag = max(self.worst_lag, lag)
            if time.monotonic() >= readings_due:
                self._read()
                readings_due = time.monotonic() + READING_SECONDS
            self.cpu_seconds = time.thread_time()

    def _read(self) -> Reading:
        with self._lock:
            reading = self.machine.read(self._lag)
            self.readings.append(reading)
            return reading


_SAMPLER: Sampler | None = None


def watch(root: int | None = None, stack: Iterable[int] = ()) -> Sampler:
    """The sampler of this process, started with the first call; `root` is the run's first process, else this one."""
    global _SAMPLER
    if _SAMPLER is None:
        _SAMPLER = Sampler(os.getpid() if root is None else root, stack).start()
    return _SAMPLER


def unwatch() -> None:
    """End this process's sampler."""
    global _SAMPLER
    if _SAMPLER is not None:
        _SAMPLER.stop()
    _SAMPLER = None


def starved_since(moment: float) -> str:
    """Why what was awaited since this moment (monotonic clock) may just not have had its time; empty when it had."""
    found = _SAMPLER.since(moment) if _SAMPLER is not None else None
    return found.description() if found is not None and found.starved else ""


def given_since(moment: float) -> float:
    """The seconds since this moment (monotonic clock) that the machine had for this run, beside what others took of it
    and without those by which the run was late; 0 where nothing is known."""
    found = _SAMPLER.since(moment) if _SAMPLER is not None else None
    return found.given * (time.monotonic() - moment) if found is not None else 0.0


def facts() -> dict[str, Any]:
    """What this process's sampler saw, for a report; nothing without one."""
    return _SAMPLER.facts() if _SAMPLER is not None else {}
