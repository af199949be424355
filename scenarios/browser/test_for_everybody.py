"""Paying without a mouse, and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness import Shop, at_most, card, expect, stripe_pages
from scenarios.browser.steps import assert_bought, assert_bought_once, at_checkout, in_a_browser
from scenarios.steps import CHALLENGE, VISA, check, scenario

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = in_a_browser("for everybody")

WIDTH = 360
PHONE: dict[str, Any] = {"viewport": {"width": WIDTH, "height": 740}, "is_mobile": True, "has_touch": True}
STOPS = 30
FOCUSED = "(one) => one === document.activeElement && document.hasFocus()"
KEYS = {"number": CHALLENGE, "expiry": "1234", "cvc": "123"}


@scenario("The keyboard alone: type, pay, answer the bank", story="Keyboard")
@pytest.mark.card(CHALLENGE)
def test_the_keyboard_alone(shop: Shop) -> None:
    ada, product = at_checkout(shop, "cart")
    page, keys = ada.page, ada.page.keyboard
    _tab_to(page, ada.see("to_checkout"))
    keys.press("Enter")
    ada.window.see(ada.pay_button(), "the form to pay with")
    ada.window.see(stripe_pages.form(page), "Stripe's fields for a card")
    if stripe_pages.on_hosted_page(page):
        stripe_pages.fill_hosted_page(page, ada.email)
    for name, field in stripe_pages.card_fields(page).items():
        _tab_to(page, field)
        keys.type(KEYS[name])
    _tab_to(page, ada.pay_button().place())
    keys.press("Enter")
    ada.bank_button().press("Enter")
    ada.window.see(ada.end_of_attempt(), "that it is paid, or a message")
    assert_bought_once(shop, ada, product)


@scenario("A phone: nothing beyond the edge, and paying works", story="Phone")
@pytest.mark.card(VISA)
def test_a_phone(shop: Shop) -> None:
    ada, product = at_checkout(shop, **PHONE)
    ada.type_card(card(VISA))
    if ada.pages.narrowest <= WIDTH:
        wide = ada.page.evaluate("document.documentElement.scrollWidth")
        expect(wide, at_most(WIDTH), "the width of the checkout page in pixels on a phone")
    assert_bought(shop, ada, ada.pay_here(card(VISA)), product)


def _tab_to(page: Page, sought: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(STOPS):
        if sought.evaluate(FOCUSED):
            return
        page.keyboard.press("Tab")
    check(
        False,
        code="not_reached",
        title=f"{sought} cannot be reached with the keyboard",
        let=f"the Tab key be pressed {STOPS} times",
        then="it gets the focus",
        however="it did not get the focus",
    )
