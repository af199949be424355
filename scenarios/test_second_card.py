"""A decline is not the end: the shopper takes a second card, on the same intent, and is charged once."""

from __future__ import annotations

import pytest

from harness import Card, Shop, card
from scenarios.steps import (
    CHALLENGE,
    GENERIC_DECLINE,
    INSUFFICIENT_FUNDS,
    VISA,
    assert_paid,
    declines,
    each_card,
    equal,
    feature,
    ready_to_pay,
    scenario,
)

pytestmark = feature("A second card")


@scenario("After {card.description} a second card pays once, on the same intent", story="Retry after a decline")
@pytest.mark.parametrize("card", each_card(declines))
def test_a_second_card_pays_once(shop: Shop, card: Card) -> None:
    product = shop.product(price=3499, stock=2)
    ada = shop.shopper()
    first = ada.buy(product, card)
    shop.reached("decline")
    second = ada.retry(first, _visa())
    equal(second.intent_id, first.intent_id, what="the intent of the second attempt")
    assert_paid(shop, ada, second, product)


@scenario("Three declines, then a good card: one order", story="Retry after a decline")
@pytest.mark.card(INSUFFICIENT_FUNDS)
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.quick
def test_three_declines_then_success(shop: Shop) -> None:
    product = shop.product(price=3499, stock=2)
    ada = shop.shopper()
    purchase = ada.buy(product, card(INSUFFICIENT_FUNDS))
    for number in (GENERIC_DECLINE, INSUFFICIENT_FUNDS):
        purchase = ada.retry(purchase, card(number))
        equal(purchase.stripe_response.status, 402, what="the repeated attempt", at=purchase.stripe_response)
    shop.reached("decline")
    assert_paid(shop, ada, ada.retry(purchase, _visa()), product)


@scenario("After a failed authentication a second card pays", story="Retry after 3D Secure")
@pytest.mark.card(CHALLENGE)
@pytest.mark.needs("second_attempts")
@pytest.mark.quick
def test_a_second_card_after_a_failed_challenge(shop: Shop) -> None:
    product = shop.product(price=3499, stock=2)
    ada = shop.shopper()
    first = ada.buy(product, card(CHALLENGE), three_ds="fail")
    shop.reached("challenge")
    assert_paid(shop, ada, ada.retry(first, _visa()), product)


@scenario("After a decline the second card authenticates and pays", story="Retry after a decline")
@pytest.mark.card(CHALLENGE)
@pytest.mark.card(GENERIC_DECLINE)
def test_the_second_card_authenticates(shop: Shop) -> None:
    product = shop.product(price=3499, stock=2)
    ada = shop.shopper()
    first = ada.buy(product, card(GENERIC_DECLINE))
    shop.reached("decline")
    shop.reached("challenge")
    assert_paid(shop, ada, ada.retry(first, card(CHALLENGE)), product)


@scenario("A second card after the payment went through is refused by Stripe and charges nothing", story="Too late")
@pytest.mark.card(VISA)
@pytest.mark.needs("single_payments")
def test_paying_again_is_refused(shop: Shop) -> None:
    product = shop.product(price=3499, stock=2)
    ada = shop.shopper()
    purchase = ada.buy(product, _visa())
    again = shop.js.confirm_payment(purchase.client_secret, _visa()).expect(400)
    equal(again.json()["error"]["code"], "payment_intent_unexpected_state", what="the error code", at=again)
    assert_paid(shop, ada, purchase, product)


@scenario("A second card token at the server after a declined one pays once", story="Retry after a decline")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("server_confirm")
@pytest.mark.quick
def test_a_second_token_at_the_server(shop: Shop) -> None:
    product = shop.product(price=3499, stock=2)
    ada, intent = ready_to_pay(shop, product)
    ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa_chargeDeclined").expect(402)
    shop.reached("decline")
    ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa").expect(200)
    paid = [c for c in shop.stripe.charges(intent["payment_intent_id"]) if c["status"] == "succeeded"]
    equal([c["amount"] for c in paid], [3499], what="the good charges")


def _visa() -> Card:
    return card(VISA)
