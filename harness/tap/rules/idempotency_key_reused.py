"""A key stands for one write: with other parameters Stripe refuses it (fact 31)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.attempts import comparable_writes, write_of
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

KEY_REUSED = FailureCode(
    code="stripe_idempotency_key_reused",
    severity="critical",
    title="An idempotency key was reused for a different request",
    meaning="One key was sent with two different writes. Stripe refuses the second with `idempotency_error`, or "
    "answers what the first one did.",
    what_to_do="Let the key depend on everything that makes the operation another one, for example the amount of a "
    "refund.",
    example="""\
POST /v1/refunds: an idempotency key was reused for a different request [stripe_idempotency_key_reused]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then the key 'a' stands for request 1: POST /v1/refunds
  However other parameters were sent with it: amount""",
)
SOURCE = "https://docs.stripe.com/api/idempotent_requests"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_idempotency_key_reused`."""
    first: dict[str, Reading] = {}
    for reading in comparable_writes(readings):
        known = first.setdefault(reading.key, reading)
        if reading.key and write_of(known) != write_of(reading):
            yield Breach(
                code=KEY_REUSED,
                title=f"{reading.name}: an idempotency key was reused for a different request",
                reading=reading,
                then=f"the key {reading.key!r} stands for request {known.exchange.number}: {known.name}",
                however=_difference(known, reading),
                source=SOURCE,
            )


def _difference(known: Reading, reading: Reading) -> str:
    if known.path != reading.path:
        return f"{reading.path} was asked with it"
    changed = sorted({name for name, _ in set(known.pairs) ^ set(reading.pairs)})
    return f"other parameters were sent with it: {', '.join(changed)}"
