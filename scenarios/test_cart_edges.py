"""The edges of a cart: empty, zero, negative, huge, unknown, sold out, and changed while somebody pays for it."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Shop, card, expect, one_of
from scenarios.steps import (
    VISA,
    assert_charged,
    assert_nothing_sold,
    assert_paid,
    assert_settled,
    equal,
    feature,
    orders_of,
    pay_in_browser,
    payable,
    ready_to_pay,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = feature("Cart edges")

BODIES: dict[str, Any] = {"list": [], "number": 1, "nothing": None, "text": "cart"}
NONSENSE = [0, -1, -99, 100, 10**9, 10**30, 1.5, "two", None, True, [], {}]


@scenario("Nothing can be paid while the cart is empty", story="Empty")
@pytest.mark.quick
def test_an_empty_cart_cannot_be_paid(shop: Shop) -> None:
    ada = shop.shopper()
    refused(ada.create_intent(), 400, "cart_empty")
    equal(shop.stripe.intents_of(ada.user_id), [], what="the intents at Stripe")


@scenario("A new shopper's cart is empty and costs nothing", story="Empty", severity="minor")
def test_a_new_cart_is_empty(shop: Shop) -> None:
    ada = shop.shopper()
    cart = ada.cart().expect(200).json()
    equal((cart["items"], cart["total"], cart["currency"]), ([], 0, None), what="a new cart")


@scenario("A cart that was emptied again cannot be paid", story="Empty")
def test_an_emptied_cart_cannot_be_paid(shop: Shop) -> None:
    product, ada = shop.product(), shop.shopper()
    ada.add(product.id).expect(200, 201)
    ada.remove(product.id).expect(200, 204)
    refused(ada.create_intent(), 400, "cart_empty")


@scenario("A quantity of {quantity!r} is refused when adding", story="Quantities")
@pytest.mark.parametrize("quantity", NONSENSE, ids=repr)
@pytest.mark.quick
def test_a_nonsense_quantity_is_refused(shop: Shop, quantity: Any) -> None:
    product, ada = shop.product(), shop.shopper()
    body = {"product_id": product.id, "quantity": quantity}
    refused(ada.request("POST", "/api/cart/items", json=body), 422)
    equal(ada.cart().expect(200).json()["items"], [], what="the cart")


@scenario("A quantity of {quantity!r} is refused when changing, and the cart keeps what it held", story="Quantities")
@pytest.mark.parametrize("quantity", [0, -1, 100, 1.5, None], ids=repr)
def test_a_nonsense_change_is_refused(shop: Shop, quantity: Any) -> None:
    product, ada = shop.product(), shop.shopper()
    ada.add(product.id, 2).expect(200, 201)
    refused(ada.request("PUT", f"/api/cart/items/{product.id}", json={"quantity": quantity}), 422)
    cart = ada.cart().expect(200).json()
    equal([item["quantity"] for item in cart["items"]], [2], what="the quantity in the cart")


@scenario("Adding up to more than a cart may hold is refused", story="Quantities", severity="normal")
def test_adding_up_to_too_many(shop: Shop) -> None:
    product, ada = shop.product(stock=200), shop.shopper()
    ada.add(product.id, 99).expect(200, 201)
    refused(ada.add(product.id, 1), 409)
    cart = ada.cart().expect(200).json()
    equal([item["quantity"] for item in cart["items"]], [99], what="the quantity in the cart")


@scenario("The largest cart is charged to the last unit", story="Quantities")
@pytest.mark.card(VISA)
@pytest.mark.needs("amount_limits")
def test_the_largest_amount(shop: Shop) -> None:
    product = shop.product(price=1_010_101, stock=99)  # 99 of them: Stripe's largest amount, 99999999
    ada = shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA), quantity=99), product, quantity=99)


@scenario("A total beyond what Stripe can charge is refused, and holds no stock", story="Quantities")
@pytest.mark.needs("amount_limits")
def test_a_total_beyond_stripes_limit(shop: Shop) -> None:
    product, ada = shop.product(price=99_999_999, stock=5), shop.shopper()
    ada.add(product.id, 2).expect(200, 201)
    refused(ada.create_intent(), 422, "amount_too_large")
    equal(shop.stock(product), 5, what="the stock after the refusal")
    equal(payable(shop, ada), [], what="the payable intents at Stripe")


@scenario("An unknown product is neither shown nor sold", story="Unknown products")
@pytest.mark.parametrize("product_id", ["prod_nowhere", "prod_" + "0" * 32, "x"])
def test_an_unknown_product(shop: Shop, product_id: str) -> None:
    ada = shop.shopper()
    refused(ada.product(product_id), 404)
    refused(ada.add(product_id), 404)
    refused(ada.remove(product_id), 404)
    equal(ada.cart().expect(200).json()["items"], [], what="the cart")


@scenario("Only what is in the cart can be changed or taken out", story="Unknown products", severity="normal")
def test_what_is_not_in_the_cart(shop: Shop) -> None:
    product, ada = shop.product(), shop.shopper()
    refused(ada.set_quantity(product.id, 2), 404)
    refused(ada.remove(product.id), 404)


@scenario("The client cannot choose what it pays: {field} is not taken", story="The amount is the shop's")
@pytest.mark.parametrize(("field", "value"), [("amount", 4999), ("price", 4999), ("total", 4999), ("items", [])])
@pytest.mark.quick
def test_the_client_cannot_choose_the_amount(shop: Shop, field: str, value: Any) -> None:
    product, ada = shop.product(price=5999), shop.shopper()
    ada.add(product.id).expect(200, 201)
    refused(ada.create_intent(**{field: value}), 422)
    for intent in shop.stripe.intents_of(ada.user_id):
        equal(intent["amount"], 5999, what="the amount at Stripe")


@scenario("A price cannot be slipped in with the item", story="The amount is the shop's")
@pytest.mark.needs("payments")
def test_the_client_cannot_choose_the_price(shop: Shop) -> None:
    product, ada = shop.product(price=5999), shop.shopper()
    refused(ada.request("POST", "/api/cart/items", json={"product_id": product.id, "quantity": 1, "price": 1}), 422)
    ada.add(product.id).expect(200, 201)
    equal(ada.create_intent().expect(200, 201).json()["amount"], 5999, what="the amount of the intent")


@scenario("More units than there are cannot be paid for", story="Out of stock")
def test_more_than_there_is(shop: Shop) -> None:
    product, ada = shop.product(stock=2), shop.shopper()
    added = ada.add(product.id, 3)
    if added.status < 400:  # a cart may wish for more; paying may not
        refused(ada.create_intent(), 409)
    equal(payable(shop, ada), [], what="the payable intents at Stripe")
    equal(shop.stock(product), 2, what="the stock")


@scenario("What is sold out cannot be paid for", story="Out of stock")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_sold_out(shop: Shop) -> None:
    product, ada, bob = shop.product(stock=1), shop.shopper("Ada"), shop.shopper("Bob")
    bob.add(product.id).expect(200, 201)
    assert_paid(shop, ada, ada.buy(product, card(VISA)), product)
    refused(bob.create_intent(), 409)
    equal(orders_of(bob), [], what="the orders of who came too late")


@scenario("When one item is sold out, the other items of the cart stay for sale", story="Out of stock")
def test_a_shortage_holds_nothing(shop: Shop) -> None:
    plenty, none, ada = shop.product(stock=4), shop.product(stock=0), shop.shopper()
    ada.add(plenty.id, 2).expect(200, 201)
    if ada.add(none.id).status < 400:
        refused(ada.create_intent(), 409)
    equal(shop.stock(plenty), 4, what="the stock of the item that is there")


@scenario("An item added after the intent was made is not charged and stays in the cart", story="Changed while paying")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_an_item_added_while_paying(shop: Shop) -> None:
    tea, pot = shop.product(price=500, stock=3), shop.product(price=9000, stock=3)
    ada, intent = ready_to_pay(shop, tea)
    ada.add(pot.id).expect(200, 201)
    pay_in_browser(shop, intent, card(VISA))
    ada.confirm(intent["payment_intent_id"]).expect(200)
    order = wait_for_order(ada, intent["payment_intent_id"])
    equal([item["product_id"] for item in order["items"]], [tea.id], what="what the order holds")
    assert_charged(shop, intent["payment_intent_id"], 500, "usd")
    items = ada.cart().expect(200).json()["items"]
    equal([item["product_id"] for item in items], [pot.id], what="what is left in the cart")
    equal(shop.stock(pot), 3, what="the stock of what was not bought")


@scenario("A cheap intent never buys a dear cart", story="Changed while paying")
@pytest.mark.card(VISA)
@pytest.mark.needs("server_confirm", "payments")
@pytest.mark.quick
def test_a_cheap_intent_buys_no_dear_cart(shop: Shop) -> None:
    product = shop.product(price=1000, stock=20)
    ada, intent = ready_to_pay(shop, product, quantity=1)
    ada.set_quantity(product.id, 10).expect(200)
    refused(ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa"), 409)
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])
    paid = ada.pay(card(VISA))
    assert_settled(paid, 10_000)


@scenario("An item taken out after the intent was made: the order still is what was paid", story="Changed while paying")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments")
def test_an_item_removed_while_paying(shop: Shop) -> None:
    tea, pot = shop.product(price=500, stock=3), shop.product(price=9000, stock=3)
    ada = shop.shopper()
    ada.add(tea.id).expect(200, 201)
    ada.add(pot.id).expect(200, 201)
    intent = ada.create_intent().expect(200, 201).json()
    ada.remove(pot.id).expect(200, 204)
    pay_in_browser(shop, intent, card(VISA))
    ada.confirm(intent["payment_intent_id"]).expect(200)
    order = wait_for_order(ada, intent["payment_intent_id"])
    equal(order["amount"], 9500, what="the amount of the order")
    equal({item["product_id"] for item in order["items"]}, {tea.id, pot.id}, what="what the order holds")


@scenario("Asking to pay twice for one cart leaves one intent that can be paid", story="Two tabs")
@pytest.mark.needs("payments")
def test_two_tabs_leave_one_payable_intent(shop: Shop) -> None:
    product, ada = shop.product(stock=1), shop.shopper()
    ada.add(product.id).expect(200, 201)
    ada.create_intent().expect(200, 201)
    second = ada.create_intent().expect(200, 201).json()
    equal(payable(shop, ada), [second["payment_intent_id"]], what="the payable intents at Stripe")


@scenario("Two tabs with different carts cannot both be paid", story="Two tabs")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "single_payments")
@pytest.mark.quick
def test_two_tabs_pay_once(shop: Shop) -> None:
    product = shop.product(price=1500, stock=5)
    ada, first = ready_to_pay(shop, product)
    ada.set_quantity(product.id, 2).expect(200)
    second = ada.create_intent().expect(200, 201).json()
    equal(second["amount"], 3000, what="the amount of the second tab's intent")
    equal(payable(shop, ada), [second["payment_intent_id"]], what="the payable intents at Stripe")
    shop.js.confirm_payment(first["client_secret"], card(VISA)).expect(400)
    pay_in_browser(shop, second, card(VISA))
    ada.confirm(second["payment_intent_id"]).expect(200)
    equal([order["amount"] for order in orders_of(ada)], [3000], what="the amounts of the orders")
    equal(shop.stock(product), 3, what="the stock")


@scenario("A body that is no JSON object is refused: {kind}", story="Bad input", severity="normal")
@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_is_no_object(shop: Shop, kind: str) -> None:
    answer = shop.shopper().request("POST", "/api/cart/items", json=BODIES[kind])
    expect(answer.status, one_of((400, 422)), "the status of the refusal", at=answer)
