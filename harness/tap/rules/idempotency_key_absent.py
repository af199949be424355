"""Every write carries an idempotency key of the checkout's own, so that repeating it is safe (fact 28)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.attempts import drawn_by_the_sdk, only_begins, repeated_under_another_key, writes
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

KEY_ABSENT = FailureCode(
    code="stripe_idempotency_key_absent",
    severity="critical",
    title="A write without an idempotency key of the checkout's own",
    meaning="A request that changes something has no idempotency key, or one that the SDK generates at random for each "
    "call. If it is repeated after a lost answer, it takes effect twice: two charges, two refunds.",
    what_to_do="Derive the key from the operation it stands for (the cart, the order and its refund) and pass it as "
    "`idempotency_key`.",
    example="""\
POST /v1/refunds has no idempotency key of the checkout's own [stripe_idempotency_key_absent]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then the checkout gives a key that is the same whenever the same operation is repeated
  However it has none, so a repeated request takes effect twice""",
)
SOURCE = "https://docs.stripe.com/api/idempotent_requests"
NONE = "it has none, so a repeated request takes effect twice"
DRAWN = "the SDK generated a random one for each call, so the repeated call was another write to Stripe"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_idempotency_key_absent`: without the header, or with keys that are evidently random.

    The SDKs generate a key when they are given none, so the header alone proves nothing; a repeated call does.
    """
    for reading in writes(readings):
        if not reading.key:
            yield _breach(reading, NONE)
    for earlier, later in repeated_under_another_key(readings):
        if drawn_by_the_sdk(earlier.key) and drawn_by_the_sdk(later.key):
            yield _breach(later, DRAWN)


def _breach(reading: Reading, however: str) -> Breach:
    return Breach(
        code=KEY_ABSENT,
        title=f"{reading.name} has no idempotency key of the checkout's own",
        reading=reading,
        then="the checkout gives a key that is the same whenever the same operation is repeated",
        however=however,
        source=SOURCE,
        begins=only_begins(reading),
    )
