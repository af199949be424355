"""Double clicks, reloads, tabs, ended sessions in the middle of paying: nobody pays twice, everybody gets an answer."""

from __future__ import annotations

import pytest

from harness import Shop, card, network_faults
from scenarios.browser.steps import assert_bought_once, assert_not_charged, at_checkout, in_a_browser
from scenarios.steps import VISA, equal, scenario

pytestmark = [*in_a_browser("interruptions"), pytest.mark.card(VISA)]

CART_CHANGED = "Your cart has changed in another window. This is what it holds now; you have not been charged."
END_SESSION = """() => {
  const session = JSON.parse(localStorage.getItem("shop.session"));
  localStorage.setItem("shop.session", JSON.stringify({...session, access_token: "ended"}));
  dispatchEvent(new StorageEvent("storage", {key: "shop.session"}));
}"""


@scenario("Pay pressed twice at once: one confirmation, one charge", story="Impatience", severity="blocker")
def test_a_double_click(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    ada.press_pay(clicks=2)
    assert_bought_once(shop, ada, product)
    equal(len(ada.window.traffic.of("confirm_payment")), 1, what="the number of confirmations at Stripe")


@scenario("Reloaded after Stripe took the money: the page finds the order", story="Reload", severity="blocker")
def test_reloaded_while_paying(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    with network_faults.answer_lost(ada.window, network_faults.CONFIRM, "the confirmation", with_error=False) as lost:
        ada.press_pay()
        lost.wait()
        ada.does("reloads the page")
        ada.page.reload()
    shop.reached("lost_response")
    assert_bought_once(shop, ada, product)


@scenario("Reloaded before Stripe was asked: nothing was charged, and the card pays", story="Reload")
def test_reloaded_too_early(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
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
    ada, product = at_checkout(shop, "/cart")
    ada.page.get_by_role("button", name="Proceed to Checkout").click()
    ada.type_card(card(VISA))
    with network_faults.held_up(ada.window, network_faults.CONFIRM, "the confirmation") as held:
        ada.press_pay()
        held.wait()
        ada.does("goes back")
        ada.page.go_back()
        ada.window.at("/cart")
        held.go_on()
        assert_bought_once(shop, ada, product)


@scenario("Back after paying leads to an empty cart, not to another payment", story="Back button")
def test_back_after_paying(shop: Shop) -> None:
    ada, product = at_checkout(shop, "/cart")
    ada.page.get_by_role("button", name="Proceed to Checkout").click()
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)
    ada.does("goes back")
    ada.page.go_back()
    ada.window.at("/cart")
    ada.window.see(ada.page.get_by_text("Your cart is empty."), "that the cart is empty")


@scenario("Two tabs with one cart: both end at the one order", story="Two tabs", severity="blocker")
def test_two_tabs(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    second = ada.window.open("/checkout", ada.window.tab())
    ada.type_card(card(VISA), second)
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)
    ada.press_pay(page=second)
    equal(ada.receipt_in(second), ada.receipt, what="what the second tab shows")
    assert_bought_once(shop, ada, product)


@scenario("The cart changed in another tab: nobody pays an amount that they have not seen", story="Two tabs")
def test_the_cart_changed(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    ada.api.add(product.id).expect(200, 201)
    ada.press_pay()
    ada.finish()
    equal(ada.message, CART_CHANGED, what="the message in the error box")
    assert_not_charged(shop, ada)
    ada.window.see(ada.page.get_by_test_id("order-total").get_by_text("$119.98"), "the new total")
    paid = ada.pay_here(card(VISA))
    equal((paid.status, paid.amount), ("succeeded", 11998), what="what was paid", at=paid.confirmation)
    equal(shop.stock(product), product.stock - 2, what="the stock after the sale")


@scenario("The session ends on the way: sign in, come back, pay once", story="Session", severity="blocker")
def test_the_session_ends(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    ada.page.evaluate(END_SESSION)
    ada.press_pay()
    ada.window.at("/login?next=%2Fcheckout")
    assert_not_charged(shop, ada)
    ada.login().expect(200)
    ada.window.at("/checkout")
    ada.pay_here(card(VISA))
    assert_bought_once(shop, ada, product)
