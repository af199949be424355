"""What Stripe tells the shop: only signed, once or often, early or late, in any order, with one same outcome."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from harness.cards import card
from harness.http import Exchange
from harness.shop import Shop
from scenarios.steps import (
    CHALLENGE,
    GENERIC_DECLINE,
    VISA,
    assert_charged,
    assert_nothing_sold,
    assert_paid,
    bought,
    equal,
    feature,
    one_of,
    orders_of,
    pay_in_browser,
    ready_to_pay,
    refused,
    scenario,
    start_challenge,
    wait_for_order,
)

pytestmark = [*feature("Webhooks"), pytest.mark.needs("webhooks")]

TAKEN = (200, 202, 204)
OTHER_SECRET = "whsec_" + "0" * 32
BODIES = {
    "nothing": "",
    "list": "[]",
    "null": "null",
    "no_members": "{}",
    "cut_off": "{",
    "id_only": '{"id": "evt_1"}',
    "wrong_types": '{"id": 1, "type": [], "data": 2}',
}
Forgery = Callable[[Shop, str], Exchange]


def _succeeded(intent_id: str, event_id: str = "evt_forged") -> dict[str, Any]:
    """An event as somebody who knows Stripe's format would forge it."""
    intent = {"id": intent_id, "object": "payment_intent", "status": "succeeded", "amount": 1, "amount_received": 1}
    return {"id": event_id, "object": "event", "type": "payment_intent.succeeded", "data": {"object": intent}}


def _wrong(shop: Shop, body: str) -> Exchange:
    good = shop.webhooks.sign(body)
    return shop.webhooks.post(body, header=good[:-4] + ("0000" if good[-4:] != "0000" else "1111"))


def _swapped(shop: Shop, body: str) -> Exchange:
    return shop.webhooks.post(body, header=shop.webhooks.sign(body.replace("succeeded", "created")))


FORGERIES: dict[str, Forgery] = {
    "missing": lambda shop, body: shop.webhooks.post(body, header=""),
    "wrong": _wrong,
    "of_another_body": _swapped,
    "of_another_secret": lambda shop, body: shop.webhooks.post(body, secret=OTHER_SECRET),
    "of_an_empty_secret": lambda shop, body: shop.webhooks.post(body, secret=""),
    "ten_minutes_old": lambda shop, body: shop.webhooks.post(body, timestamp=int(time.time()) - 600),
    "of_1970": lambda shop, body: shop.webhooks.post(body, timestamp=0),
    "of_the_test_scheme_v0": lambda shop, body: shop.webhooks.post(body, scheme="v0"),
    "without_a_timestamp": lambda shop, body: shop.webhooks.post(body, header="v1=" + "0" * 64),
    "without_a_signature": lambda shop, body: shop.webhooks.post(body, header=f"t={int(time.time())}"),
    "not_a_signature": lambda shop, body: shop.webhooks.post(body, header="let me in"),
}


@scenario("A signature {kind} is refused with 400 and sells nothing", story="Signatures", severity="blocker")
@pytest.mark.parametrize("kind", FORGERIES)
@pytest.mark.needs("payments")
def test_a_forged_webhook_is_refused(shop: Shop, kind: str) -> None:
    ada, intent = ready_to_pay(shop, shop.product(stock=2))
    answer = FORGERIES[kind](shop, json.dumps(_succeeded(intent["payment_intent_id"])))
    refused(answer, 400)
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])


@scenario("While a secret is rolled over, either of two signatures will do", story="Signatures", severity="normal")
@pytest.mark.parametrize("good_first", [True, False])
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_two_signatures_while_rolling_over(shop: Shop, good_first: bool) -> None:
    _, _, purchase = bought(shop)
    body = json.dumps(shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded"))
    timestamp = int(time.time())
    good = shop.webhooks.sign(body, timestamp=timestamp)
    other = shop.webhooks.sign(body, timestamp=timestamp, secret=OTHER_SECRET)
    first, second = (good, other) if good_first else (other, good)
    shop.webhooks.post(body, header=f"{first},{second.split(',', 1)[1]}").expect(*TAKEN)


@scenario("An event delivered {times} times settles one order", story="Duplicates")
@pytest.mark.parametrize("times", [2, 5])
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_a_duplicate_event_settles_once(shop: Shop, times: int) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    for _ in range(times):
        shop.webhooks.post(event).expect(*TAKEN)
    shop.saw("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("Stripe's own redelivery, newly signed, settles one order", story="Duplicates")
@pytest.mark.card(VISA)
@pytest.mark.needs("events", "redelivery")
def test_a_redelivery_settles_once(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    shop.webhooks.redeliver(event["id"], times=2)
    shop.saw("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("Two different events for one payment settle one order", story="Duplicates")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_two_events_for_one_payment(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    shop.webhooks.post({**event, "id": f"{event['id']}twin"}).expect(*TAKEN)
    shop.saw("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A captured request replayed after the tolerance is refused", story="Replay", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_a_replay_after_the_tolerance(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    body = json.dumps(shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded"))
    captured = shop.webhooks.sign(body, timestamp=int(time.time()) - 301)
    refused(shop.webhooks.post(body, header=captured), 400)
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
    shop.saw("duplicate_webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A webhook that comes after the order was settled changes nothing", story="Late")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_a_late_webhook_changes_nothing(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    before = wait_for_order(ada, purchase.intent_id)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    shop.webhooks.post({**event, "id": f"{event['id']}late"}).expect(*TAKEN)
    shop.saw("late_webhook")
    equal(orders_of(ada), [before], what="the orders after the late webhook")
    assert_paid(shop, ada, purchase, product)


@scenario("A success told after the refund does not undo the refund", story="Late")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunds", "events")
def test_a_success_after_the_refund(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    ada.refund(purchase.intent_id).expect(200)
    shop.webhooks.post(event).expect(*TAKEN)
    shop.saw("late_webhook")
    wait_for_order(ada, purchase.intent_id, "refunded")
    equal(shop.stock(product), 3, what="the stock after the late webhook")


@scenario("A shopper who never comes back still gets the order, by webhook alone", story="Early")
@pytest.mark.card(VISA)
@pytest.mark.needs("payments", "webhook_deliveries")
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
def test_a_late_failure_does_not_spoil_the_order(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.shopper()
    declined = ada.buy(product, card(GENERIC_DECLINE))
    shop.saw("decline")
    failure = shop.webhooks.event_for(declined.intent_id, "payment_intent.payment_failed")
    purchase = ada.retry(declined, card(VISA))
    shop.webhooks.post(failure).expect(*TAKEN)
    shop.saw("late_webhook")
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
    shop.saw("late_webhook")
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


@scenario(
    "An event of no interest is acknowledged, so that Stripe stops sending it", story="Other events", severity="normal"
)
@pytest.mark.parametrize("kind", ["customer.created", "payout.paid", "something.new_in_2030"])
def test_other_events_are_acknowledged(shop: Shop, kind: str) -> None:
    event = {"id": f"evt_{kind.replace('.', '_')}", "object": "event", "type": kind, "data": {"object": {"id": "x_1"}}}
    shop.webhooks.post(event).expect(*TAKEN)


@scenario(
    "An event for a payment of another shop on the account is acknowledged", story="Other events", severity="normal"
)
def test_an_event_of_an_unknown_payment(shop: Shop) -> None:
    shop.webhooks.post(_succeeded("pi_3Mnotours", event_id="evt_notours")).expect(*TAKEN)


@scenario("A signed body that is no event does not break the checkout: {kind}", story="Bad input", severity="normal")
@pytest.mark.parametrize("kind", BODIES)
def test_a_signed_body_that_is_no_event(shop: Shop, kind: str) -> None:
    answer = shop.webhooks.post(BODIES[kind])
    one_of(answer.status, (*TAKEN, 400, 422), what="the status (anything but a failure of ours)", at=answer)
