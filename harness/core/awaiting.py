"""Waiting for what is asynchronous: a condition, a deadline and a reason. Never a blind pause."""

import math
import time
from collections.abc import Callable
from typing import TypeVar

from harness.core import case_deadline, starvation
from harness.core.failure import Failure

POLL_SECONDS = 0.02
ASK_SECONDS = 1.0
# How many times its deadline a wait gets on a busy machine, counted in time that the machine had for the run.
ENOUGH = 4.0
T = TypeVar("T")


def eventually(check: Callable[[], T], *, reason: str, deadline: float = 5.0, at_most: float = math.inf) -> T:
    """The first truthy value of `check`; Failure with the reason and the last value after `deadline` seconds.

    The deadline is a requirement on who is awaited, and holds where the machine had time for it: as long as it starves
    the run, the wait goes on until the case's own deadline, or until `at_most` seconds are over, or ENOUGH times the
    deadline was given to the run: for those two no busy machine is to blame.
    """
    began = time.monotonic()
    ends = began + deadline
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() >= ends:
            had_its_time = starvation.given_since(began) >= ENOUGH * deadline
            if time.monotonic() < began + at_most and not had_its_time and goes_on(began):
                ends = time.monotonic() + ASK_SECONDS
                continue
            failure = Failure(
                "not_in_time",
                f"Waited in vain for {reason}",
                let=f"the case wait {deadline:g} s for it",
                then=f"{reason}",
                however=f"the last value seen was {value!r}",
            )
            raise failure if had_its_time else failure.awaited(began)
        time.sleep(POLL_SECONDS)


def goes_on(began: float) -> bool:
    """Whether a wait that began then is to go on past its deadline: the machine starved the run, and the case has
    time."""
    return not case_deadline.over() and bool(starvation.starved_since(began))
