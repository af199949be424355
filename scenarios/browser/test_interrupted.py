"""Double clicks, reloads, tabs, ended sessions in the middle of paying: nobody pays twice, everybody gets an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness import NotOffered, Shop, card, network_faults, stripe_pages
from scenarios.browser.steps import (
    assert_bought_once,
    assert_message,
    assert_not_charged,
    at_checkout,
    confirmed_in_page,
    goes_on_to_checkout,
    in_a_browser,
    pays_if_asked,
)
from scenarios.steps import VISA, assert_charged, equal, scenario

if TYPE_CHECKING:
    from harness import BrowserBuyer

pytestmark = [*in_a_browser("interruptions"), pytest.mark.card(VISA)]

CART_CHANGED = "a cart that changed"


@scenario("Pay pressed twice at once: one confirmation, one charge", story="Impatience", severity="blocker")
def test_a_double_click(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    ada.press_pay(clicks=2)
    ada.comes_to_an_end()
    assert_bought_once(shop, ada, product)
    if ada.shows("busy"):  # then the button cannot be pressed again
        equal(len(ada.window.traffic.of("confirm_payment")), 1, what="the number of confirmations at Stripe")


@scenario("Reloaded after Stripe took the money: the page finds the order", story="Reload", severity="blocker")
def test_reloaded_while_paying(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    confirmed_in_page(ada)
    with network_faults.answer_lost(ada.window, network_faults.CONFIRM, "the confirmation", with_error=False) as lost:
        ada.press_pay()
        lost.wait()
        ada.does("reloads the page")
        ada.page.reload()
    shop.reached("lost_response")
    pays_if_asked(ada)
    assert_bought_once(shop, ada, product)


@scenario("Reloaded before Stripe was asked: nothing was charged, and the card pays", story="Reload")
def test_reloaded_too_early(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    confirmed_in_page(ada)
    with network_faults.held_up(ada.window, network_faults.CONFIRM, "the confirmation") as held:
        ada.press_pay()
        held.wait()
        ada.does("reloads the page")
        ada.page.reload()
    assert_not_charged(shop, ada)
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)


@scenario("Back while paying: whoever leaves still learns that they have paid", story="Back button", severity="blocker")
def test_back_while_paying(shop: Shop) -> None:
    ada, product = at_checkout(shop, "cart")
    goes_on_to_checkout(ada)
    ada.type_card(card(VISA))
    confirmed_in_page(ada)
    with network_faults.held_up(ada.window, network_faults.CONFIRM, "the confirmation") as held:
        ada.press_pay()
        held.wait()
        _goes_back(ada)
        ada.at("the cart")
        held.go_on()
        pays_if_asked(ada)
        assert_bought_once(shop, ada, product)


@scenario("Back after paying leads to an empty cart, not to another payment", story="Back button")
def test_back_after_paying(shop: Shop) -> None:
    ada, product = at_checkout(shop, "cart")
    goes_on_to_checkout(ada)
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)
    _goes_back(ada)
    if not stripe_pages.on_hosted_page(ada.page):  # there it says that it is paid
        ada.at("the cart")
    ada.window.see(ada.find("nothing_to_pay").or_(stripe_pages.way_back(ada.page)), "that there is nothing to pay")


@scenario("Two tabs with one cart: both end at the one order", story="Two tabs", severity="blocker")
def test_two_tabs(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    second = ada.go("checkout", page=ada.window.tab())
    ada.type_card(card(VISA), second)
    ada.pay_here(card(VISA))
    pays_if_asked(ada)
    assert_bought_once(shop, ada, product)
    ada.press_pay(page=second)
    if ada.pages.finds_payments:
        equal(ada.receipt_in(second), ada.receipt, what="what the second tab shows")
    else:
        ada.window.see(ada.end_of_attempt(second), "what came of paying in the second tab")
    assert_bought_once(shop, ada, product)


@scenario("The cart changed in another tab: nobody pays an amount that they have not seen", story="Two tabs")
def test_the_cart_changed(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    if not ada.offers("add"):
        raise NotOffered("add")
    ada.type_card(card(VISA))
    ada.api.add(product)
    ada.press_pay()
    ada.comes_to_an_end()
    if ada.is_told_paid and CART_CHANGED not in ada.pages.wording:
        charged = ada.payments[-1].id if ada.payments else shop.money.intents_of(ada.key)[-1]["id"]
        assert_charged(shop, charged, shop.cost(product), product.currency)
        return
    assert_message(ada, CART_CHANGED)
    assert_not_charged(shop, ada)
    if ada.shows("total") and (wanted := ada.money(product.price * 2, product.currency)):
        ada.window.see(ada.find("total").get_by_text(wanted), "the new total")
    paid = ada.pay_here(card(VISA))
    equal((paid.paid, paid.payment.amount), (True, shop.cost(product, 2)), what="what was paid")
    assert_bought_once(shop, ada, product, quantity=2)


@scenario("The session ends on the way: sign in, come back, pay once", story="Session", severity="blocker")
def test_the_session_ends(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    ada.go("end_session")
    ada.press_pay()
    ada.at("the sign-in on the way to the checkout")
    assert_not_charged(shop, ada)
    ada.sign_in()
    ada.at("the checkout")
    ada.window.see(ada.pay_button(), "the form to pay with")
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)


def _goes_back(ada: BrowserBuyer) -> None:
    ada.does("goes back")
    ada.page.go_back()
