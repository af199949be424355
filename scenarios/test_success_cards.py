"""Every documented card that pays: from the cart to an order, with the amount of the cart, once."""

from __future__ import annotations

import pytest

from harness import Card, Shop, card, differs_from, expect
from scenarios.steps import (
    VISA,
    assert_charged,
    assert_paid,
    assert_told_paid,
    bought,
    each_card,
    equal,
    feature,
    ready_to_pay,
    scenario,
    succeeds,
    wait_for_order,
)

pytestmark = feature("Cards that succeed")


@scenario("A shopper pays with {card.brand} {card.number} and gets one paid order", story="From cart to success")
@pytest.mark.parametrize("card", each_card(succeeds))
@pytest.mark.quick
def test_a_documented_success_card_pays(shop: Shop, card: Card) -> None:
    product, ada = shop.product(), shop.shopper()
    purchase = ada.buy(product, card)
    assert_told_paid(purchase, shop.cost(product))
    charges = shop.money.charges(purchase.payment)
    equal([(one["status"], one["amount"]) for one in charges], [("succeeded", shop.cost(product))], what="the charges")
    last4 = charges[0]["payment_method_details"]["card"]["last4"]
    equal(last4, card.number[-4:], what="the last four digits of the charged card")


@scenario("Several units of one product are charged together", story="From cart to success")
@pytest.mark.card(VISA)
def test_quantity_multiplies_the_amount(shop: Shop) -> None:
    product, ada = shop.product(stock=9), shop.shopper()
    purchase = ada.buy(product, card(VISA), quantity=7)
    expect_told(purchase.payment.amount, shop.cost(product, 7))
    assert_paid(shop, ada, purchase, product, quantity=7)


@scenario("A cart with several products becomes one payment and one order", story="From cart to success")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_several_products_make_one_order(shop: Shop) -> None:
    tea, pot = shop.product(price=499, title="Tea"), shop.product(price=3150, title="Pot")
    ada = shop.shopper()
    ada.add(tea, 3)
    ada.add(pot)
    purchase = ada.pay(card(VISA))
    total = shop.total(3 * tea.price + pot.price, tea.currency)
    assert_told_paid(purchase, total)
    order = wait_for_order(ada, purchase.payment)
    equal(order.amount, total, what="the order's amount")
    if order.lines:  # some shops tell the amount alone
        equal({line.product_id: line.quantity for line in order.lines}, {tea.id: 3, pot.id: 1}, what="its items")
    assert_charged(shop, purchase.payment, total, tea.currency)


@scenario("The same shopper buys twice and has two orders", story="From cart to success")
@pytest.mark.card(VISA)
def test_two_purchases_are_two_orders(shop: Shop) -> None:
    product, ada = shop.product(stock=5), shop.shopper()
    first, second = (ada.buy(product, card(VISA)).payment for _ in range(2))
    expect(second.id, differs_from(first.id), "the id of the second payment")
    for payment in (first, second):
        assert_charged(shop, payment, shop.cost(product), product.currency)
        wait_for_order(ada, payment)
    equal({order.payment for order in ada.orders()}, {first.id, second.id}, what="the payments of the orders")
    if shop.counts(product):
        equal(shop.stock(product), 3, what="the stock after two sales")


@scenario("Coming back twice tells the same order", story="From cart to success")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_coming_back_again_is_harmless(shop: Shop) -> None:
    ada, product, purchase = bought(shop)
    again = ada.settle(purchase.payment)
    equal(again and again.id, purchase.order and purchase.order.id, what="the order that is told the second time")
    assert_paid(shop, ada, purchase, product)


@scenario("A payment that the checkout confirms itself pays as well", story="Confirmed at the server")
@pytest.mark.card(VISA)
@pytest.mark.needs("server_payments")
@pytest.mark.quick
def test_server_side_confirmation_pays(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    order = ada.confirm(payment, "pm_card_visa")
    equal(order and order.amount, shop.cost(product), what="the amount of the order that the checkout tells")
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("The order can be read back by its id", story="From cart to success", severity="normal")
@pytest.mark.card(VISA)
def test_the_order_can_be_read(shop: Shop) -> None:
    ada, product, purchase = bought(shop)
    order = ada.order(wait_for_order(ada, purchase.payment).id)
    equal((order.amount, order.payment), (shop.cost(product), purchase.payment.id), what="the order")


def expect_told(amount: int | None, wanted: int) -> None:
    """An amount that the shop may tell or not; told, it is right."""
    if amount is not None:
        equal(amount, wanted, what="the amount of the payment")
