"""When phases begin and end: pure arithmetic (https://docs.stripe.com/billing/subscriptions/subscription-schedules)."""

from __future__ import annotations

import pytest

from stripe_emulator.billing.schedules.calendar import ANCHOR, Length, Span, intervals, spans, times
from stripe_emulator.wire.errors import StripeError
from tests.stripe_emulator.billing.merchant import DAY, MONTH, START


def test_phases_follow_each_other() -> None:
    """Lengths in intervals, a fixed end, and where nothing is said one period of the price."""
    lengths = [
        Length("phases[0]", intervals=("month", 1)),
        Length("phases[1]", end=START + MONTH + 5 * DAY),
        Length("phases[2]", default=("week", 2)),
    ]
    assert spans(START, lengths) == [
        Span(START, START + MONTH),
        Span(START + MONTH, START + MONTH + 5 * DAY),
        Span(START + MONTH + 5 * DAY, START + MONTH + 19 * DAY),
    ]


def test_a_month_ends_on_its_last_day() -> None:
    """31 January plus a month is 29 February 2020."""
    assert spans(START + 30 * DAY, [Length("phases[0]", intervals=("month", 1))]) == [
        Span(START + 30 * DAY, START + MONTH + 28 * DAY)
    ]


def test_the_start_of_the_next_phase_is_an_end() -> None:
    """A phase without a length lasts until the next one begins."""
    lengths = [Length("phases[0]"), Length("phases[1]", start=START + 3 * DAY, intervals=("day", 1))]
    assert [span.end for span in spans(START, lengths)] == [START + 3 * DAY, START + 4 * DAY]


def test_a_gap_is_refused() -> None:
    """A phase begins where the one before ends."""
    lengths = [Length("phases[0]", end=START + DAY), Length("phases[1]", start=START + 2 * DAY)]
    with pytest.raises(StripeError) as refused:
        spans(START, lengths)
    assert refused.value.param == "phases[1][start_date]"


def test_an_end_before_the_start_is_refused() -> None:
    """A phase ends after it starts."""
    with pytest.raises(StripeError) as refused:
        spans(START, [Length("phases[0]", end=START)])
    assert refused.value.param == "phases[0][end_date]"


@pytest.mark.parametrize("count", [0, -1, 61])
def test_a_length_has_bounds(count: int) -> None:
    """One interval to five years."""
    with pytest.raises(StripeError) as refused:
        intervals({"interval": "month", "interval_count": count}, "phases[0][duration]")
    assert refused.value.param == "phases[0][duration][interval_count]"


def test_iterations_multiply_the_interval_of_the_price() -> None:
    """Three times every two weeks are six weeks."""
    assert times(("week", 2), 3, "phases[0][iterations]") == ("week", 6)
    with pytest.raises(StripeError):
        times(("year", 1), 6, "phases[0][iterations]")


def test_the_refusal_without_an_anchor_is_stripes_own() -> None:
    """As recorded by users of the real API."""
    assert "at least one phase with a `start_date` to anchor end dates to" in ANCHOR
