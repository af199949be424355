"""Calendar arithmetic of billing periods."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stripe_emulator.billing.subscription_state import periods


def at(text: str) -> int:
    """Seconds since 1970 of a day."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("anchor", "interval", "count", "after", "expected"),
    [
        ("2020-01-31", "month", 1, "2020-01-31", "2020-02-29"),
        ("2020-01-31", "month", 1, "2020-02-29", "2020-03-31"),
        ("2021-01-31", "month", 1, "2021-02-28", "2021-03-31"),
        ("2020-01-31", "month", 3, "2020-04-29", "2020-04-30"),
        ("2020-02-29", "year", 1, "2020-02-29", "2021-02-28"),
        ("2020-02-29", "year", 1, "2023-02-28", "2024-02-29"),
        ("2020-06-01", "month", 1, "2020-05-15", "2020-06-01"),
        ("2020-06-01", "year", 1, "2020-05-15", "2020-06-01"),
        ("2020-01-01", "week", 2, "2020-01-10", "2020-01-15"),
        ("2020-01-01", "day", 10, "2019-12-31", "2020-01-01"),
    ],
)
def test_a_boundary_follows_in_the_series_of_the_anchor(
    anchor: str, interval: str, count: int, after: str, expected: str
) -> None:
    """A short month ends the period on its last day, and the next one is back on the anchor's day."""
    assert periods.following(at(anchor), interval, count, at(after)) == at(expected)


@pytest.mark.parametrize("interval", ["day", "week", "month", "year"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_period_around_a_time_begins_before_and_ends_after_it(interval: str, count: int) -> None:
    """For every time: preceding <= time < following, and they are neighbours."""
    anchor = at("2020-01-31")
    for days in range(-400, 1200, 37):
        time = anchor + days * periods.DAY
        start = periods.preceding(anchor, interval, count, time)
        end = periods.following(anchor, interval, count, time)
        assert start <= time < end, f"{time}"
        assert periods.following(anchor, interval, count, start) == end, f"{time}"


def test_no_boundary_lies_beyond_the_calendar() -> None:
    """The end of time is an end too."""
    assert periods.add(periods.LATEST, "year", 5) == periods.LATEST
    assert periods.following(at("9998-12-01"), "month", 12, at("9998-12-01")) == periods.LATEST


def test_an_anchor_is_found_by_its_configuration() -> None:
    """The next day of the month, clamped to a short month, at the time of day that is asked for."""
    now = at("2020-02-10")
    assert periods.first_anchor({"day_of_month": 31}, now) == at("2020-02-29")
    assert periods.first_anchor({"day_of_month": 10}, now) == at("2020-03-10"), "now itself is not to come"
    assert periods.first_anchor({"day_of_month": 1, "month": 7, "hour": 6}, now) == at("2020-07-01") + 6 * 3600
