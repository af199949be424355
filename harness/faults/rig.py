"""A test rig: one more checkout, alone at its Stripe account, whose every call goes over wires that a case can break.

Stripe delivers nothing to it by itself: a case delivers each event when it wants to, so that one story makes the same
calls in the same order each time. The process can be killed and started again, and a second worker can take over.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.checkouts import NotOffered
from harness.config.checkout import places
from harness.core.awaiting import eventually
from harness.core.history import History
from harness.faults.front import Front
from harness.faults.plans import Broken
from harness.faults.resources import Resources, of_processes
from harness.faults.wires import Wires
from harness.stack.base.environment import clean_environment
from harness.stack.base.http_probe import health
from harness.stack.base.stack import Stack
from harness.stack.processes.process import Process
from harness.stack.second_checkout import Address, NoSecondCheckout, free_address, second_environment

if TYPE_CHECKING:
    from harness.config.profile import Profile

PART = "rig"
STRIPE, AWS = "stripe", "aws"
# Seconds for a worker that stood still to come to the end of what it was asked.
TO_THE_END = 20.0
# Seconds that an answer to its health check may take.
HEALTH_SECONDS = 10.0


class Rig:
    """The checkout, its stack as a `Shop` is given it, and its wires."""

    def __init__(self, stack: Stack, profile: Profile, folder: Path, account: str, **environment: str | None) -> None:
        if stack.run or sys.platform == "win32":
            raise NoSecondCheckout(PART, "processes of this machine", f"the stack {stack.mode}", "use --stack=embedded")
        self._profile, self._folder, self._place = profile, folder, free_address(stack, profile)
        upstreams = {STRIPE: stack.stripe_url, **({AWS: stack.aws_url} if stack.aws_url else {})}
        self.wires = Wires(**upstreams)
        self.stack = replace(_alone(stack, self._place, account), facts=asdict(profile.facts))
        self._started = 0
        # The histories of the stories that were told with it, for whoever looks at a case as a whole.
        self.told: list[History] = []
        # At how many places something happened, by what it was; each case begins anew.
        self.met: Counter[str] = Counter()
        # All workers of one shop read each other's tokens.
        self._changes = {"TOKEN_SECRET": secrets.token_hex(16), **environment}
        self.stack = replace(self.stack, variables=self._environment(self._place))
        self._process = self._start(self._place)
        self._second: tuple[Address, Process] | None = None
        self._front: Front | None = None

    def kill(self) -> None:
        """End the process at once, as a power failure does."""
        os.killpg(self._process.pid, signal.SIGKILL)

    def start_again(self) -> None:
        """End what is left of it, and start it anew at the same address."""
        self._process.close()
        self._process = self._start(self._place)

    def pause(self) -> None:
        """Stop the process where it is."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let a process that was stopped go on."""
        os.killpg(self._process.pid, signal.SIGCONT)

    @contextmanager
    def broken(self, plan: Broken) -> Iterator[None]:
        """While the block runs, the checkout's calls are counted from 1 and this plan holds for them."""
        self.wires.count_anew(plan)
        try:
            yield
        finally:
            self.wires.count_anew()
            self.note(plan)

    def health(self) -> tuple[bool, str]:
        """Whether its health check answers 200, and what it answers in a few words."""
        return health(self.stack.checkout_url + self._profile.health_path, timeout=HEALTH_SECONDS)

    def resources(self) -> Resources:
        """What its processes hold now."""
        return of_processes(self._process.pid)

    @property
    def runs(self) -> bool:
        """Whether the process has not ended."""
        return self._process.status() is None

    def keeps_what_it_knows(self) -> None:
        """NotOffered where the shop keeps what it knows in its process: with that, everything is gone."""
        if self.stack.facts.get("state_in_process"):
            raise NotOffered("a state that outlives the process")

    @contextmanager
    def two_workers(self) -> Iterator[None]:
        """For this block the shop has two workers behind one address, and `take_over` leads to the second one.

        They share the database and `{tmp}`, and differ in their port."""
        self.keeps_what_it_knows()
        if self._second is None:
            place = free_address(self.stack, self._profile)
            self._second = (place, self._start(place))
        alone, self._front = self.stack, Front(self._place.url)
        self.stack = replace(alone, checkout_url=self._front.url)
        try:
            yield
        finally:
            self._front.close()
            self.stack, self._front = alone, None
            self.revive()

    def make_ready(self) -> None:
        """The first worker runs, and the shop's address leads to it."""
        if not self.runs:
            self.start_again()
        if self._front is not None:
            self._front.lead_to(self._place.url)

    def note(self, plan: Broken) -> None:
        """Count what happened, if it did."""
        if plan.met is not None:
            self.met[plan.name] += 1

    def revive(self) -> None:
        """Start a process that died, as whatever watches over it would; where a second worker is left, it is enough."""
        if not self.runs and self._front is None:
            self.start_again()

    def kill_and_take_over(self) -> None:
        """The first worker dies, and the second one takes over."""
        self.take_over()
        self.kill()

    def take_over(self) -> None:
        """The second worker takes over; whoever waits for the first one gets no answer."""
        if self._front is None or self._second is None:
            raise ValueError("take_over: expected a block of two_workers, got none. Hint: with rig.two_workers(): ...")
        self._front.lead_to(self._second[0].url)

    def first_worker_is_done(self) -> None:
        """Wait until the first worker has come to the end of what it was asked, before it was left or since."""
        front = self._front
        if front is not None:
            reason = "the worker that stood still to come to the end of what it was asked"
            eventually(lambda: not front.waits, reason=reason, deadline=TO_THE_END)

    def close(self) -> None:
        """End it and take the wires away."""
        self._process.close()
        if self._second is not None:
            self._second[1].close()
        self.wires.close()

    def _environment(self, place: Address) -> dict[str, str]:
        wired = replace(self.stack, tap_url=self.wires.urls[STRIPE], aws_url=self.wires.urls.get(AWS, ""))
        return second_environment(wired, self._profile, self._changes, places(place.port, self.stack.tmp))

    def _start(self, place: Address) -> Process:
        self._started += 1
        command = self._profile.start_command(places(place.port, self.stack.tmp))
        log = self._folder / f"rig-{self._started}.log"
        env = {**clean_environment(), **self._environment(place)}
        process = Process(PART, command, log=log, env=env, cwd=self._profile.directory)
        try:
            process.wait_for_health(place.url + self._profile.health_path, self._profile.health_seconds)
        except BaseException:
            process.close()
            raise
        return process


def _alone(stack: Stack, place: Address, account: str) -> Stack:
    """The stack with another checkout, and another Stripe account that tells it nothing."""
    folder = Path(stack.tmp, place.name)
    folder.mkdir(parents=True)
    alone = replace(stack, account=account, secret_key=f"sk_test_{account}", publishable_key=f"pk_test_{account}")
    alone = replace(alone, webhook_secret=f"whsec_{account}", checkout_url=place.url, tmp=str(folder))
    return replace(alone, tap_url="", pids={})
