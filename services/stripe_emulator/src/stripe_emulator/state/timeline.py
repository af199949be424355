"""Time that can be frozen and moved, and what is to happen at a time: an account's clock, or a test clock's."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Change = Callable[[], None]
# How many jobs one advance runs: renewals of years, not a loop without end.
RUNS_AT_MOST = 100_000


@dataclass(order=True)
class Job:
    """A change that happens at `due`, in order of planning where two are due together."""

    due: float
    number: int
    run: Change = field(compare=False)
    canceled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Let it not happen."""
        self.canceled, self.run = True, _nothing

    def happen(self) -> None:
        """Make the change, and let go of it: what holds the job is what the change leads back to."""
        run, self.run = self.run, _nothing
        run()


class Timeline:
    """A clock with its jobs: ticking, it follows the machine's at an offset; frozen, it moves by `advance` only.

    What is due now happens after the current request, whether the clock ticks or not.
    """

    def __init__(self, frozen_at: float | None = None) -> None:
        self._frozen_at = frozen_at
        self.offset = 0.0
        self._jobs: list[Job] = []
        self._numbers = itertools.count()
        self._timer: asyncio.Handle | None = None

    @property
    def frozen(self) -> bool:
        """Whether time stands still."""
        return self._frozen_at is not None

    def instant(self) -> float:
        """The time in seconds since 1970, with fractions."""
        return time.time() + self.offset if self._frozen_at is None else self._frozen_at

    def now(self) -> int:
        """The time in whole seconds since 1970, as Stripe's objects carry it."""
        return int(self.instant())

    def at(self, due: float, run: Change) -> Job:
        """Plan a change; one that is due already happens as soon as the current request is answered."""
        job = Job(due, next(self._numbers), run)
        heapq.heappush(self._jobs, job)
        self._arm()
        return job

    def after(self, seconds: float, run: Change) -> Job:
        """Plan a change `seconds` from now."""
        return self.at(self.instant() + seconds, run)

    def freeze(self, at: float | None = None) -> None:
        """Stop the clock, here or at a later time (what is due until then is run by `advance`, not by this)."""
        self._frozen_at = self.instant() if at is None else at
        self._arm()

    def resume(self) -> None:
        """Let the clock tick on from where it stands."""
        if self._frozen_at is not None:
            self.offset, self._frozen_at = self._frozen_at - time.time(), None
        self._arm()

    async def advance(self, seconds: float, settle: Callable[[], Awaitable[None]]) -> None:
        """Move forward, stopping at each due job on the way; `settle` awaits what is under way and may plan jobs."""
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

    def stop(self) -> None:
        """Forget all jobs."""
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
        """Run what is due, and no more than that: a job that plans the next one leaves it for the next turn."""
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
    """What is left of a job that is over."""
