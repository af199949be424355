"""The parameters of a request can be read: names are well formed, and nothing is both a value and a hash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

SOURCE = "https://docs.stripe.com/api"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_unreadable_parameters`."""
    for reading in readings:
        if reading.refused is not None:
            yield Breach(
                code="stripe_unreadable_parameters",
                title=f"{reading.name} is sent parameters that Stripe cannot read",
                reading=reading,
                param=reading.refused.param or "",
                then="every name is of the form a[b][c]",
                however=reading.refused.message or "",
                source=SOURCE,
            )
