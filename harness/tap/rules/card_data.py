"""No card number and no security code ever comes from the checkout: the browser gives them to Stripe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.tap.recorded.reading import Reading
from harness.tap.recorded.redaction import SECURITY_CODES, card_numbers
from harness.tap.rules import Breach

SOURCE = "https://docs.stripe.com/security/guide"


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_card_data_sent`."""
    for reading in readings:
        for place, what in _seen(reading):
            yield Breach(
                code="stripe_card_data_sent",
                title=f"{reading.name}: the checkout has sent card data in {place}",
                reading=reading,
                param=place,
                then="card data goes from the browser to Stripe and nowhere else",
                however=f"{place} holds {what}",
                source=SOURCE,
                severity="blocker",
            )


def _seen(reading: Reading) -> Iterator[tuple[str, str]]:
    yield from (("the path", f"the card number {number}") for number in card_numbers(reading.path.replace("/", " ")))
    for place, value in reading.texts():
        yield from ((place, f"the card number {number}") for number in card_numbers(value))
        last = place.removesuffix("]").rpartition("[")[2] or place
        if last.lower() in SECURITY_CODES and value:
            yield place, "a security code"
