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
    VISA,
    assert_charged,
    assert_paid,
    bought,
    equal,
    feature,
    orders_of,
    pay_in_browser,
    ready_to_pay,
    scenario,
    start_challenge,
    wait_for_order,
)

pytestmark = [*feature("Webhooks"), pytest.mark.needs("webhooks")]

TAKEN = (200, 202, 204)


@scenario("An event delivered {times} times settles one order", story="Duplicates")
@pytest.mark.parametrize("times", [2, 5])
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_duplicate_event_settles_once(shop: Shop, times: int) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    for _ in range(times):
        shop.webhooks.post(event).expect(*TAKEN)
    shop.reached("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("Stripe's own redelivery, newly signed, settles one order", story="Duplicates")
@pytest.mark.card(VISA)
@pytest.mark.needs("events", "redelivery")
@pytest.mark.quick
def test_a_redelivery_settles_once(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    shop.webhooks.redeliver(event["id"], times=2)
    shop.reached("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("Two different events for one payment settle one order", story="Duplicates")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_two_events_for_one_payment(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    shop.webhooks.post({**event, "id": f"{event['id']}twin"}).expect(*TAKEN)
    shop.reached("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A captured request replayed at once changes nothing", story="Replay")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_a_replay_within_the_tolerance(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    body = json.dumps(shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded"))
    captured = shop.webhooks.sign(body)
    for _ in range(2):
        shop.webhooks.post(body, header=captured).expect(*TAKEN)
    shop.reached("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A webhook that comes after the order was settled changes nothing", story="Late")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_late_webhook_changes_nothing(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    before = wait_for_order(ada, purchase.intent_id)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    shop.webhooks.post({**event, "id": f"{event['id']}late"}).expect(*TAKEN)
    shop.reached("late_webhook")
    equal(orders_of(ada), [before], what="the orders after the late webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A success told after the refund does not undo the refund", story="Late")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunds", "events")
@pytest.mark.quick
def test_a_success_after_the_refund(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    ada.refund(purchase.intent_id).expect(200)
    shop.webhooks.post(event).expect(*TAKEN)
    shop.reached("late_webhook")
    wait_for_order(ada, purchase.intent_id, "refunded")
    equal(shop.stock(product), 3, what="the stock after the late webhook")


@scenario("A shopper who never comes back still gets the order, by webhook alone", story="Early")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "webhook_deliveries")
@pytest.mark.quick
def test_the_webhook_alone_settles(shop: Shop) -> None:
    product = shop.product(price=2500, stock=2)
    ada, intent = ready_to_pay(shop, product)
    pay_in_browser(shop, intent, card(VISA))
    order = wait_for_order(ada, intent["payment_intent_id"])
    equal(order["amount"], 2500, what="the amount of the order")
    assert_charged(shop, intent["payment_intent_id"], 2500, "usd")
    equal(shop.stock(product), 1, what="the stock after the sale")


@scenario("The webhook first, then the browser: one order, the same in both answers", story="Early")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "webhook_deliveries")
def test_the_webhook_before_the_browser(shop: Shop) -> None:
    product = shop.product(price=2500, stock=2)
    ada, intent = ready_to_pay(shop, product)
    pay_in_browser(shop, intent, card(VISA))
    order = wait_for_order(ada, intent["payment_intent_id"])
    answer = ada.confirm(intent["payment_intent_id"]).expect(200)
    equal(answer.json()["order_id"], order["order_id"], what="the order that confirm-payment names", at=answer)
    equal(len(orders_of(ada)), 1, what="the number of orders")


@scenario("A shopper who authenticates and closes the browser gets the order", story="Early")
@pytest.mark.card(CHALLENGE)
@pytest.mark.needs("payments", "webhook_deliveries")
def test_a_challenge_settled_by_webhook_alone(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=2500, stock=2))
    waiting = start_challenge(shop, intent, card(CHALLENGE))
    shop.js.answer_challenge(waiting, "succeed").expect(200, 303)
    wait_for_order(ada, intent["payment_intent_id"])


@scenario("A failure told after the success does not spoil the order", story="Out of order", severity="blocker")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_late_failure_does_not_spoil_the_order(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.shopper()
    declined = ada.buy(product, card(GENERIC_DECLINE))
    shop.reached("decline")
    failure = shop.webhooks.event_for(declined.intent_id, "payment_intent.payment_failed")
    purchase = ada.retry(declined, card(VISA))
    shop.webhooks.post(failure).expect(*TAKEN)
    shop.reached("late_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("An event of an earlier state ({kind}) after the order changes nothing", story="Out of order")
@pytest.mark.parametrize("kind", ["payment_intent.created", "payment_intent.canceled", "payment_intent.processing"])
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_an_earlier_state_told_late(shop: Shop, kind: str) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    stale = {**event["data"]["object"], "status": kind.partition(".")[2], "amount_received": 0}
    shop.webhooks.post({**event, "id": f"{event['id']}stale", "type": kind, "data": {"object": stale}}).expect(*TAKEN)
    shop.reached("late_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("The charge's event before the intent's settles one order", story="Out of order", severity="normal")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "events", "webhook_deliveries")
def test_the_charge_event_first(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=2500, stock=2))
    pay_in_browser(shop, intent, card(VISA))
    for kind in ("charge.succeeded", "payment_intent.succeeded", "charge.succeeded"):
        shop.webhooks.post(shop.webhooks.event_for(intent["payment_intent_id"], kind)).expect(*TAKEN)
    wait_for_order(ada, intent["payment_intent_id"])
    equal(len(orders_of(ada)), 1, what="the number of orders")
