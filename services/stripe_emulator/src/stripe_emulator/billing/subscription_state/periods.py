"""Billing periods: calendar arithmetic in UTC with anchors (https://docs.stripe.com/billing/subscriptions/billing-cycle).

A period always ends on the anchor's own day and time of day; in a month that is too short, on its last day. Every
boundary is counted from the anchor, so that 31 January is followed by 28 February and then by 31 March.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any

DAY = 86_400
LENGTHS = {"day": DAY, "week": 7 * DAY}
MONTHS = {"month": 1, "year": 12}
# 1 January 9999: `datetime` has no later years.
LATEST = 253_370_764_800


def add(at: int, interval: str, count: int) -> int:
    """`count` intervals (negative: back) from a time."""
    if interval in LENGTHS:
        return min(at + LENGTHS[interval] * count, LATEST)
    start = datetime.fromtimestamp(min(at, LATEST), UTC)
    months = start.year * 12 + start.month - 1 + MONTHS[interval] * count
    year, month = divmod(max(months, 12), 12)
    if year >= 9999:
        return LATEST
    day = min(start.day, monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def following(anchor: int, interval: str, count: int, after: int) -> int:
    """The first period boundary after a time; boundaries are counted from the anchor in both directions."""
    n = _about(anchor, interval, count, after)
    while add(anchor, interval, count * n) <= after < LATEST:
        n += 1
    while add(anchor, interval, count * (n - 1)) > after:
        n -= 1
    return add(anchor, interval, count * n)


def preceding(anchor: int, interval: str, count: int, at: int) -> int:
    """The last period boundary at or before a time."""
    n = _about(anchor, interval, count, at)
    while add(anchor, interval, count * n) > at:
        n -= 1
    while add(anchor, interval, count * (n + 1)) <= at < LATEST:
        n += 1
    return add(anchor, interval, count * n)


def follow_end(subscription: dict[str, Any]) -> None:
    """Let a subscription that ends with its period end with the present one.

    https://docs.stripe.com/billing/subscriptions/billing-mode/compare: `cancel_at` is updated whenever
    `current_period_end` changes while `cancel_at_period_end` is true.
    """
    if subscription["cancel_at_period_end"]:
        subscription["cancel_at"] = max(item["current_period_end"] for item in subscription["items"]["data"])


def fitted(subscription: dict[str, Any], end: int) -> int:
    """The end of a period, or the time that was set for the subscription's own end where that comes first.

    https://docs.stripe.com/api/subscriptions/update#update_subscription-cancel_at. A schedule's phases see to it
    themselves, and an end at the end of a period shortens none.
    """
    at = subscription["cancel_at"]
    follows = subscription["cancel_at_period_end"] or subscription["schedule"] is not None
    return end if at is None or follows else min(end, at)


def next_end(subscription: dict[str, Any], interval: str, count: int, after: int) -> int:
    """The end of the period that goes on after a time: the anchor's next boundary, or the subscription's own end."""
    return fitted(subscription, following(subscription["billing_cycle_anchor"], interval, count, after))


def first_anchor(config: dict[str, int], now: int) -> int:
    """The next time that a `billing_cycle_anchor_config` describes, in seconds since 1970."""
    start = datetime.fromtimestamp(now, UTC)
    clock = {name: config.get(name, getattr(start, name)) for name in ("hour", "minute", "second")}
    candidate = start.replace(day=1, **clock)
    while True:
        last = monthrange(candidate.year, candidate.month)[1]
        at = candidate.replace(day=min(config["day_of_month"], last))
        if at > start and config.get("month", at.month) == at.month:
            return int(at.timestamp())
        candidate = (candidate + timedelta(days=32)).replace(day=1)


def _about(anchor: int, interval: str, count: int, at: int) -> int:
    """An estimate of the number of periods between two times, so that the exact search takes a step or two."""
    if interval in LENGTHS:
        return (at - anchor) // (LENGTHS[interval] * count)
    return int((at - anchor) / (30.436875 * DAY)) // (MONTHS[interval] * count)
