"""No card number and no security code ever comes from the checkout: the browser gives them to Stripe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.reading import Reading
from harness.tap.recorded.redaction import SECURITY_CODES, card_numbers
from harness.tap.rules import Breach

CARD_DATA_SENT = FailureCode(
    code="stripe_card_data_sent",
    severity="blocker",
    title="The checkout sent card data to Stripe",
    meaning="A request of the checkout holds a card number or a security code. The browser gives card data to Stripe "
    "directly; a server that handles it falls under all of PCI DSS (SAQ D).",
    what_to_do="Collect the card with Stripe's Elements and send the PaymentMethod's id.",
    example="""\
POST /v1/payment_intents: the checkout has sent card data in description [stripe_card_data_sent]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then card data goes from the browser to Stripe and nowhere else
  However description holds the card number 4242…4242""",
)
SOURCE = "https://docs.stripe.com/security/guide"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_card_data_sent`."""
    for reading in readings:
        for place, what in _card_data(reading):
            yield Breach(
                code=CARD_DATA_SENT,
                title=f"{reading.name}: the checkout has sent card data in {place}",
                reading=reading,
                param=place,
                then="card data goes from the browser to Stripe and nowhere else",
                however=f"{place} holds {what}",
                source=SOURCE,
            )


def _card_data(reading: Reading) -> Iterator[tuple[str, str]]:
    yield from (("the path", f"the card number {number}") for number in card_numbers(reading.path.replace("/", " ")))
    for place, value in reading.texts():
        yield from ((place, f"the card number {number}") for number in card_numbers(value))
        last = place.removesuffix("]").rpartition("[")[2] or place
        if last.lower() in SECURITY_CODES and value:
            yield place, "a security code"
