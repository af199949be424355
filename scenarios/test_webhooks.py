"""What Stripe tells the shop, once or often, early or late, in any order: with one same outcome.

Who may tell it, and each type of event by itself, are contracts/test_webhook_signatures.py and test_webhook_events.py.
"""

from __future__ import annotations

import json

import pytest

from harness import Shop, card
from scenarios.steps import (
    CHALLENGE,
    GENERIC_DECLINE,
    PAID_EVENTS,
    VISA,
    assert_charged,
    assert_paid,
    bought,
    equal,
    feature,
    give_all_back,
    ordered,
    paid_at_stripe,
    ready_to_pay,
    scenario,
    start_challenge,
    wait_for_order,
)

pytestmark = feature("Webhooks")


@scenario("An event delivered {times} times settles one order", story="Duplicates")
@pytest.mark.parametrize("times", [2, 5])
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_duplicate_event_settles_once(shop: Shop, times: int) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.paid_event(purchase.payment)
    for _ in range(times):
        shop.webhooks.deliver(event)
    shop.reached("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("Stripe's own redelivery, newly signed, settles one order", story="Duplicates")
@pytest.mark.card(VISA)
@pytest.mark.needs("events", "redelivery")
@pytest.mark.quick
def test_a_redelivery_settles_once(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    shop.webhooks.redeliver(shop.paid_event(purchase.payment)["id"], times=2)
    shop.reached("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("Late news of a payment leaves the cart of the next purchase alone", story="Duplicates")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_the_next_cart_outlives_late_news(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    wait_for_order(ada, purchase.payment)
    ada.add(product)
    shop.webhooks.deliver(shop.paid_event(purchase.payment))
    ada.settle(purchase.payment)
    equal(ada.cart().quantities(), {product.id: 1}, what="the cart for the next purchase")


@scenario("Two different events for one payment settle one order", story="Duplicates")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_two_events_for_one_payment(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.paid_event(purchase.payment)
    shop.webhooks.deliver({**event, "id": f"{event['id']}twin"})
    shop.reached("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A captured request replayed at once changes nothing", story="Replay")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_a_replay_within_the_tolerance(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    body = json.dumps(shop.paid_event(purchase.payment))
    captured = shop.webhooks.sign(body)
    for _ in range(2):
        shop.webhooks.deliver(body, header=captured)
    shop.reached("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A webhook that comes after the order was settled changes nothing", story="Late")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_late_webhook_changes_nothing(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    before = wait_for_order(ada, purchase.payment)
    event = shop.paid_event(purchase.payment)
    shop.webhooks.deliver({**event, "id": f"{event['id']}late"})
    shop.reached("late_webhook")
    equal(ada.orders(), [before], what="the orders after the late webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A success told after the refund does not undo the refund", story="Late")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunding", "events")
@pytest.mark.quick
def test_a_success_after_the_refund(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.paid_event(purchase.payment)
    give_all_back(shop, ada, ordered(ada, purchase))
    wait_for_order(ada, purchase.payment, "refunded")
    shop.webhooks.deliver(event)
    shop.reached("late_webhook")
    wait_for_order(ada, purchase.payment, "refunded")
    if shop.counts(product) and shop.facts.refunds_return_goods:
        equal(shop.stock(product), 3, what="the stock after the late webhook")


@scenario("A shopper who never comes back still gets the order, by webhook alone", story="Early")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "webhook_deliveries")
@pytest.mark.quick
def test_the_webhook_alone_settles(shop: Shop) -> None:
    shop.hears_of(*PAID_EVENTS)
    product = shop.product(stock=2)
    ada, payment = ready_to_pay(shop, product)
    paid_at_stripe(ada, payment)
    equal(wait_for_order(ada, payment).amount, shop.cost(product), what="the amount of the order")
    assert_charged(shop, payment, shop.cost(product), product.currency)
    if shop.counts(product):
        equal(shop.stock(product), 1, what="the stock after the sale")


@scenario("The webhook first, then the browser: one order, the same in both answers", story="Early")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "webhook_deliveries")
def test_the_webhook_before_the_browser(shop: Shop) -> None:
    shop.hears_of(*PAID_EVENTS)
    ada, payment = ready_to_pay(shop, shop.product(stock=2))
    paid_at_stripe(ada, payment)
    order = wait_for_order(ada, payment)
    told = ada.settle(payment)
    equal(told and told.id, order.id, what="the order that the shopper is told of on coming back")
    equal(len(ada.orders()), 1, what="the number of orders")


@scenario("A shopper who authenticates and closes the browser gets the order", story="Early")
@pytest.mark.card(CHALLENGE)
@pytest.mark.needs("payments", "webhook_deliveries")
def test_a_challenge_settled_by_webhook_alone(shop: Shop) -> None:
    shop.hears_of(*PAID_EVENTS)
    ada, payment = ready_to_pay(shop, shop.product(stock=2))
    waiting = start_challenge(shop, ada, payment)
    equal(ada.authenticate(payment, waiting).error, {}, what="Stripe's error after the challenge")
    wait_for_order(ada, payment)


@scenario("A failure told after the success does not spoil the order", story="Out of order", severity="blocker")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_late_failure_does_not_spoil_the_order(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.shopper()
    declined = ada.buy(product, card(GENERIC_DECLINE))
    shop.reached("decline")
    failure = shop.event_of(declined.payment, "payment_intent.payment_failed")
    purchase = ada.retry(declined, card(VISA))
    shop.webhooks.deliver(failure)
    shop.reached("late_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("An event of an earlier state ({kind}) after the order changes nothing", story="Out of order")
@pytest.mark.parametrize("kind", ["payment_intent.created", "payment_intent.canceled", "payment_intent.processing"])
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_an_earlier_state_told_late(shop: Shop, kind: str) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.event_of(purchase.payment, "payment_intent.succeeded")
    stale = {**event["data"]["object"], "status": kind.partition(".")[2], "amount_received": 0}
    shop.webhooks.deliver({**event, "id": f"{event['id']}stale", "type": kind, "data": {"object": stale}})
    shop.reached("late_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("The charge's event before the payment's settles one order", story="Out of order", severity="normal")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "events", "webhook_deliveries")
def test_the_charge_event_first(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product(stock=2))
    paid_at_stripe(ada, payment)
    charged = shop.event_of(payment, "charge.succeeded")
    for event in (charged, shop.paid_event(payment), charged):
        shop.webhooks.deliver(event)
    wait_for_order(ada, payment)
    equal(len(ada.orders()), 1, what="the number of orders")
