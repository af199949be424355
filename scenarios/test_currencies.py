"""Currencies: amounts are integers of the smallest unit and reach Stripe as they are, whatever the decimals."""

from __future__ import annotations

import pytest

from harness import Shop, card, expect, one_of
from scenarios.steps import (
    VISA,
    assert_charged,
    assert_paid,
    bought,
    equal,
    feature,
    payable,
    refunded,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = feature("Currencies")

# Two, no and three decimals, a special case, and the smallest amounts; docs.stripe.com/currencies.
AMOUNTS = {"usd": 5999, "eur": 1250, "gbp": 999, "jpy": 500, "krw": 12000, "kwd": 12340, "bhd": 5120, "isk": 150000}
MINIMA = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "mxn": 1000, "sek": 300}


@scenario("{amount} of the smallest unit of {currency} is charged as {amount}", story="Smallest units")
@pytest.mark.card(VISA)
@pytest.mark.parametrize(("currency", "amount"), AMOUNTS.items(), ids=AMOUNTS)
@pytest.mark.needs("currencies")
def test_the_amount_reaches_stripe_as_it_is(shop: Shop, currency: str, amount: int) -> None:
    product = shop.product(price=amount, currency=currency, stock=3)
    ada = shop.shopper()
    purchase = ada.buy(product, card(VISA))
    equal((purchase.amount, purchase.currency), (amount, currency), what="the amount and currency of the intent")
    order = assert_paid(shop, ada, purchase, product)
    equal((order["amount"], order["currency"]), (amount, currency), what="the amount and currency of the order")


@scenario("A cart in {currency} multiplies without inventing decimals", story="Smallest units")
@pytest.mark.card(VISA)
@pytest.mark.parametrize(("currency", "amount"), [("jpy", 333), ("kwd", 1110)])
@pytest.mark.needs("currencies")
@pytest.mark.quick
def test_quantities_in_other_decimals(shop: Shop, currency: str, amount: int) -> None:
    product = shop.product(price=amount, currency=currency, stock=9)
    ada = shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA), quantity=3), product, quantity=3)


@scenario("{minimum} {currency} is the smallest amount and can be paid", story="Minimum amounts")
@pytest.mark.card(VISA)
@pytest.mark.parametrize(("currency", "minimum"), MINIMA.items(), ids=MINIMA)
@pytest.mark.needs("currencies")
def test_the_minimum_can_be_paid(shop: Shop, currency: str, minimum: int) -> None:
    product = shop.product(price=minimum, currency=currency)
    ada = shop.shopper()
    ada.buy(product, card(VISA)).confirmation.expect(200)


@scenario("One less than {minimum} {currency} is refused, and holds no stock", story="Minimum amounts")
@pytest.mark.parametrize(("currency", "minimum"), MINIMA.items(), ids=MINIMA)
@pytest.mark.needs("amount_limits", "payments")
@pytest.mark.quick
def test_below_the_minimum_is_refused(shop: Shop, currency: str, minimum: int) -> None:
    product, ada = shop.product(price=minimum - 1, currency=currency, stock=3), shop.shopper()
    ada.add(product.id).expect(200, 201)
    refused(ada.create_intent(), 422, "amount_too_small")
    equal(shop.stock(product), 3, what="the stock after the refusal")
    equal(payable(shop, ada), [], what="the payable intents at Stripe")


@scenario(
    "Two units below the minimum can be paid together when they reach it", story="Minimum amounts", severity="normal"
)
@pytest.mark.card(VISA)
@pytest.mark.needs("currencies")
def test_the_minimum_counts_for_the_total(shop: Shop) -> None:
    product = shop.product(price=25, stock=3)
    ada = shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA), quantity=2), product, quantity=2)


@scenario("A three-decimal amount that does not end in 0 is refused ({currency})", story="Three decimals")
@pytest.mark.parametrize("currency", ["kwd", "bhd", "jod", "omr", "tnd"])
@pytest.mark.needs("amount_limits", "payments")
def test_three_decimals_end_in_zero(shop: Shop, currency: str) -> None:
    product, ada = shop.product(price=5125, currency=currency, stock=3), shop.shopper()
    ada.add(product.id).expect(200, 201)
    refused(ada.create_intent(), 422)
    equal(shop.stock(product), 3, what="the stock after the refusal")


@scenario("One cart holds one currency", story="One currency a cart")
def test_a_cart_holds_one_currency(shop: Shop) -> None:
    dollars, euros, ada = shop.product(currency="usd"), shop.product(currency="eur"), shop.shopper()
    ada.add(dollars.id).expect(200, 201)
    refused(ada.add(euros.id), 409, "currency_mismatch")
    cart = ada.cart().expect(200).json()
    equal([item["product_id"] for item in cart["items"]], [dollars.id], what="the cart")


@scenario("An emptied cart may take another currency", story="One currency a cart", severity="minor")
def test_an_emptied_cart_takes_another_currency(shop: Shop) -> None:
    dollars, yen, ada = shop.product(currency="usd"), shop.product(currency="jpy"), shop.shopper()
    ada.add(dollars.id).expect(200, 201)
    ada.remove(dollars.id).expect(200, 204)
    equal(ada.add(yen.id).expect(200, 201).json()["currency"], "jpy", what="the currency of the cart")


@scenario("The client may name the cart's currency, not choose another", story="One currency a cart")
@pytest.mark.needs("payments")
def test_the_client_cannot_choose_the_currency(shop: Shop) -> None:
    product, ada = shop.product(price=500, currency="usd"), shop.shopper()
    ada.add(product.id).expect(200, 201)
    for other in ("jpy", "eur", "kwd"):
        expect(ada.create_intent(currency=other).status, one_of((409, 422)), f"the status for {other}")
    equal(payable(shop, ada), [], what="the payable intents at Stripe")
    equal(ada.create_intent(currency="usd").expect(200, 201).json()["currency"], "usd", what="the intent's currency")


@scenario("A currency must be three lower-case letters: {currency!r} is refused", story="Bad input", severity="normal")
@pytest.mark.parametrize("currency", ["", "us", "usdd", "u5d", "$", 840, None], ids=repr)
def test_a_nonsense_currency_is_refused(shop: Shop, currency: object) -> None:
    body = {"title": "Mug", "price": 100, "currency": currency, "stock": 1}
    refused(shop.admin.request("POST", "/api/products", json=body), 422)


@scenario("A price of {price!r} is refused", story="Bad input", severity="normal")
@pytest.mark.parametrize("price", [0, -1, 100_000_000, 59.99, "59.99", None], ids=repr)
def test_a_nonsense_price_is_refused(shop: Shop, price: object) -> None:
    body = {"title": "Mug", "price": price, "currency": "usd", "stock": 1}
    refused(shop.admin.request("POST", "/api/products", json=body), 422)


@scenario("A refund in {currency} has the same integer amounts", story="Refunds in other currencies")
@pytest.mark.card(VISA)
@pytest.mark.parametrize(("currency", "price", "part"), [("jpy", 501, 200), ("kwd", 12340, 2340), ("eur", 1999, 999)])
@pytest.mark.needs("refunds", "currencies", "partial_refunds")
@pytest.mark.quick
def test_refunds_in_other_currencies(shop: Shop, currency: str, price: int, part: int) -> None:
    ada, _, purchase = bought(shop, price=price, currency=currency)
    ada.refund(purchase.intent_id, amount=part).expect(200)
    wait_for_order(ada, purchase.intent_id, "partially_refunded")
    equal(refunded(shop, purchase.intent_id), part, what="the amount that Stripe refunded")
    assert_charged(shop, purchase.intent_id, price, currency)
