"""What the payment API refuses about carts, value by value: 422 for nonsense, 404 for what is not there."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, problem
from harness import Shop, card, expect, one_of
from scenarios.steps import VISA, assert_paid, assert_told_paid, equal

BODIES: dict[str, Any] = {"list": [], "number": 1, "nothing": None, "text": "cart"}
NONSENSE = [0, -1, -99, 100, 10**9, 10**30, 1.5, "two", None, True, [], {}]
ADD, CHANGE, BEGIN = "POST /api/cart/items", "PUT /api/cart/items/{id}", "POST /api/payments/create-payment-intent"


def _items(api: PaymentApi) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.cart().expect(200).json()["items"]
    return items


@labelled("Carts", "Empty")
def test_a_new_cart_is_empty(shop: Shop) -> None:
    titled("A new shopper's cart is empty and costs nothing", "GET /api/cart")
    cart = PaymentApi(shop.shopper()).cart().expect(200).json()
    equal((cart["items"], cart["total"], cart["currency"]), ([], 0, None), what="a new cart")


@labelled("Carts", "Quantities")
@pytest.mark.parametrize("quantity", NONSENSE, ids=repr)
@pytest.mark.quick
def test_a_nonsense_quantity_is_refused(shop: Shop, quantity: Any) -> None:
    titled(f"A quantity of {quantity!r} is refused when adding", ADD)
    product, api = shop.product(), PaymentApi(shop.shopper())
    problem(api.add(product.id, quantity), 422)
    equal(_items(api), [], what="the cart")


@labelled("Carts", "Quantities")
@pytest.mark.parametrize("quantity", [0, -1, 100, 1.5, None], ids=repr)
def test_a_nonsense_change_is_refused(shop: Shop, quantity: Any) -> None:
    titled(f"A quantity of {quantity!r} is refused when changing, and the cart keeps what it held", CHANGE)
    product, api = shop.product(), PaymentApi(shop.shopper())
    api.add(product.id, 2).expect(200, 201)
    problem(api.set_quantity(product.id, quantity), 422)
    equal([item["quantity"] for item in _items(api)], [2], what="the quantity in the cart")


@labelled("Carts", "Quantities")
def test_adding_up_to_too_many(shop: Shop) -> None:
    titled("Adding up to more than a cart may hold is refused", ADD)
    product, api = shop.product(stock=200), PaymentApi(shop.shopper())
    api.add(product.id, 99).expect(200, 201)
    problem(api.add(product.id, 1), 409)
    equal([item["quantity"] for item in _items(api)], [99], what="the quantity in the cart")


@labelled("Carts", "Quantities")
@pytest.mark.card(VISA)
@pytest.mark.needs("amount_limits")
def test_the_largest_cart(shop: Shop) -> None:
    titled("The largest cart is charged to the last unit", ADD)
    product = shop.product(price=1_010_101, stock=99)  # 99 of them: Stripe's largest amount, 99999999
    ada = PaymentApi(shop.shopper()).buyer
    assert_paid(shop, ada, ada.buy(product, card(VISA), quantity=99), product, quantity=99)


@labelled("Carts", "Unknown products")
@pytest.mark.parametrize("product_id", ["prod_nowhere", "prod_" + "0" * 32, "x"])
def test_an_unknown_product(shop: Shop, product_id: str) -> None:
    titled("An unknown product is neither shown nor taken out", "GET /api/products/{id}")
    api = PaymentApi(shop.shopper())
    problem(api.product(product_id), 404)
    problem(api.add(product_id), 404)
    problem(api.remove(product_id), 404)
    equal(_items(api), [], what="the cart")


@labelled("Carts", "Unknown products")
def test_what_is_not_in_the_cart(shop: Shop) -> None:
    titled("Only what is in the cart can be changed or taken out", CHANGE)
    product, api = shop.product(), PaymentApi(shop.shopper())
    problem(api.set_quantity(product.id, 2), 404)
    problem(api.remove(product.id), 404)


@labelled("Carts", "The amount is the shop's")
@pytest.mark.parametrize(("field", "value"), [("amount", 4999), ("price", 4999), ("total", 4999), ("items", [])])
@pytest.mark.quick
def test_the_client_cannot_choose_the_amount(shop: Shop, field: str, value: Any) -> None:
    titled(f"The client cannot choose what it pays: {field} is not taken", BEGIN)
    product, ada = shop.product(price=5999), shop.shopper()
    api = PaymentApi(ada)
    api.add(product.id).expect(200, 201)
    problem(api.create_intent(**{field: value}), 422)
    for intent in shop.money.intents_of(ada.key):
        equal(intent["amount"], 5999, what="the amount at Stripe")


@labelled("Carts", "The amount is the shop's")
@pytest.mark.needs("payments")
def test_the_client_cannot_choose_the_price(shop: Shop) -> None:
    titled("A price cannot be slipped in with the item", ADD)
    product, api = shop.product(price=5999), PaymentApi(shop.shopper())
    problem(api.add(product.id, price=1), 422)
    api.add(product.id).expect(200, 201)
    equal(api.create_intent().expect(200, 201).json()["amount"], 5999, what="the amount of the intent")


@labelled("Carts", "Changed while paying")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_an_item_added_while_paying_stays(shop: Shop) -> None:
    titled("An item added after the payment began stays in the cart", "GET /api/cart")
    tea = shop.product()
    pot, ada = shop.product(other_than=tea), shop.shopper()
    api = PaymentApi(ada)
    ada.add(tea)
    payment = ada.begin()
    ada.add(pot)
    assert_told_paid(ada.finish(payment, card(VISA)), shop.cost(tea))
    equal(
        [(item["product_id"], item["quantity"]) for item in _items(api)], [(pot.id, 1)], what="the cart after the sale"
    )


@labelled("Carts", "Bad input")
@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_is_no_object(shop: Shop, kind: str) -> None:
    titled(f"A body that is no JSON object is refused: {kind}", ADD)
    answer = PaymentApi(shop.shopper()).request("POST", "/api/cart/items", json=BODIES[kind])
    expect(answer.status, one_of((400, 422)), "the status of the refusal", at=answer)
