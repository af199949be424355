"""Currencies: amounts are integers of the smallest unit and reach Stripe as they are, whatever the decimals."""

from __future__ import annotations

import pytest

from harness import NotOffered, Refused, Shop, card, expect, one_of
from scenarios.misuse import cannot_be_bought, charged_as_without
from scenarios.steps import (
    VISA,
    assert_charged,
    assert_paid,
    assert_told_paid,
    bought,
    equal,
    feature,
    outcome,
    payable,
    refused,
    rightly,
    scenario,
    wait_for_order,
)

pytestmark = feature("Currencies")

# Two, no and three decimals, a special case, and the smallest amounts; docs.stripe.com/currencies.
AMOUNTS = {"usd": 5999, "eur": 1250, "gbp": 999, "jpy": 500, "krw": 12000, "kwd": 12340, "bhd": 5120, "isk": 150000}
MINIMA = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "mxn": 1000, "sek": 300}
MIXED = "two currencies in one cart"


@scenario("{amount} of the smallest unit of {currency} is charged as {amount}", story="Smallest units")
@pytest.mark.card(VISA)
@pytest.mark.parametrize(("currency", "amount"), AMOUNTS.items(), ids=AMOUNTS)
@pytest.mark.needs("currencies")
def test_the_amount_reaches_stripe_as_it_is(shop: Shop, currency: str, amount: int) -> None:
    product = shop.product(price=amount, currency=currency, stock=3)
    ada = shop.shopper()
    purchase = ada.buy(product, card(VISA))
    told = (purchase.payment.amount, purchase.payment.currency)
    expect(told, one_of([(shop.cost(product), currency), (None, None)]), "the amount and currency of the payment")
    assert_paid(shop, ada, purchase, product)


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
    price = shop.price_for(minimum, currency)
    _, product, purchase = bought(shop, price=price, currency=currency)
    assert_told_paid(purchase, shop.cost(product))
    assert_charged(shop, purchase.payment, shop.cost(product), currency)


@scenario("One less than {minimum} {currency} is refused, and holds no stock", story="Minimum amounts")
@pytest.mark.parametrize(("currency", "minimum"), MINIMA.items(), ids=MINIMA)
@pytest.mark.needs("amount_limits", "payments")
@pytest.mark.quick
def test_below_the_minimum_is_refused(shop: Shop, currency: str, minimum: int) -> None:
    product, ada = shop.product(price=shop.price_for(minimum - 1, currency), currency=currency, stock=3), shop.shopper()
    cannot_be_bought(shop, ada, product, 1, "an amount below Stripe's minimum")
    if shop.counts(product):
        equal(shop.stock(product), 3, what="the stock after the refusal")
    equal(payable(shop, ada), [], what="the payable intents at Stripe")


@scenario(
    "Two units below the minimum can be paid together when they reach it", story="Minimum amounts", severity="normal"
)
@pytest.mark.card(VISA)
@pytest.mark.needs("currencies")
def test_the_minimum_counts_for_the_total(shop: Shop) -> None:
    product = shop.product(price=25, currency="usd", stock=3)
    ada = shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA), quantity=2), product, quantity=2)


@scenario("A three-decimal amount that does not end in 0 is refused ({currency})", story="Three decimals")
@pytest.mark.parametrize("currency", ["kwd", "bhd", "jod", "omr", "tnd"])
@pytest.mark.needs("amount_limits", "payments")
def test_three_decimals_end_in_zero(shop: Shop, currency: str) -> None:
    product, ada = shop.product(price=5125, currency=currency, stock=3), shop.shopper()
    if shop.cost(product) % 10 == 0:
        raise NotOffered("a total that does not end in 0")
    cannot_be_bought(shop, ada, product, 1, "an amount that the currency does not have")
    if shop.counts(product):
        equal(shop.stock(product), 3, what="the stock after the refusal")


@scenario("One cart is not paid in two currencies", story="One currency a cart")
def test_a_cart_holds_one_currency(shop: Shop) -> None:
    dollars, euros, ada = shop.product(currency="usd"), shop.product(currency="eur"), shop.shopper()
    ada.add(dollars)
    added = outcome(lambda: ada.add(euros))
    if isinstance(added, Refused):
        rightly(shop, added, MIXED)
        equal(ada.cart().quantities(), {dollars.id: 1}, what="the cart")
    else:
        refused(shop, ada.begin, MIXED)
    equal(payable(shop, ada), [], what="the payable intents at Stripe")


@scenario("An emptied cart may take another currency", story="One currency a cart", severity="minor")
@pytest.mark.card(VISA)
@pytest.mark.needs("currencies")
def test_an_emptied_cart_takes_another_currency(shop: Shop) -> None:
    dollars, yen, ada = shop.product(currency="usd"), shop.product(currency="jpy"), shop.shopper()
    ada.add(dollars)
    ada.remove(dollars)
    assert_paid(shop, ada, ada.buy(yen, card(VISA)), yen)


@scenario("The client cannot choose another currency than the cart's: {other}", story="One currency a cart")
@pytest.mark.parametrize("other", ["jpy", "eur", "kwd"])
@pytest.mark.card(VISA)
@pytest.mark.needs("payments")
def test_the_client_cannot_choose_the_currency(shop: Shop, other: str) -> None:
    charged_as_without(shop, shop.product(currency="usd"), "a currency that is not the cart's", currency=other)


@scenario("A refund in {currency} has the same integer amounts", story="Refunds in other currencies")
@pytest.mark.card(VISA)
@pytest.mark.parametrize(("currency", "price", "part"), [("jpy", 501, 200), ("kwd", 12340, 2340), ("eur", 1999, 999)])
@pytest.mark.needs("refunding", "currencies", "partial_refunds")
@pytest.mark.quick
def test_refunds_in_other_currencies(shop: Shop, currency: str, price: int, part: int) -> None:
    ada, _, purchase = bought(shop, price=price, currency=currency)
    ada.refund(wait_for_order(ada, purchase.payment), part)
    wait_for_order(ada, purchase.payment, "partially_refunded")
    equal(shop.money.refunded(purchase.payment), part, what="the amount that Stripe refunded")
    assert_charged(shop, purchase.payment, shop.total(price, currency), currency)
