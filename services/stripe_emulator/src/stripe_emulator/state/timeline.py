"""Time that can be frozen and moved, and what is to happen at a time: an account's clock, or a test clock's."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Change = Callable[[], None]
# Maximum number of turns of one advance: enough for years of renewals, but no endless loop.
RUNS_AT_MOST = 100_000


@dataclass(order=True)
class Job:
    """A change that happens at `due`; two that are due together happen in the order in which they were planned."""

    due: float
    number: int
    run: Change = field(compare=False)
    canceled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.canceled, self.run = True, _nothing

    def happen(self) -> None:
        """Run it once, and drop the function: it references what holds the job."""
        run, self.run = self.run, _nothing
        run()


class Timeline:
    """A clock with its jobs. Running, it follows the machine's at an offset; frozen, only `advance` moves it.

    Jobs that are due now run after the current request, in both states.
    """

    def __init__(self, frozen_at: float | None = None) -> None:
        self._frozen_at = frozen_at
        self.offset = 0.0
        self._jobs: list[Job] = []
        self._numbers = itertools.count()
        self._timer: asyncio.Handle | None = None

    @property
    def frozen(self) -> bool:
        return self._frozen_at is not None

    def instant(self) -> float:
        """The time in seconds since 1970, with fractions."""
        return time.time() + self.offset if self._frozen_at is None else self._frozen_at

    def now(self) -> int:
        """The time in whole seconds since 1970, as Stripe's objects carry it."""
        return int(self.instant())

    def at(self, due: float, run: Change) -> Job:
        """Plan a change; one that is already due happens right after the current request."""
        job = Job(due, next(self._numbers), run)
        heapq.heappush(self._jobs, job)
        self._arm()
        return job

    def after(self, seconds: float, run: Change) -> Job:
        return self.at(self.instant() + seconds, run)

    def freeze(self, at: float | None = None) -> None:
        """Stop the clock, now or at a later time; jobs due until then are run by `advance`."""
        self._frozen_at = self.instant() if at is None else at
        self._arm()

    def resume(self) -> None:
        """Let the clock run on from where it was frozen."""
        if self._frozen_at is not None:
            self.offset, self._frozen_at = self._frozen_at - time.time(), None
        self._arm()

    async def advance(self, seconds: float, settle: Callable[[], Awaitable[None]]) -> None:
        """Move forward, running each due job at its time; `settle` awaits work in progress, which may plan jobs."""
        await settle()
        target = self.instant() + seconds
        for _ in range(RUNS_AT_MOST):
            due = self._next_due()
            if due is None or due > target:
                break
            self._move_to(max(due, self.instant()))
            self._run_due()
            await settle()
        self._move_to(max(target, self.instant()))
        self._arm()

    def wake(self) -> None:
        """Go on after being loaded from a saved state: its timer is not part of one."""
        self._arm()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_timer": None}

    def stop(self) -> None:
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()
        self._arm()

    def _move_to(self, instant: float) -> None:
        if self._frozen_at is None:
            self.offset = instant - time.time()
        else:
            self._frozen_at = instant

    def _next_due(self) -> float | None:
        while self._jobs and self._jobs[0].canceled:
            heapq.heappop(self._jobs)
        return self._jobs[0].due if self._jobs else None

    def _run_due(self) -> None:
        """Run the jobs that are due now; those that they plan wait for the next turn."""
        now, ready = self.instant(), []
        while (due := self._next_due()) is not None and due <= now:
            ready.append(heapq.heappop(self._jobs))
        for job in ready:
            if not job.canceled:
                job.happen()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self._next_due()
        if due is None:
            return
        wait = min(max(due - self.instant(), 0.0), 86_400.0)
        if wait == 0.0:
            self._timer = asyncio.get_running_loop().call_soon(self._fire)
        elif not self.frozen:
            self._timer = asyncio.get_running_loop().call_later(wait, self._fire)

    def _fire(self) -> None:
        self._timer = None
        try:
            self._run_due()
        finally:
            self._arm()


def _nothing() -> None:
    """The function of a job that has run or was canceled."""
