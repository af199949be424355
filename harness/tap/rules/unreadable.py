"""The parameters of a request can be read: names are well formed, and nothing is both a value and a hash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

UNREADABLE = FailureCode(
    code="stripe_unreadable_parameters",
    severity="critical",
    title="Parameters that Stripe cannot read",
    meaning="The names of the parameters are not well formed, or one is a value and a hash at once; Stripe refuses "
    "the request.",
    what_to_do="Let the SDK encode nested parameters instead of writing the names by hand.",
    example="""\
POST /v1/refunds is sent parameters that Stripe cannot read [stripe_unreadable_parameters]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then every name is of the form a[b][c]
  However Invalid request: malformed parameter name 'metadata[a]b]'.""",
)
SOURCE = "https://docs.stripe.com/api"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_unreadable_parameters`."""
    for reading in readings:
        if reading.refused is not None:
            yield Breach(
                code=UNREADABLE,
                title=f"{reading.name} is sent parameters that Stripe cannot read",
                reading=reading,
                param=reading.refused.param or "",
                then="every name is of the form a[b][c]",
                however=reading.refused.message or "",
                source=SOURCE,
            )
