"""A test rig: one more checkout, alone at its Stripe account, whose every call goes over wires that a case can break.

Stripe delivers nothing to it by itself: a case delivers each event when it wants to, so that one story makes the same
calls in the same order each time. The process can be killed and started again.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.config.checkout import places
from harness.core.history import History
from harness.faults.wires import Wires
from harness.stack.base.environment import clean_environment
from harness.stack.base.stack import Stack
from harness.stack.processes.process import Process
from harness.stack.second_checkout import Address, NoSecondCheckout, free_address, second_environment

if TYPE_CHECKING:
    from harness.config.profile import Profile

PART = "rig"
STRIPE, AWS = "stripe", "aws"


class Rig:
    """The checkout, its stack as a `Shop` is given it, and its wires."""

    def __init__(self, stack: Stack, profile: Profile, folder: Path, account: str, **environment: str | None) -> None:
        if stack.run or sys.platform == "win32":
            raise NoSecondCheckout(PART, "processes of this machine", f"the stack {stack.mode}", "use --stack=embedded")
        self._profile, self._folder, self._place = profile, folder, free_address(stack, profile)
        upstreams = {STRIPE: stack.stripe_url, **({AWS: stack.aws_url} if stack.aws_url else {})}
        self.wires = Wires(**upstreams)
        self.stack = _alone(stack, self._place, account)
        self._started = 0
        # The histories of the stories that were told with it, for whoever looks at a case as a whole.
        self.told: list[History] = []
        wired = replace(self.stack, tap_url=self.wires.urls[STRIPE], aws_url=self.wires.urls.get(AWS, ""))
        where = places(self._place.port, self.stack.tmp)
        self._environment = second_environment(wired, profile, environment, where)
        self._process = self._start()

    def kill(self) -> None:
        """End the process at once, as a power failure does."""
        os.killpg(self._process.pid, signal.SIGKILL)

    def start_again(self) -> None:
        """End what is left of it, and start it anew at the same address."""
        self._process.close()
        self._process = self._start()

    def pause(self) -> None:
        """Stop the process where it is."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let a process that was stopped go on."""
        os.killpg(self._process.pid, signal.SIGCONT)

    @property
    def runs(self) -> bool:
        """Whether the process has not ended."""
        return self._process.status() is None

    def close(self) -> None:
        """End it and take the wires away."""
        self._process.close()
        self.wires.close()

    def _start(self) -> Process:
        self._started += 1
        command = self._profile.start_command(places(self._place.port, self.stack.tmp))
        log = self._folder / f"rig-{self._started}.log"
        env = {**clean_environment(), **self._environment}
        process = Process(PART, command, log=log, env=env, cwd=self._profile.directory)
        try:
            process.wait_for_health(self._place.url + self._profile.health_path, self._profile.health_seconds)
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
