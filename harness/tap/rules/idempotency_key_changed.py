"""A write whose outcome is unknown is repeated under the same key: under another one it may happen twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.attempts import only_begins, repeated_under_another_key
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

KEY_CHANGED = FailureCode(
    code="stripe_retry_changed_key",
    severity="critical",
    title="A request was repeated under another idempotency key",
    meaning="The outcome of a write was unknown (no answer, or 5xx) and it was sent again with another key. If the "
    "first one did reach Stripe, it happened twice.",
    what_to_do="Keep the key with the operation and use it again for every attempt.",
    example="""\
POST /v1/refunds was repeated under another idempotency key [stripe_retry_changed_key]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then it is repeated with the key 'a': request 1 had the same parameters and ended with a lost connection
  However the key was 'b'""",
)
SOURCE = "https://docs.stripe.com/error-low-level#idempotency"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_retry_changed_key`."""
    for earlier, later in repeated_under_another_key(readings):
        yield Breach(
            code=KEY_CHANGED,
            title=f"{later.name} was repeated under another idempotency key",
            reading=later,
            then=f"it is repeated with the key {earlier.key!r}: request {earlier.exchange.number} of "
            f"{earlier.moment} had the same parameters and ended with {earlier.outcome}",
            however=f"the key was {later.key!r}",
            source=SOURCE,
            begins=only_begins(later),
        )
