"""A decline is not the end: the shopper takes a second card, on the same payment, and is charged once."""

from __future__ import annotations

import pytest

from harness import Card, NotOffered, Shop, card, expect, present
from scenarios.steps import (
    CHALLENGE,
    GENERIC_DECLINE,
    INSUFFICIENT_FUNDS,
    VISA,
    assert_charged,
    assert_declined,
    assert_paid,
    assert_paying_again_is_refused,
    assert_told_paid,
    declines,
    each_card,
    equal,
    feature,
    outcome,
    payable,
    ready_to_pay,
    scenario,
    told_as_declined,
)

pytestmark = feature("A second card")


@scenario("After {card.description} a second card pays once, on the same payment", story="Retry after a decline")
@pytest.mark.parametrize("card", each_card(declines))
def test_a_second_card_pays_once(shop: Shop, card: Card) -> None:
    product, ada = shop.product(stock=2), shop.shopper()
    first = ada.buy(product, card)
    shop.reached("decline")
    second = ada.retry(first, _visa())
    equal(second.payment, first.payment, what="the payment of the second attempt")
    assert_paid(shop, ada, second, product)


@scenario("Three declines, then a good card: one order", story="Retry after a decline")
@pytest.mark.card(INSUFFICIENT_FUNDS)
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.quick
def test_three_declines_then_success(shop: Shop) -> None:
    product, ada = shop.product(stock=2), shop.shopper()
    purchase = ada.buy(product, card(INSUFFICIENT_FUNDS))
    for number in (GENERIC_DECLINE, INSUFFICIENT_FUNDS):
        purchase = ada.retry(purchase, card(number))
        assert_declined(shop, purchase, card(number))
    shop.reached("decline")
    assert_paid(shop, ada, ada.retry(purchase, _visa()), product)


@scenario("A payment that was declined, of a cart that is begun anew, buys nothing", story="Retry after a decline")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("single_payments")
@pytest.mark.quick
def test_a_declined_payment_of_an_older_cart(shop: Shop) -> None:
    if shop.facts.several_open_payments:
        raise NotOffered("one open payment for a cart")
    product, ada = shop.product(stock=5), shop.shopper()
    declined = ada.buy(product, card(GENERIC_DECLINE))
    shop.reached("decline")
    ada.set_quantity(product, 3)
    anew = ada.begin()
    equal(payable(shop, ada), shop.money.ways(anew), what="what can be paid at Stripe")
    if declined.payment.id != anew.id:
        late = outcome(lambda: ada.attempt(declined.payment, _visa()))
        expect(getattr(late, "error", late), present, "Stripe's error, or the checkout's refusal, in the older tab")
        equal(shop.money.received(declined.payment), {}, what="what Stripe took for the older cart")
    assert_told_paid(ada.finish(anew, _visa()), shop.cost(product, 3))


@scenario("After a failed authentication a second card pays", story="Retry after 3D Secure")
@pytest.mark.card(CHALLENGE)
@pytest.mark.needs("second_attempts")
@pytest.mark.quick
def test_a_second_card_after_a_failed_challenge(shop: Shop) -> None:
    product, ada = shop.product(stock=2), shop.shopper()
    first = ada.buy(product, card(CHALLENGE), three_ds="fail")
    shop.reached("challenge")
    assert_paid(shop, ada, ada.retry(first, _visa()), product)


@scenario("After a decline the second card authenticates and pays", story="Retry after a decline")
@pytest.mark.card(CHALLENGE)
@pytest.mark.card(GENERIC_DECLINE)
def test_the_second_card_authenticates(shop: Shop) -> None:
    product, ada = shop.product(stock=2), shop.shopper()
    first = ada.buy(product, card(GENERIC_DECLINE))
    shop.reached("decline")
    shop.reached("challenge")
    assert_paid(shop, ada, ada.retry(first, card(CHALLENGE)), product)


@scenario("A second card after the payment went through charges nothing", story="Too late")
@pytest.mark.card(VISA)
@pytest.mark.needs("single_payments")
def test_paying_again_is_refused(shop: Shop) -> None:
    product, ada = shop.product(stock=2), shop.shopper()
    purchase = ada.buy(product, _visa())
    assert_paying_again_is_refused(ada, purchase.payment)
    assert_paid(shop, ada, purchase, product)


@scenario("A second card token at the server after a declined one pays once", story="Retry after a decline")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("server_payments")
@pytest.mark.quick
def test_a_second_token_at_the_server(shop: Shop) -> None:
    product = shop.product(stock=2)
    ada, payment = ready_to_pay(shop, product)
    declined = outcome(lambda: ada.confirm(payment, "pm_card_visa_chargeDeclined"))
    told_as_declined(shop, declined, card(GENERIC_DECLINE))
    shop.reached("decline")
    expect(ada.confirm(payment, "pm_card_visa"), present, "the order that the second token pays")
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("The same card again after a decline: the bank is asked again", story="Retry after a decline")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("server_payments")
@pytest.mark.quick
def test_the_same_token_again(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product(stock=2))
    for _ in range(2):
        declined = outcome(lambda: ada.confirm(payment, "pm_card_visa_chargeDeclined"))
        told_as_declined(shop, declined, card(GENERIC_DECLINE))
    equal(len(shop.money.charges(payment)), 2, what="the attempts at the bank")


def _visa() -> Card:
    return card(VISA)
