"""What the payment API refuses about currencies and prices, value by value, and how it tells a cart's currency."""

from __future__ import annotations

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, administrator, problem
from harness import Shop, expect, one_of
from scenarios.steps import equal, payable

ADD, BEGIN, SELL = "POST /api/cart/items", "POST /api/payments/create-payment-intent", "POST /api/products"


@labelled("Currencies", "One currency a cart")
def test_a_second_currency_is_not_added(shop: Shop) -> None:
    titled("Adding a product of another currency is a conflict, and the cart stays as it was", ADD)
    api = PaymentApi(shop.shopper())
    dollars, euros = shop.product(currency="usd"), shop.product(currency="eur")
    api.add(dollars.id).expect(200, 201)
    problem(api.add(euros.id), 409, "currency_mismatch")
    cart = api.cart().expect(200).json()
    equal([item["product_id"] for item in cart["items"]], [dollars.id], what="the cart")


@labelled("Currencies", "One currency a cart")
def test_an_emptied_cart_takes_another_currency(shop: Shop) -> None:
    titled("An emptied cart may take another currency", ADD)
    api = PaymentApi(shop.shopper())
    dollars, yen = shop.product(currency="usd"), shop.product(currency="jpy")
    api.add(dollars.id).expect(200, 201)
    api.remove(dollars.id).expect(200, 204)
    equal(api.add(yen.id).expect(200, 201).json()["currency"], "jpy", what="the currency of the cart")


@labelled("Currencies", "One currency a cart")
@pytest.mark.needs("payments")
def test_the_client_cannot_choose_the_currency(shop: Shop) -> None:
    titled("The client may name the cart's currency, not choose another", BEGIN)
    ada = shop.shopper()
    api, product = PaymentApi(ada), shop.product(price=500, currency="usd")
    api.add(product.id).expect(200, 201)
    for other in ("jpy", "eur", "kwd"):
        expect(api.create_intent(currency=other).status, one_of((409, 422)), f"the status for {other}")
    equal(payable(shop, ada), [], what="the payable intents at Stripe")
    begun = api.create_intent(currency="usd").expect(200, 201).json()
    equal(begun["currency"], "usd", what="the intent's currency")
    for other in ("eur", "jpy"):
        problem(api.create_intent(currency=other), 409, "currency_mismatch")
    again = api.create_intent(currency="usd").expect(200, 201).json()
    equal(again["payment_intent_id"], begun["payment_intent_id"], what="the payment that is open")


@labelled("Currencies", "Bad input")
@pytest.mark.parametrize("currency", ["", "us", "usdd", "u5d", "$", 840, None], ids=repr)
def test_a_nonsense_currency_is_refused(shop: Shop, currency: object) -> None:
    titled(f"A currency must be three lower-case letters: {currency!r} is refused", SELL)
    problem(administrator(shop).create_product(title="Mug", price=100, currency=currency, stock=1), 422)


@labelled("Currencies", "Bad input")
@pytest.mark.parametrize("price", [0, -1, 100_000_000, 59.99, "59.99", None], ids=repr)
def test_a_nonsense_price_is_refused(shop: Shop, price: object) -> None:
    titled(f"A price of {price!r} is refused", SELL)
    problem(administrator(shop).create_product(title="Mug", price=price, currency="usd", stock=1), 422)
