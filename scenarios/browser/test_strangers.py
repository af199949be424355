"""The success page believes nobody: somebody else's payment, a made-up one, or one that is not paid."""

from __future__ import annotations

import pytest

from harness import Shop, card, expect, lacks
from scenarios.browser.steps import assert_not_charged, at_checkout, in_a_browser
from scenarios.steps import VISA, bought, equal, scenario

pytestmark = [*in_a_browser("strangers"), pytest.mark.card(VISA)]


@scenario("Somebody else's payment is not found, and nothing of it is shown", story="Success page", severity="blocker")
def test_somebody_elses_payment(shop: Shop) -> None:
    _, _, theirs = bought(shop, price=12345)
    bob = shop.browser_shopper("Bob")
    bob.goto(f"/checkout/success?payment_intent={theirs.intent_id}")
    bob.window.see(bob.page.get_by_role("heading", name="Payment not found"), "that there is no such payment")
    text = bob.page.locator("body").inner_text()
    for part in ("123.45", str(theirs.order_id)):
        expect(text, lacks(part), "what is shown of another's payment")
    assert_not_charged(shop, bob)


@scenario(
    "The success page of a payment that was not made leads back to the checkout, and sells nothing",
    story="Success page",
)
def test_an_unpaid_payment(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    (intent_id,) = ada.intents
    ada.goto(f"/checkout/success?payment_intent={intent_id}")
    ada.window.at("/checkout")
    assert_not_charged(shop, ada)
    paid = ada.pay_here(card(VISA))
    equal(
        (paid.intent_id, paid.status), (intent_id, "succeeded"), what="what was paid in the end", at=paid.confirmation
    )
    equal(shop.stock(product), product.stock - 1, what="the stock after the sale")
