"""Stripe slow, down, or gone in the middle: the shopper is told, waits or tries again, and pays once."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Shop, card, contains, expect, network_faults
from scenarios.browser.steps import (
    STRIPE_DOWN,
    assert_bought_once,
    assert_message,
    assert_not_charged,
    at_checkout,
    in_a_browser,
)
from scenarios.steps import VISA, equal, scenario

pytestmark = [*in_a_browser("Stripe outages"), pytest.mark.card(VISA)]

LASTING = 20  # more failures than the checkout's own retries can wait out


@scenario("Stripe is slow: the button waits, says so, and cannot be pressed again", story="Slow")
def test_slow(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    with network_faults.held_up(ada.window, network_faults.CONFIRM, "the confirmation") as held:
        ada.press_pay()
        held.wait()
        form = ada.page.get_by_role("form", name="Payment")
        equal(form.get_attribute("aria-busy"), "true", what="the form saying that it is busy")
        equal(form.get_by_role("button", name="Pay Now").is_disabled(), True, what="the button being disabled")
        equal(form.get_by_role("status").inner_text(), "Your payment is being processed.", what="what is announced")
        held.go_on()
        assert_bought_once(shop, ada, product)


@scenario("Stripe does not answer the shop: told, tried again, paid once", story="Down", severity="blocker")
@pytest.mark.needs("faults")
def test_stripe_is_down_for_the_shop(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.browser_shopper()
    ada.api.add(product.id).expect(200, 201)
    down: dict[str, Any] = {
        "kind": "status",
        "path": "/v1/payment_intents",
        "body_contains": ada.user_id,
        "status": 503,
    }
    with shop.faults.on_stripe(times=LASTING, **down):
        ada.goto("/checkout")
        again = ada.window.see(ada.page.get_by_role("button", name="Try again"), "a way to try again")
        expect(ada.message, contains(STRIPE_DOWN), "the message in the error box")
    assert_not_charged(shop, ada)
    ada.does("presses Try again")
    again.click()
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)


@scenario("Stripe.js does not come: told, tried again, paid once", story="Down")
def test_stripe_js_does_not_come(shop: Shop) -> None:
    ada = shop.browser_shopper()
    product = shop.product(stock=3)
    ada.api.add(product.id).expect(200, 201)
    with network_faults.cut(ada.window, network_faults.SCRIPT):
        ada.goto("/checkout")
        again = ada.window.see(ada.page.get_by_role("button", name="Try again"), "a way to try again")
        expect(ada.message, contains(STRIPE_DOWN), "the message in the error box")
    ada.does("presses Try again")
    again.click()
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)


@scenario(
    "Stripe took the money and the answer was lost: pressing again finds the payment", story="Down", severity="blocker"
)
def test_a_lost_answer(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    with network_faults.answer_lost(ada.window, network_faults.CONFIRM, "the confirmation"):
        ada.press_pay()
        ada.finish()
    shop.reached("lost_response")
    assert_message(ada, STRIPE_DOWN)
    ada.press_pay()
    assert_bought_once(shop, ada, product)
