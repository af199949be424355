"""A number, an expiry date or a security code that cannot be is refused with 402 and its code."""

from typing import Any

from harness.core.cards import card
from harness.stripe.probing.kit.backend import VISA, Backend, card_fields

SOURCE = "https://docs.stripe.com/testing#declined-payments"
BUILDS_ON = ("payment_methods",)
IMPOSSIBLE: dict[str, tuple[dict[str, Any], str]] = {
    "a number that fails the Luhn check": ({"number": "4242424242424241"}, "incorrect_number"),
    "a month 13": ({"exp_month": 13}, "invalid_expiry_month"),
    "a year long past": ({"exp_year": 2020}, "invalid_expiry_year"),
    "a security code of two digits": ({"cvc": "99"}, "invalid_cvc"),
}


def ask(backend: Backend) -> None:
    """Make payment methods with a mistake in each; with the secret key where the publishable one is not taken."""
    good = backend.client.post("/v1/payment_methods", card_fields(card(VISA)), browser=True)
    for what, (changes, code) in IMPOSSIBLE.items():
        fields = card_fields(card(VISA).with_(**changes))
        backend.client.post("/v1/payment_methods", fields, browser=good.status == 200).refuses(402, what, code)
