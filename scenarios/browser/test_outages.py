"""Stripe slow, down, or gone in the middle: the shopper is told, waits or tries again, and pays once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness import NotOffered, Shop, card, contains, differs_from, expect, network_faults
from scenarios.browser.steps import (
    assert_bought_once,
    assert_message,
    assert_not_charged,
    at_checkout,
    confirmed_in_page,
    in_a_browser,
    tries_again,
)
from scenarios.steps import VISA, scenario

if TYPE_CHECKING:
    from harness import BrowserBuyer

pytestmark = [*in_a_browser("Stripe outages"), pytest.mark.card(VISA)]

LASTING = 20  # more failures than the checkout's own retries can wait out
DOWN = "a Stripe that is down"


@scenario("Stripe is slow: the button waits, says so, and cannot be pressed again", story="Slow")
def test_slow(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    confirmed_in_page(ada)
    with network_faults.held_up(ada.window, network_faults.CONFIRM, "the confirmation") as held:
        ada.press_pay()
        held.wait()
        if ada.shows("busy"):
            ada.see("busy")
        elif ada.pay_button().count():  # nobody is told: then pressing again must not pay again
            ada.press_pay()
        held.go_on()
        ada.comes_to_an_end()
        assert_bought_once(shop, ada, product)


@scenario("Stripe does not answer the shop: told, tried again, paid once", story="Down", severity="blocker")
@pytest.mark.needs("faults")
def test_stripe_is_down_for_the_shop(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.browser_shopper()
    ada.has(product)
    whose = ada.key or ada.email
    with shop.faults.on_stripe(kind="status", status=503, body_contains=whose, times=LASTING) as down:
        ada.go("checkout")
        ada.window.see(ada.find("refused").or_(ada.form()), "a message, or a form to pay with")
        if not down.hits:  # a checkout that asks Stripe when the shopper pays
            ada.type_card(card(VISA))
            ada.press_pay()
            ada.comes_to_an_end()
        if not down.hits:
            raise NotOffered(f"{whose} in what the checkout sends to Stripe")
        _told_that_it_is_down(ada)
    assert_not_charged(shop, ada)
    tries_again(ada)
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)


@scenario("Stripe.js does not come: told, tried again, paid once", story="Down")
def test_stripe_js_does_not_come(shop: Shop) -> None:
    ada = shop.browser_shopper()
    product = shop.product(stock=3)
    ada.has(product)
    with network_faults.cut(ada.window, network_faults.SCRIPT, "Stripe.js") as cut:
        ada.go("checkout")
        if not cut.routes:
            ada.window.see(ada.find("refused").or_(ada.form()), "a message, or a form to pay with")
        if not cut.routes:
            raise NotOffered("Stripe.js in the shop's page")
        _told_that_it_is_down(ada)
    tries_again(ada)
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)


@scenario(
    "Stripe took the money and the answer was lost: pressing again finds the payment", story="Down", severity="blocker"
)
def test_a_lost_answer(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    confirmed_in_page(ada)
    with network_faults.answer_lost(ada.window, network_faults.CONFIRM, "the confirmation"):
        ada.press_pay()
        ada.comes_to_an_end()
    shop.reached("lost_response")
    if ada.pages.finds_payments or not ada.is_told_paid:
        assert_message(ada, "an answer of Stripe's that was lost")
        ada.press_pay()
        ada.comes_to_an_end()
    assert_bought_once(shop, ada, product)


def _told_that_it_is_down(ada: BrowserBuyer) -> None:
    """That it cannot be paid now, with a way to try again where the pages have one."""
    ada.see("refused")
    if ada.shows("again"):
        ada.see("again")
    expect(ada.message, contains(ada.pages.wording.get(DOWN, "")), "the message")
    expect(ada.message, differs_from(""), "the message")
