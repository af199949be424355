"""The Payment Element: paying, being declined, being stopped before anything is sent."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.stripe_js.shop import Shop

CONFIRM = "stripe.confirmPayment({elements, redirect: 'if_required'})"
INCOMPLETE = {
    "type": "validation_error",
    "code": "incomplete_number",
    "message": "Your card number is incomplete.",
}


def test_paying(shop: Shop) -> None:
    """4242 with `if_required`: the promise resolves with the PaymentIntent."""
    intent = shop.account.intent(amount=1999)
    shop.open().with_payment(intent)
    shop.fill()
    done = shop.run(CONFIRM)
    assert (done["paymentIntent"]["id"], done["paymentIntent"]["status"]) == (intent["id"], "succeeded")
    assert shop.account.retrieve(intent["id"])["amount_received"] == 1999
