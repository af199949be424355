"""Stripe fails: errors, locks, silence, lost answers. The shopper is told to try again, and never pays twice for it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from harness import ConnectionLost, Exchange, Shop, at_least, card, expect, one_of
from scenarios.steps import (
    GENERIC_DECLINE,
    VISA,
    assert_charged,
    assert_nothing_sold,
    bought,
    equal,
    feature,
    orders_of,
    pay_in_browser,
    payable,
    ready_to_pay,
    refunded,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = [*feature("Stripe outages"), pytest.mark.needs("faults", "payments", "idempotency")]

LASTING = 9  # more failures than a checkout's own retries can wait out
CREATE = "/v1/payment_intents"
OUTAGES: dict[str, dict[str, Any]] = {
    "500": {"kind": "status", "status": 500},
    "503": {"kind": "status", "status": 503},
    "connection_refused": {"kind": "reset_before"},
}


def _outage(answer: Exchange) -> None:
    """The checkout says that Stripe is out: 502 or 503 as a problem, with the time to wait."""
    expect(answer.status, one_of((502, 503)), "the status during an outage of Stripe", at=answer)
    refused(answer, answer.status)
    equal(answer.headers.get("retry-after", "").isdigit(), True, what="Retry-After being in seconds", at=answer)


def _confirm_of(intent: dict[str, str]) -> str:
    return f"{CREATE}/{intent['payment_intent_id']}/confirm"


@scenario("One failure ({kind}) while the intent is made is waited out, and makes one intent", story="Creating")
@pytest.mark.parametrize("kind", OUTAGES)
@pytest.mark.quick
def test_one_failure_is_waited_out(shop: Shop, kind: str) -> None:
    ada = shop.shopper()
    ada.add(shop.product(price=5999).id).expect(200, 201)
    with shop.faults.on_stripe(path=CREATE, body_contains=ada.user_id, **OUTAGES[kind]):
        made = ada.create_intent()
    expect(made.status, one_of((200, 201, 502, 503)), "the status of a call that met one failure", at=made)
    intent = ada.create_intent().expect(200, 201).json()
    equal(payable(shop, ada), [intent["payment_intent_id"]], what="the payable intents at Stripe")


@scenario("A lasting outage ({kind}) while the intent is made is told, and leaves nothing behind", story="Creating")
@pytest.mark.parametrize("kind", OUTAGES)
def test_a_lasting_outage(shop: Shop, kind: str) -> None:
    product, ada = shop.product(price=5999, stock=2), shop.shopper()
    ada.add(product.id).expect(200, 201)
    with shop.faults.on_stripe(path=CREATE, body_contains=ada.user_id, times=LASTING, **OUTAGES[kind]):
        _outage(ada.create_intent())
    equal(shop.stock(product), 2, what="the stock during the outage")
    equal(len(ada.cart().expect(200).json()["items"]), 1, what="the number of items in the cart")
    intent = ada.create_intent().expect(200, 201).json()
    equal(payable(shop, ada), [intent["payment_intent_id"]], what="the payable intents after the outage")


@scenario(
    "The answer to creating an intent is lost {times} times: one intent exists",
    story="Lost answers",
    severity="blocker",
)
@pytest.mark.parametrize("times", [1, LASTING])
@pytest.mark.quick
def test_a_lost_answer_while_creating(shop: Shop, times: int) -> None:
    product, ada = shop.product(price=5999, stock=2), shop.shopper()
    ada.add(product.id).expect(200, 201)
    with shop.faults.on_stripe(kind="reset_after", path=CREATE, body_contains=ada.user_id, times=times):
        first = ada.create_intent()
    shop.reached("lost_response")
    expect(first.status, one_of((200, 201, 502, 503)), "the status of a call whose answer was lost", at=first)
    intent = ada.create_intent().expect(200, 201).json()
    equal(payable(shop, ada), [intent["payment_intent_id"]], what="the payable intents at Stripe")


@scenario(
    "The answer to a server-side confirmation is lost: charged once, one order",
    story="Lost answers",
    severity="blocker",
)
@pytest.mark.card(VISA)
@pytest.mark.parametrize("times", [1, LASTING])
@pytest.mark.needs("server_confirm")
@pytest.mark.quick
def test_a_lost_answer_while_confirming(shop: Shop, times: int) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    with shop.faults.on_stripe(kind="reset_after", path=_confirm_of(intent), times=times):
        first = ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa")
    shop.reached("lost_response")
    expect(first.status, one_of((200, 502, 503)), "the status of a call whose answer was lost", at=first)
    again = ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa").expect(200)
    equal(again.json()["status"], "succeeded", what="the status of trying again", at=again)
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")
    equal(len(orders_of(ada)), 1, what="the number of orders")


@scenario(
    "A shopper who gives up after a lost answer still gets what was paid", story="Lost answers", severity="blocker"
)
@pytest.mark.card(VISA)
@pytest.mark.needs("server_confirm", "webhook_deliveries")
def test_giving_up_after_a_lost_answer(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    with shop.faults.on_stripe(kind="reset_after", path=_confirm_of(intent), times=LASTING):
        _outage(ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa"))
    shop.reached("lost_response")
    wait_for_order(ada, intent["payment_intent_id"])
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")


@scenario("A decline whose answer is lost stays a decline", story="Lost answers")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("server_confirm")
def test_a_lost_decline(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    with shop.faults.on_stripe(kind="reset_after", path=_confirm_of(intent)):
        answer = ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa_chargeDeclined")
    shop.reached("lost_response")
    shop.reached("decline")
    expect(answer.status, one_of((402, 502, 503)), "the status of a decline whose answer was lost", at=answer)
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])


@scenario("A decline whose answer is lost for good is not tried at the bank again", story="Lost answers")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("server_confirm")
def test_a_decline_lost_for_good(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    with shop.faults.on_stripe(kind="reset_after", path=_confirm_of(intent), times=LASTING):
        _outage(ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa_chargeDeclined"))
    shop.reached("lost_response")
    refused(ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa_chargeDeclined"), 402)
    shop.reached("decline")
    tried = [charge["status"] for charge in shop.stripe.charges(intent["payment_intent_id"])]
    equal(tried, ["failed"], what="the attempts at the bank")
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])


@scenario("The browser never hears that it paid: the checkout knows, and pays once", story="Lost answers")
@pytest.mark.card(VISA)
@pytest.mark.needs("single_payments")
@pytest.mark.quick
def test_the_browser_loses_the_answer(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    with shop.faults.on_stripe(kind="reset_after", path=_confirm_of(intent)), pytest.raises(ConnectionLost):
        shop.js.confirm_payment(intent["client_secret"], card(VISA))
    shop.reached("lost_response")
    again = shop.js.confirm_payment(intent["client_secret"], card(VISA)).expect(400)
    equal(again.json()["error"]["code"], "payment_intent_unexpected_state", what="the error of paying again", at=again)
    ada.confirm(intent["payment_intent_id"]).expect(200)
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")


@scenario("Stripe fails before it confirms ({kind}): nothing is charged, trying again pays once", story="Confirming")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("kind", OUTAGES)
@pytest.mark.needs("server_confirm")
def test_an_outage_while_confirming(shop: Shop, kind: str) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    with shop.faults.on_stripe(path=_confirm_of(intent), times=LASTING, **OUTAGES[kind]):
        _outage(ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa"))
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])
    ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa").expect(200)
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")


@scenario("Stripe is busy with the object or with us ({kind}): told to try again, then paid once", story="Confirming")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("kind", ["lock_timeout", "rate_limit"])
@pytest.mark.needs("server_confirm")
def test_stripe_is_busy(shop: Shop, kind: str) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    how: dict[str, Any] = {"kind": "lock_timeout"} if kind == "lock_timeout" else {"kind": "status", "status": 429}
    with shop.faults.on_stripe(path=_confirm_of(intent), times=LASTING, **how):
        _outage(ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa"))
    ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa").expect(200)
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")


@scenario("A slow Stripe is waited for", story="Latency", severity="normal")
@pytest.mark.card(VISA)
@pytest.mark.needs("server_confirm")
def test_a_slow_stripe_is_waited_for(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    began = time.monotonic()
    with shop.faults.on_stripe(kind="latency", path=_confirm_of(intent), delay_ms=300):
        ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa").expect(200)
    expect(time.monotonic() - began, at_least(0.3), "the seconds that the answer took")
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")


@scenario("Stripe cannot be asked when the browser comes back: no order is made up, and none is lost", story="Settling")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_an_outage_while_settling(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    path = f"{CREATE}/{intent['payment_intent_id']}"
    with shop.faults.on_stripe(kind="reset_before", method="GET", path=path, times=99):
        pay_in_browser(shop, intent, card(VISA))
        _outage(ada.confirm(intent["payment_intent_id"]))
    ada.confirm(intent["payment_intent_id"]).expect(200)
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")
    equal(len(orders_of(ada)), 1, what="the number of orders")


@scenario("A webhook that cannot be settled is not acknowledged, so that Stripe sends it again", story="Settling")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
def test_an_outage_while_a_webhook_settles(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    path = f"{CREATE}/{intent['payment_intent_id']}"
    with shop.faults.on_stripe(kind="status", status=500, method="GET", path=path, times=99):
        pay_in_browser(shop, intent, card(VISA))
        event = shop.webhooks.event_for(intent["payment_intent_id"], "payment_intent.succeeded")
        answer = shop.webhooks.post(event)
        settled = answer.status < 300
        equal(settled, bool(orders_of(ada)), what="acknowledging the webhook only when the order is there", at=answer)
    shop.webhooks.post(event).expect(200, 202, 204)
    wait_for_order(ada, intent["payment_intent_id"])


@scenario(
    "The answer to a refund is lost {times} times: the money goes back once", story="Refunding", severity="blocker"
)
@pytest.mark.card(VISA)
@pytest.mark.parametrize("times", [1, LASTING])
@pytest.mark.needs("refunds", "partial_refunds")
@pytest.mark.quick
def test_a_lost_answer_while_refunding(shop: Shop, times: int) -> None:
    ada, _, purchase = bought(shop, price=5999)
    with shop.faults.on_stripe(kind="reset_after", path="/v1/refunds", body_contains=purchase.intent_id, times=times):
        first = ada.refund(purchase.intent_id, amount=2000)
    shop.reached("lost_response")
    expect(first.status, one_of((200, 502, 503)), "the status of a refund whose answer was lost", at=first)
    if first.status != 200:
        ada.refund(purchase.intent_id, amount=2000).expect(200)
    equal(refunded(shop, purchase.intent_id), 2000, what="the amount that Stripe refunded")
    wait_for_order(ada, purchase.intent_id, "partially_refunded")


@scenario("Stripe fails before it refunds: nothing goes back, and trying again refunds once", story="Refunding")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunds")
def test_an_outage_while_refunding(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999)
    outage = OUTAGES["500"]
    with shop.faults.on_stripe(path="/v1/refunds", body_contains=purchase.intent_id, times=LASTING, **outage):
        _outage(ada.refund(purchase.intent_id))
    equal(refunded(shop, purchase.intent_id), 0, what="the amount that Stripe refunded during the outage")
    wait_for_order(ada, purchase.intent_id, "paid")
    ada.refund(purchase.intent_id).expect(200)
    equal(refunded(shop, purchase.intent_id), 5999, what="the amount that Stripe refunded after the outage")
