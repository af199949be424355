"""Waiting for what is asynchronous: a condition, a deadline and a reason. Never a blind pause."""

import math
import time
from collections.abc import Callable
from typing import TypeVar

from harness.core import case_deadline, starvation
from harness.core.failure import Failure

POLL_SECONDS = 0.02
ASK_SECONDS = 1.0
T = TypeVar("T")


def eventually(check: Callable[[], T], *, reason: str, deadline: float = 5.0, at_most: float = math.inf) -> T:
    """The first truthy value of `check`; Failure with the reason and the last value after `deadline` seconds.

    The deadline is a requirement on who is awaited, and holds where the machine had time for it: as long as it starves
    the run, the wait goes on until the case's own deadline, or until `at_most` seconds are over, for which no busy
    machine is to blame.
    """
    began = time.monotonic()
    ends = began + deadline
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() >= ends:
            if time.monotonic() < began + at_most and goes_on(began):
                ends = time.monotonic() + ASK_SECONDS
                continue
            raise Failure(
                "not_in_time",
                f"Waited in vain for {reason}",
                let=f"the case wait {deadline:g} s for it",
                then=f"{reason}",
                however=f"the last value seen was {value!r}",
            ).awaited(began)
        time.sleep(POLL_SECONDS)


def goes_on(began: float) -> bool:
    """Whether a wait that began then is to go on past its deadline: the machine starved the run, and the case has
    time."""
    return not case_deadline.over() and bool(starvation.starved_since(began))
