"""A write whose outcome is unknown is repeated under the same key: under another one it may happen twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.tap.recorded.attempts import repeated_under_another_key
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

SOURCE = "https://docs.stripe.com/error-low-level#idempotency"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_retry_changed_key`."""
    for earlier, later in repeated_under_another_key(readings):
        yield Breach(
            code="stripe_retry_changed_key",
            title=f"{later.name} was repeated under another idempotency key",
            reading=later,
            then=f"it is repeated with the key {earlier.key!r}: request {earlier.exchange.number} of "
            f"{earlier.moment} had the same parameters and ended with {earlier.outcome}",
            however=f"the key was {later.key!r}",
            source=SOURCE,
        )
