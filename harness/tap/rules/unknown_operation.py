"""A request asks for an operation that Stripe has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

JUDGED = "/v1/"
"""What Stripe's contract describes; `/v2/` is another API (https://docs.stripe.com/api-v2-overview)."""
SOURCE = "https://docs.stripe.com/api"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_unknown_operation`."""
    for reading in readings:
        if reading.operation is None and reading.path.startswith(JUDGED):
            yield Breach(
                code="stripe_unknown_operation",
                title=f"{reading.name}: the checkout asks for what Stripe does not have",
                reading=reading,
                then=f"Stripe {reading.contract.version} has this operation",
                however="it has none of this method and path",
                source=SOURCE,
            )
