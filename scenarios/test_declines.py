"""Every documented decline: told with its code, no order, no money, and the stock stays the shop's."""

from __future__ import annotations

import pytest

from harness import Card, Refused, Shop, card, eventually, expect, lacks
from scenarios.steps import (
    GENERIC_DECLINE,
    VISA,
    assert_declined,
    assert_nothing_sold,
    assert_paid,
    declines,
    each_card,
    equal,
    feature,
    outcome,
    ready_to_pay,
    scenario,
    told_as_declined,
)

pytestmark = feature("Cards that are declined")


def _with_token(card: Card) -> bool:
    return declines(card) and not card.expected.challenge and bool(card.token)


@scenario("{card.description}: the shopper is told why and nothing is sold", story="Declined in the browser")
@pytest.mark.parametrize("card", each_card(declines))
@pytest.mark.quick
def test_a_declined_card_buys_nothing(shop: Shop, card: Card) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card)
    shop.reached("decline")
    equal(purchase.error.get("type"), "card_error", what="the error type in the browser")
    assert_declined(shop, purchase, card)
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("{card.token} is declined when the checkout confirms", story="Declined at the server")
@pytest.mark.parametrize("card", each_card(_with_token))
@pytest.mark.needs("server_payments")
def test_a_declined_token_buys_nothing(shop: Shop, card: Card) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    told_as_declined(shop, outcome(lambda: ada.confirm(payment, str(card.token))), card)
    shop.reached("decline")
    assert_nothing_sold(shop, ada, payment)


@scenario("After a decline the cart still holds the goods", story="Declined in the browser")
@pytest.mark.card(GENERIC_DECLINE)
def test_the_cart_survives_a_decline(shop: Shop) -> None:
    product, ada = shop.product(stock=2), shop.shopper()
    ada.buy(product, card(GENERIC_DECLINE), quantity=2)
    equal(ada.cart().quantities(), {product.id: 2}, what="the cart after a decline")


@scenario("After a decline the same goods can be bought down to the last unit", story="Declined in the browser")
@pytest.mark.card(GENERIC_DECLINE)
def test_a_decline_does_not_eat_stock(shop: Shop) -> None:
    product, ada = shop.scarce(1), shop.shopper()
    declined = ada.buy(product, card(GENERIC_DECLINE))
    assert_nothing_sold(shop, ada, declined.payment)
    # Where each payment holds units of its own until it expires, the first one has them still.
    holds = shop.facts.several_open_payments and shop.facts.stock == "held"
    assert_paid(shop, ada, ada.retry(declined, card(VISA)) if holds else ada.pay(card(VISA)), product)


@scenario("A decline repeated five times still sells nothing", story="Declined in the browser", severity="normal")
@pytest.mark.card(GENERIC_DECLINE)
def test_repeated_declines_sell_nothing(shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card(GENERIC_DECLINE))
    for _ in range(4):
        purchase = ada.retry(purchase, card(GENERIC_DECLINE))
        assert_declined(shop, purchase, card(GENERIC_DECLINE))
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("Stripe's webhook of the failure neither creates nor spoils an order", story="Declined in the browser")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_the_failed_webhook_changes_nothing(shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card(GENERIC_DECLINE))
    shop.webhooks.deliver(shop.event_of(purchase.payment, "payment_intent.payment_failed"))
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("A decline never shows the shopper a secret key or a card number", story="Declined in the browser")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.quick
def test_a_decline_leaks_nothing(shop: Shop) -> None:
    purchase = shop.shopper().buy(shop.product(), card(GENERIC_DECLINE))
    equal(purchase.order, None, what="the order that the shopper is told of after a decline")
    if isinstance(purchase.refusal, Refused):
        for secret in (GENERIC_DECLINE, shop.stack.secret_key, "Traceback"):
            expect(purchase.refusal.answer.text, lacks(secret), "the refusal", at=purchase.refusal.answer)


@scenario(
    "The attempt is told in Stripe's timeline as a failed charge", story="Declined in the browser", severity="normal"
)
@pytest.mark.card(GENERIC_DECLINE)
def test_stripe_keeps_the_failed_charge(shop: Shop) -> None:
    purchase = shop.shopper().buy(shop.product(), card(GENERIC_DECLINE))
    failed = eventually(lambda: shop.money.charges(purchase.payment), reason="the failed charge")
    equal([charge["status"] for charge in failed], ["failed"], what="the charges of a declined payment")
