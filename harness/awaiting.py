"""Waiting for what is asynchronous: a condition, a deadline and a reason. Never a blind pause."""

import time
from collections.abc import Callable
from typing import TypeVar

from harness.failure import Failure

POLL_SECONDS = 0.02
T = TypeVar("T")


def eventually(check: Callable[[], T], *, reason: str, deadline: float = 5.0) -> T:
    """The first truthy value of `check`; Failure with the reason and the last value after `deadline` seconds."""
    ends = time.monotonic() + deadline
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() >= ends:
            raise Failure(
                "not_in_time",
                f"Waited in vain for {reason}",
                let=f"a deadline of {deadline:g} s",
                then=f"{reason}",
                however=f"the last value seen was {value!r}",
            )
        time.sleep(POLL_SECONDS)
