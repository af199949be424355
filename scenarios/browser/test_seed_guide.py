"""The guide's usage flow, page by page, with the cards that it names."""

from __future__ import annotations

import pytest

from harness import Shop, card, pages
from scenarios.browser.steps import assert_bought, assert_message, assert_not_charged, at_checkout, in_a_browser
from scenarios.steps import VISA, assert_paid, equal, scenario

pytestmark = [*in_a_browser("the guide"), pytest.mark.card(VISA)]


@scenario("From an account to the order: every page of the guide", story="Usage flow", severity="blocker")
@pytest.mark.quick
def test_the_whole_walk(shop: Shop) -> None:
    product, ada = shop.product(price=2550, stock=5), shop.browser_shopper(member=False)
    ada.register().expect(201)
    ada.add(product.id, quantity=2).expect(200, 201)
    ada.set_quantity(product.id, 3).expect(200)
    ada.set_quantity(product.id, 1).expect(200)
    ada.page.get_by_role("button", name="Proceed to Checkout").click()
    ada.window.at("/checkout")
    equal(ada.page.get_by_test_id("order-total").inner_text(), "$25.50", what="the total that the page shows")
    purchase = ada.pay_here(card(VISA))
    assert_bought(ada, purchase, product)
    assert_paid(shop, ada.api, purchase, product)
    ada.orders().expect(200)
    row = ada.window.see(ada.page.get_by_test_id(f"order-{purchase.order_id}"), "the order in the list").inner_text()
    equal((product.title in row, "$25.50" in row, "Paid" in row), (True, True, True), what="the order as it is listed")
    equal(ada.cart().expect(200).json()["items"], [], what="the cart after the sale")


@scenario("Whoever is not signed in signs in, and comes back to the checkout and pays", story="Usage flow")
def test_sign_in_on_the_way(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.browser_shopper(signed_in=False)
    ada.api.add(product.id).expect(200, 201)
    ada.goto("/checkout")
    ada.window.at("/login?next=%2Fcheckout")
    ada.login().expect(200)
    ada.window.at("/checkout")
    assert_bought(ada, ada.pay_here(card(VISA)), product)


@scenario(
    "An expiry in the past is told while typing; with a new card the same payment goes through", story="Test cards"
)
def test_an_expired_card(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA).with_(exp_month=1, exp_year=2024))
    ada.press_pay()
    ada.finish()
    assert_message(ada, "Your card's expiration year is in the past.")
    equal(ada.window.traffic.of("confirm_payment"), [], what="what Stripe was asked with a card that has expired")
    assert_not_charged(shop, ada)
    assert_bought(ada, ada.pay_here(card(VISA)), product)


@scenario("Any three digits are a security code", story="Test cards", severity="normal")
def test_any_security_code(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    assert_bought(ada, ada.pay_here(card(VISA).with_(cvc="987")), product)


@scenario("A mistyped number is told before Stripe is asked", story="Test cards")
@pytest.mark.card("4242424242424241")
def test_a_mistyped_number(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card("4242424242424241"))
    ada.press_pay()
    ada.finish()
    assert_message(ada, "Your card number is invalid.")
    assert_not_charged(shop, ada)
    assert_bought(ada, ada.pay_here(card(VISA)), product)
    equal(pages.alert(ada.page).count(), 0, what="the number of error boxes on the success page")
