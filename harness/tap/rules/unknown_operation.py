"""A request asks for an operation that Stripe has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

UNKNOWN_OPERATION = FailureCode(
    code="stripe_unknown_operation",
    severity="critical",
    title="An operation that Stripe does not have",
    meaning="No operation of Stripe's API has this method and path; Stripe answers 404.",
    what_to_do="Compare the path with Stripe's reference; call the operation through the SDK.",
    example="""\
POST /v1/payment_intent (no operation of Stripe): the checkout asks for what Stripe does not have [stripe_unknown_operation]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then Stripe 2026-08-26.dahlia has this operation
  However it has none of this method and path""",  # noqa: E501  a title is one line
)
# What Stripe's contract describes; `/v2/` is another API (https://docs.stripe.com/api-v2-overview).
JUDGED = "/v1/"
SOURCE = "https://docs.stripe.com/api"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_unknown_operation`."""
    for reading in readings:
        if reading.operation is None and reading.path.startswith(JUDGED):
            yield Breach(
                code=UNKNOWN_OPERATION,
                title=f"{reading.name}: the checkout asks for what Stripe does not have",
                reading=reading,
                then=f"Stripe {reading.contract.version} has this operation",
                however="it has none of this method and path",
                source=SOURCE,
            )
