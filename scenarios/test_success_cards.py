"""Every documented card that pays: from the cart to an order, with the amount of the cart, once."""

from __future__ import annotations

import pytest

from harness import Card, Shop, card, differs_from, expect, present
from scenarios.steps import (
    VISA,
    assert_charged,
    assert_paid,
    assert_settled,
    each_card,
    equal,
    feature,
    scenario,
    succeeds,
)

pytestmark = feature("Cards that succeed")


@scenario("A shopper pays with {card.brand} {card.number} and gets one paid order", story="From cart to success")
@pytest.mark.parametrize("card", each_card(succeeds))
@pytest.mark.quick
def test_a_documented_success_card_pays(shop: Shop, card: Card) -> None:
    product = shop.product(price=5999, stock=4)
    ada = shop.shopper()
    purchase = ada.buy(product, card)
    assert_settled(purchase, 5999)
    charges = shop.stripe.charges(purchase.intent_id)
    equal([(charge["status"], charge["amount"]) for charge in charges], [("succeeded", 5999)], what="the charges")
    last4 = charges[0]["payment_method_details"]["card"]["last4"]
    equal(last4, card.number[-4:], what="the last four digits of the charged card")


@scenario("Several units of one product are charged together", story="From cart to success")
@pytest.mark.card(VISA)
def test_quantity_multiplies_the_amount(shop: Shop) -> None:
    product = shop.product(price=1250, stock=9)
    ada = shop.shopper()
    purchase = ada.buy(product, card(VISA), quantity=7)
    equal(purchase.amount, 8750, what="the amount of the intent")
    assert_paid(shop, ada, purchase, product, quantity=7)


@scenario("A cart with several products becomes one intent and one order", story="From cart to success")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_several_products_make_one_order(shop: Shop) -> None:
    tea, pot = shop.product(price=499, title="Tea"), shop.product(price=3150, title="Pot")
    ada = shop.shopper()
    ada.add(tea.id, 3).expect(200, 201)
    ada.add(pot.id, 1).expect(200, 201)
    purchase = ada.pay(card(VISA))
    purchase.confirmation.expect(200)
    orders = ada.orders().expect(200).json()
    order = (orders if isinstance(orders, list) else orders["orders"])[0]
    equal(order["amount"], 3 * 499 + 3150, what="the order's amount")
    bought = {item["product_id"]: item["quantity"] for item in order["items"]}
    equal(bought, {tea.id: 3, pot.id: 1}, what="the order's items")
    assert_charged(shop, purchase.intent_id, 3 * 499 + 3150, "usd")


@scenario("The same shopper buys twice and has two orders", story="From cart to success")
@pytest.mark.card(VISA)
def test_two_purchases_are_two_orders(shop: Shop) -> None:
    product = shop.product(price=2000, stock=5)
    ada = shop.shopper()
    first, second = ada.buy(product, card(VISA)), ada.buy(product, card(VISA))
    expect(second.intent_id, differs_from(first.intent_id), "the intent of the second purchase")
    for purchase in (first, second):
        assert_charged(shop, purchase.intent_id, 2000, "usd")
    orders = ada.orders().expect(200).json()
    listed = orders if isinstance(orders, list) else orders["orders"]
    equal({o["payment_intent_id"] for o in listed}, {first.intent_id, second.intent_id}, what="the orders' intents")
    equal(shop.stock(product), 3, what="the stock after two sales")


@scenario("Confirming twice in a row answers the same order", story="From cart to success")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_confirming_again_is_harmless(shop: Shop) -> None:
    product = shop.product()
    ada = shop.shopper()
    purchase = ada.buy(product, card(VISA))
    again = ada.confirm(purchase.intent_id).expect(200)
    equal(again.json()["order_id"], purchase.order_id, what="the order of the second confirmation", at=again)
    assert_paid(shop, ada, purchase, product)


@scenario("A server-side confirmation with pm_card_visa pays as well", story="Confirmed at the server")
@pytest.mark.card(VISA)
@pytest.mark.needs("server_confirm")
@pytest.mark.quick
def test_server_side_confirmation_pays(shop: Shop) -> None:
    product = shop.product(price=4200)
    ada = shop.shopper()
    ada.add(product.id).expect(200, 201)
    intent = ada.create_intent().expect(200, 201).json()
    answer = ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa").expect(200)
    equal(answer.json()["status"], "succeeded", what="the status of the server-side confirmation", at=answer)
    expect(answer.json().get("order_id"), present, "the order id", at=answer)
    assert_charged(shop, intent["payment_intent_id"], 4200, "usd")


@scenario("The order can be read back by its id", story="From cart to success", severity="normal")
@pytest.mark.card(VISA)
def test_the_order_can_be_read(shop: Shop) -> None:
    product = shop.product(price=5999)
    ada = shop.shopper()
    purchase = ada.buy(product, card(VISA))
    order = ada.order(str(purchase.order_id)).expect(200).json()
    equal(order["amount"], 5999, what="the order's amount")
    equal(order["payment_intent_id"], purchase.intent_id, what="the order's intent")
