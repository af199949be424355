"""The guide's usage flow, page by page, with the cards that it names."""

from __future__ import annotations

import pytest

from harness import NotOffered, Shop, card, contains, expect
from scenarios.browser.steps import (
    assert_bought,
    assert_message,
    assert_not_charged,
    at_checkout,
    goes_on_to_checkout,
    in_a_browser,
)
from scenarios.steps import VISA, assert_paid, equal, scenario

pytestmark = [*in_a_browser("the guide"), pytest.mark.card(VISA)]


@scenario("From an account to the order: every page of the guide", story="Usage flow", severity="blocker")
@pytest.mark.quick
def test_the_whole_walk(shop: Shop) -> None:
    product, ada = shop.product(stock=5), shop.browser_shopper(member=False)
    ada.sign_up()
    ada.add(product, quantity=2)
    ada.set_quantity(product, 3)
    equal(ada.api.cart().quantities(), {product.id: 3}, what="the cart after one more")
    ada.set_quantity(product, 1)
    goes_on_to_checkout(ada)
    ada.at("the checkout")
    amount = ada.money(product.price, product.currency)
    if ada.shows("total") and amount:
        equal(ada.see("total").inner_text(), amount, what="the total that the page shows")
    purchase = ada.pay_here(card(VISA))
    assert_bought(shop, ada, purchase, product)
    assert_paid(shop, ada.api, purchase, product)
    orders = ada.orders()
    equal([one.status for one in orders], ["paid"], what="the orders")
    if ada.shows("order_row"):
        row = ada.see("order_row", orders[0].id).inner_text()
        for part in (product.title, amount, ada.pages.wording.get("an order that is paid", "")):
            expect(row, contains(part), "the order as it is listed")
    equal(ada.cart().lines, (), what="the cart after the sale")
    if ada.shows("nothing_to_pay"):
        ada.see("nothing_to_pay")


@scenario("Whoever is not signed in signs in, and comes back to the checkout and pays", story="Usage flow")
def test_sign_in_on_the_way(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.browser_shopper(signed_in=False)
    if not ada.shows("sign_in"):
        raise NotOffered("pages.sign_in")
    ada.has(product)
    ada.go("checkout")
    ada.at("the sign-in on the way to the checkout")
    ada.sign_in()
    ada.at("the checkout")
    if not ada.form().count() and "the checkout" not in ada.pages.places:
        ada.go("checkout")
    assert_bought(shop, ada, ada.pay_here(card(VISA)), product)


@scenario(
    "An expiry in the past is told while typing; with a new card the same payment goes through", story="Test cards"
)
def test_an_expired_card(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA).with_(exp_month=1, exp_year=2024))
    ada.press_pay()
    ada.comes_to_an_end()
    assert_message(ada, "an expiry in the past")
    equal(ada.window.traffic.of("confirm_payment"), [], what="what Stripe was asked with a card that has expired")
    assert_not_charged(shop, ada)
    assert_bought(shop, ada, ada.pay_here(card(VISA)), product)


@scenario("Any three digits are a security code", story="Test cards", severity="normal")
def test_any_security_code(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    assert_bought(shop, ada, ada.pay_here(card(VISA).with_(cvc="987")), product)


@scenario("A mistyped number is told before Stripe is asked", story="Test cards")
@pytest.mark.card("4242424242424241")
def test_a_mistyped_number(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card("4242424242424241"))
    ada.press_pay()
    ada.comes_to_an_end()
    assert_message(ada, "a mistyped number")
    assert_not_charged(shop, ada)
    assert_bought(shop, ada, ada.pay_here(card(VISA)), product)
    equal(ada.message, "", what="the message beside that it is paid")
