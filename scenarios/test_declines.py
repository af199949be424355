"""Every documented decline: told with its code, no order, no money, and the stock stays the shop's."""

from __future__ import annotations

import pytest

from harness import Card, Shop, card, eventually, expect, lacks
from scenarios.steps import (
    GENERIC_DECLINE,
    VISA,
    assert_declined,
    assert_nothing_sold,
    declines,
    each_card,
    equal,
    feature,
    ready_to_pay,
    scenario,
)

pytestmark = feature("Cards that are declined")


def _with_token(card: Card) -> bool:
    return declines(card) and not card.expected.challenge and bool(card.token)


@scenario("{card.description}: the browser is told why and nothing is sold", story="Declined in the browser")
@pytest.mark.parametrize("card", each_card(declines))
@pytest.mark.quick
def test_a_declined_card_buys_nothing(shop: Shop, card: Card) -> None:
    product = shop.product(price=5999, stock=3)
    ada = shop.shopper()
    purchase = ada.buy(product, card)
    shop.reached("decline")
    equal(purchase.stripe_response.status, 402, what="the status Stripe.js receives", at=purchase.stripe_response)
    error = purchase.error or {}
    equal(error.get("type"), "card_error", what="the error type in the browser", at=purchase.stripe_response)
    equal(error.get("code"), card.expected.code, what="the error code in the browser", at=purchase.stripe_response)
    if card.expected.decline_code is not None:
        equal(
            error.get("decline_code"), card.expected.decline_code, what="the decline code", at=purchase.stripe_response
        )
    assert_declined(purchase.confirmation, card)
    assert_nothing_sold(shop, ada, purchase.intent_id)


@scenario("{card.token} is declined at the server with 402 and its code", story="Declined at the server")
@pytest.mark.parametrize("card", each_card(_with_token))
@pytest.mark.needs("server_confirm")
def test_a_declined_token_buys_nothing(shop: Shop, card: Card) -> None:
    product = shop.product(price=1999, stock=3)
    ada, intent = ready_to_pay(shop, product)
    assert_declined(ada.confirm(intent["payment_intent_id"], payment_method=card.token), card)
    shop.reached("decline")
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])


@scenario("After a decline the cart still holds the goods", story="Declined in the browser")
@pytest.mark.card(GENERIC_DECLINE)
def test_the_cart_survives_a_decline(shop: Shop) -> None:
    product = shop.product(price=1500, stock=2)
    ada = shop.shopper()
    ada.buy(product, card(GENERIC_DECLINE), quantity=2)
    items = ada.cart().expect(200).json()["items"]
    equal([(i["product_id"], i["quantity"]) for i in items], [(product.id, 2)], what="the cart after a decline")


@scenario("After a decline the same goods can be bought down to the last unit", story="Declined in the browser")
@pytest.mark.card(GENERIC_DECLINE)
def test_a_decline_does_not_eat_stock(shop: Shop) -> None:
    product = shop.product(price=1500, stock=1)
    ada = shop.shopper()
    declined = ada.buy(product, card(GENERIC_DECLINE))
    assert_nothing_sold(shop, ada, declined.intent_id)
    ada.pay(card(VISA)).confirmation.expect(200)
    equal(shop.stock(product), 0, what="the stock after the one sale")


@scenario("A decline repeated five times still sells nothing", story="Declined in the browser", severity="normal")
@pytest.mark.card(GENERIC_DECLINE)
def test_repeated_declines_sell_nothing(shop: Shop) -> None:
    product = shop.product(price=1500, stock=1)
    ada = shop.shopper()
    purchase = ada.buy(product, card(GENERIC_DECLINE))
    for _ in range(4):
        purchase = ada.retry(purchase, card(GENERIC_DECLINE))
        equal((purchase.error or {}).get("code"), "card_declined", what="the error of the repeated attempt")
    assert_nothing_sold(shop, ada, purchase.intent_id)


@scenario("Stripe's payment_failed webhook neither creates nor spoils an order", story="Declined in the browser")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_the_failed_webhook_changes_nothing(shop: Shop) -> None:
    product = shop.product(stock=2)
    ada = shop.shopper()
    purchase = ada.buy(product, card(GENERIC_DECLINE))
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.payment_failed")
    shop.webhooks.post(event).expect(200, 202, 204)
    assert_nothing_sold(shop, ada, purchase.intent_id)


@scenario("A decline never shows the shopper a secret key or a card number", story="Declined in the browser")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.quick
def test_a_decline_leaks_nothing(shop: Shop) -> None:
    product = shop.product()
    ada = shop.shopper()
    purchase = ada.buy(product, card(GENERIC_DECLINE))
    answer = purchase.confirmation.expect(402)
    for secret in (GENERIC_DECLINE, shop.stack.secret_key, "Traceback"):
        expect(answer.text, lacks(secret), "the body of the refusal", at=answer)


@scenario(
    "The attempt is told in Stripe's timeline as a failed charge", story="Declined in the browser", severity="normal"
)
@pytest.mark.card(GENERIC_DECLINE)
def test_stripe_keeps_the_failed_charge(shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card(GENERIC_DECLINE))
    failed = eventually(lambda: shop.stripe.charges(purchase.intent_id), reason="the failed charge")
    equal([charge["status"] for charge in failed], ["failed"], what="the charges of a declined intent")
