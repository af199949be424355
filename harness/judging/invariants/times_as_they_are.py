"""The time of an order is the time at which it was made: not in the future, and not before its shopper came."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History
from harness.judging.invariants import facts

TIME_TOLD_WRONG = FailureCode(
    code="time_told_wrong",
    severity="critical",
    title="A time that the checkout tells cannot be right",
    meaning="An answer tells when something was made, and that moment was still to come when it was told, or was over "
    "before the shopper came: orders fall on the wrong day and month in the books, and the time to withdraw ends at "
    "the wrong moment. Most often the clock on the shop's wall was written as if it were UTC.",
    what_to_do="Take the time in UTC and write it with its offset, or as seconds since the epoch.",
    example="""\
A time that the checkout tells cannot be right [time_told_wrong]
      Let Ada ask the checkout for orders
     Then what it tells as `created_at` is between the beginning of the case and now
  However it is 2026-01-01T14:00:00+00:00, 7200 s after the answer""",
)
# Seconds by which two machines may disagree; a time zone is off by 1800 at least.
APART = 300
_MADE = re.compile(r"(?i)(?:created|made|placed|ordered|paid|updated|refunded|changed)(?:_?(?:at|on|time|date|utc))*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
# Seconds, or milliseconds, since the epoch: from 2001 until 2286.
SECONDS, MILLISECONDS = range(10**9, 10**10), range(10**12, 10**13)


def seen(history: History) -> int:
    """The times, with a zone, in answers to shoppers."""
    return sum(1 for event in _answers(history) for _ in _times(event.data.get("response")))


def judge(history: History) -> Iterator[Failure]:
    """Failures `time_told_wrong`, once for each operation and name. What was made before is judged of the orders and
    payments that the shopper was told of in this case; where the case moved Stripe's clock, nothing is."""
    mine = {
        str(row[name]) for fact in ("told", "begun") for row in facts(history, fact) for name in NAMED if name in row
    }
    told: set[tuple[str, str]] = set()
    for event in _answers(history):
        for holder, name, moment in _times(event.data.get("response")):
            late = moment - (history.began_at + event.at)
            early = history.began_at - moment if mine & {str(value) for value in holder.values()} else 0.0
            if max(late, early) <= APART or (event.operation, name) in told:
                continue
            told.add((event.operation, name))
            how = f"{late:.0f} s after the answer" if late > APART else f"{early:.0f} s before the case began"
            yield Failure(
                TIME_TOLD_WRONG,
                "A time that the checkout tells cannot be right",
                let=f"{event.actor.partition(' ')[0]} ask the checkout for {event.operation}",
                then=f"what it tells as `{name}` is between the beginning of the case and now",
                however=f"it is {holder[name]}, {how}",
            )


NAMED = ("order_id", "payment")


def _answers(history: History) -> list[Event]:
    if history.of(operation="clock"):
        return []
    return [event for event in history.of(kind="ok") if event.data.get("system") == "checkout"]


def _times(value: Any) -> Iterator[tuple[dict[str, Any], str, float]]:
    """Each time in an answer: what holds it, its name, and its seconds since the epoch."""
    if isinstance(value, list):
        for one in value:
            yield from _times(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            moment = _moment(one) if _MADE.fullmatch(str(name)) else None
            if moment is not None:
                yield value, name, moment
            yield from _times(one)


def _moment(value: Any) -> float | None:
    """Seconds since the epoch; None for what is no time, or tells no zone."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if int(value) in SECONDS:
            return float(value)
        return value / 1000 if int(value) in MILLISECONDS else None
    if not isinstance(value, str) or not _DAY.match(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.timestamp()
