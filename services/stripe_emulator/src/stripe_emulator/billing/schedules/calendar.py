"""From lengths to dates: when each phase of a schedule begins and ends. Pure; times are seconds since 1970.

https://docs.stripe.com/billing/subscriptions/subscription-schedules#set-the-length-of-a-phase
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.wire.errors import invalid

# Maximum count of each interval: five years, as for subscriptions.
LONGEST = {"day": 1825, "week": 260, "month": 60, "year": 5}
ANCHOR = "The subscription schedule update is missing at least one phase with a `start_date` to anchor end dates to."
# `("month", 3)`: every three months.
Every = tuple[str, int]


@dataclass(frozen=True)
class Length:
    """How long a phase is: until `end`, or so many intervals; without either, until the next phase starts."""

    path: str
    start: int | None = None
    end: int | None = None
    intervals: Every | None = None
    # Used without end, intervals and a next phase: one period of the price.
    default: Every = ("month", 1)


@dataclass(frozen=True)
class Span:
    """Start and end of a phase, in seconds since 1970."""

    start: int
    end: int


def spans(start: int, lengths: Sequence[Length]) -> list[Span]:
    """The dates of consecutive phases; 400 where a `start_date` leaves a gap or an end is not after its start."""
    dates: list[Span] = []
    at = start
    for number, length in enumerate(lengths):
        if length.start is not None and length.start != at:
            message = (
                f"Each phase must begin where the one before ends: this one's `start_date` is {length.start}, not {at}."
            )
            raise invalid(message, param=f"{length.path}[start_date]")
        following = lengths[number + 1].start if number + 1 < len(lengths) else None
        end = _end(at, length, following)
        if end <= at:
            message = f"The phase must end after it starts ({at}); its `end_date` is {end}."
            raise invalid(message, param=f"{length.path}[end_date]")
        dates.append(Span(at, end))
        at = end
    return dates


def intervals(duration: dict[str, int | str], path: str) -> Every:
    """A `duration` parameter as interval and count; 400 beyond five years."""
    interval, count = str(duration["interval"]), int(duration.get("interval_count", 1))
    if not 1 <= count <= LONGEST[interval]:
        message = f"A phase may last 1 to {LONGEST[interval]} {interval}s, got {count}."
        raise invalid(message, param=f"{path}[interval_count]", code="parameter_invalid_integer")
    return interval, count


def times(every: Every, iterations: int, path: str) -> Every:
    """The older `iterations` of a price's interval, as interval and count; 400 beyond five years."""
    interval, count = every[0], every[1] * iterations
    if iterations < 1 or count > LONGEST[interval]:
        message = f"A phase may last 1 to {LONGEST[interval]} {interval}s, got {count}."
        raise invalid(message, param=path, code="parameter_invalid_integer")
    return interval, count


def _end(at: int, length: Length, following: int | None) -> int:
    if length.end is not None:
        return length.end
    if length.intervals is not None:
        return periods.add(at, *length.intervals)
    return following if following is not None else periods.add(at, *length.default)
