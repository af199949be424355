"""Stripe fails: errors, locks, silence, lost answers. The shopper is told to try again, and never pays twice for it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from harness import Lost, Shop, at_least, card, expect, present
from scenarios.outages import (
    ALWAYS,
    DOWN,
    LASTING,
    broken,
    confirming,
    done_or_told_to_wait,
    filling,
    reading,
    refunding,
    told_to_wait,
)
from scenarios.steps import (
    GENERIC_DECLINE,
    PAID_EVENTS,
    VISA,
    assert_charged,
    assert_nothing_sold,
    assert_only_this_is_payable,
    assert_paying_again_is_refused,
    bought,
    comes_back,
    equal,
    feature,
    not_paid,
    ordered,
    outcome,
    paid_at_stripe,
    paid_elsewhere,
    ready_to_pay,
    scenario,
    told_as_declined,
    wait_for_order,
)

pytestmark = [*feature("Stripe outages"), pytest.mark.needs("faults", "payments", "idempotency")]

GOOD, DECLINED = "pm_card_visa", "pm_card_visa_chargeDeclined"
# Once is what an SDK's own retry makes good; only what its retries cannot wait out shows what is done on trying again.
TIMES = (1, pytest.param(LASTING, marks=pytest.mark.quick))
OUTAGES: dict[str, dict[str, Any]] = {
    "500": {"kind": "status", "status": 500},
    "503": {"kind": "status", "status": 503},
    "connection_refused": {"kind": "reset_before"},
}
BUSY: dict[str, dict[str, Any]] = {
    "lock_timeout": {"kind": "lock_timeout"},
    "rate_limit": {"kind": "status", "status": 429},
}


@scenario("One failure ({kind}) while the payment begins is waited out, and makes one payment", story="Creating")
@pytest.mark.parametrize("kind", OUTAGES)
@pytest.mark.quick
def test_one_failure_is_waited_out(shop: Shop, kind: str) -> None:
    ada = shop.shopper()
    wanted = filling(shop, ada, 11 + list(OUTAGES).index(kind))
    with broken(shop, wanted.requests, **OUTAGES[kind]):
        first = outcome(ada.begin)
    done_or_told_to_wait(shop, first)
    assert_only_this_is_payable(shop, ada, ada.begin())


@scenario(
    "Stripe is busy ({kind}) while the payment begins: told to try again, not that the card is bad", story="Creating"
)
@pytest.mark.parametrize("kind", BUSY)
def test_stripe_is_busy_while_the_payment_begins(shop: Shop, kind: str) -> None:
    ada = shop.shopper()
    wanted = filling(shop, ada, 21 + list(BUSY).index(kind))
    with broken(shop, wanted.requests, times=LASTING, **BUSY[kind]):
        first = outcome(ada.begin)
    told_to_wait(shop, first)
    assert_only_this_is_payable(shop, ada, ada.begin())


@scenario("A lasting outage ({kind}) while the payment begins is told, and leaves nothing behind", story="Creating")
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.quick if kind == "connection_refused" else ()) for kind in OUTAGES]
)
def test_a_lasting_outage(shop: Shop, kind: str) -> None:
    ada = shop.shopper()
    wanted = filling(shop, ada, 14 + list(OUTAGES).index(kind))
    with broken(shop, wanted.requests, times=LASTING, **OUTAGES[kind]):
        first = outcome(ada.begin)
    told_to_wait(shop, first)
    if wanted.stock is not None:
        equal(shop.stock(wanted.product), wanted.stock, what="the stock during the outage")
    if ada.offers("cart"):
        equal(ada.cart().quantities(), {wanted.product.id: wanted.units}, what="the cart during the outage")
    assert_only_this_is_payable(shop, ada, ada.begin())


@scenario(
    "The answer to beginning a payment is lost {times} times: one payment exists",
    story="Lost answers",
    severity="blocker",
)
@pytest.mark.parametrize("times", TIMES)
def test_a_lost_answer_while_creating(shop: Shop, times: int) -> None:
    ada = shop.shopper()
    wanted = filling(shop, ada, 17 + (times == LASTING))
    with broken(shop, wanted.requests, kind="reset_after", times=times):
        first = outcome(ada.begin)
    shop.reached("lost_response")
    done_or_told_to_wait(shop, first)
    assert_only_this_is_payable(shop, ada, ada.begin())


@scenario(
    "The answer to a server-side confirmation is lost: charged once, one order",
    story="Lost answers",
    severity="blocker",
)
@pytest.mark.card(VISA)
@pytest.mark.parametrize("times", TIMES)
@pytest.mark.needs("server_payments")
def test_a_lost_answer_while_confirming(shop: Shop, times: int) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    with broken(shop, confirming(shop, ada, payment), kind="reset_after", times=times):
        first = outcome(lambda: ada.confirm(payment, GOOD))
    shop.reached("lost_response")
    done_or_told_to_wait(shop, first)
    expect(ada.confirm(payment, GOOD), present, "the order that is told on trying again")
    assert_charged(shop, payment, shop.cost(product), product.currency)
    if ada.offers("orders"):
        equal(len(ada.orders()), 1, what="the number of orders")


@scenario(
    "A shopper who gives up after a lost answer still gets what was paid", story="Lost answers", severity="blocker"
)
@pytest.mark.card(VISA)
@pytest.mark.needs("server_payments", "webhook_deliveries")
def test_giving_up_after_a_lost_answer(shop: Shop) -> None:
    shop.hears_of(*PAID_EVENTS)
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    with broken(shop, confirming(shop, ada, payment), kind="reset_after", times=LASTING):
        first = outcome(lambda: ada.confirm(payment, GOOD))
    shop.reached("lost_response")
    not_paid(shop, first, DOWN)
    wait_for_order(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("A decline whose answer is lost stays a decline", story="Lost answers")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("server_payments")
def test_a_lost_decline(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    with broken(shop, confirming(shop, ada, payment), kind="reset_after"):
        first = outcome(lambda: ada.confirm(payment, DECLINED))
    shop.reached("lost_response")
    shop.reached("decline")
    not_paid(shop, first, "a declined card whose answer is lost")
    assert_nothing_sold(shop, ada, payment)


@scenario("A decline whose answer is lost for good is not tried at the bank again", story="Lost answers")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("server_payments")
@pytest.mark.quick
def test_a_decline_lost_for_good(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    with broken(shop, confirming(shop, ada, payment), kind="reset_after", times=LASTING):
        first = outcome(lambda: ada.confirm(payment, DECLINED))
    shop.reached("lost_response")
    not_paid(shop, first, DOWN)
    told_as_declined(shop, outcome(lambda: ada.confirm(payment, DECLINED)), card(GENERIC_DECLINE))
    shop.reached("decline")
    tried = [charge["status"] for charge in shop.money.charges(payment)]
    equal(tried, ["failed"], what="the attempts at the bank")
    assert_nothing_sold(shop, ada, payment)


@scenario("The browser never hears that it paid: the checkout knows, and pays once", story="Lost answers")
@pytest.mark.card(VISA)
@pytest.mark.needs("single_payments")
@pytest.mark.quick
def test_the_browser_loses_the_answer(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    paid_elsewhere(payment)
    with broken(shop, confirming(shop, ada, payment), kind="reset_after"):
        first = outcome(lambda: ada.attempt(payment, card(VISA)))
    equal(isinstance(first, Lost), True, what="the browser losing Stripe's answer")
    shop.reached("lost_response")
    assert_paying_again_is_refused(ada, payment)
    comes_back(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("Stripe fails before it confirms ({kind}): nothing is charged, trying again pays once", story="Confirming")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("kind", OUTAGES)
@pytest.mark.needs("server_payments")
def test_an_outage_while_confirming(shop: Shop, kind: str) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    with broken(shop, confirming(shop, ada, payment), times=LASTING, **OUTAGES[kind]):
        first = outcome(lambda: ada.confirm(payment, GOOD))
    not_paid(shop, first, DOWN)
    assert_nothing_sold(shop, ada, payment)
    ada.confirm(payment, GOOD)
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("Stripe is busy with the object or with us ({kind}): told to try again, then paid once", story="Confirming")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("kind", BUSY)
@pytest.mark.needs("server_payments")
def test_stripe_is_busy(shop: Shop, kind: str) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    with broken(shop, confirming(shop, ada, payment), times=LASTING, **BUSY[kind]):
        first = outcome(lambda: ada.confirm(payment, GOOD))
    not_paid(shop, first, DOWN)
    ada.confirm(payment, GOOD)
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("A slow Stripe is waited for", story="Latency", severity="normal")
@pytest.mark.card(VISA)
@pytest.mark.needs("server_payments")
def test_a_slow_stripe_is_waited_for(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    began = time.monotonic()
    with broken(shop, confirming(shop, ada, payment), kind="latency", delay_ms=300):
        ada.confirm(payment, GOOD)
    expect(time.monotonic() - began, at_least(0.3), "the seconds that the answer took")
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("Stripe cannot be asked when the browser comes back: no order is made up, and none is lost", story="Settling")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_an_outage_while_settling(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    paid_elsewhere(payment)
    with broken(shop, reading(shop, payment), kind="reset_before", times=ALWAYS):
        paid_at_stripe(ada, payment)
        told = outcome(lambda: ada.settle(payment))
    if DOWN in shop.adapter.refusals:
        told_to_wait(shop, told)
    else:
        # A checkout that believes a signed event need not ask.
        done_or_told_to_wait(shop, told)
    comes_back(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)
    if ada.offers("orders"):
        equal(len(ada.orders()), 1, what="the number of orders")


@scenario("A webhook that cannot be settled is not acknowledged, so that Stripe sends it again", story="Settling")
@pytest.mark.card(VISA)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_an_outage_while_a_webhook_settles(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    paid_elsewhere(payment)
    with broken(shop, reading(shop, payment), kind="status", status=500, times=ALWAYS):
        paid_at_stripe(ada, payment)
        event = shop.paid_event(payment)
        answer = shop.webhooks.post(event)
        taken = answer.status // 100 == 2
        equal(taken, bool(ada.orders()), what="acknowledging the webhook only when the order is there", at=answer)
    shop.webhooks.deliver(event)
    wait_for_order(ada, payment)


@scenario(
    "The answer to a refund is lost {times} times: the money goes back once", story="Refunding", severity="blocker"
)
@pytest.mark.card(VISA)
@pytest.mark.parametrize("times", TIMES)
@pytest.mark.needs("refunding", "partial_refunds")
def test_a_lost_answer_while_refunding(shop: Shop, times: int) -> None:
    ada, product, purchase = bought(shop)
    order, part = ordered(ada, purchase), product.price // 3
    with broken(shop, refunding(shop, order), kind="reset_after", times=times):
        first = outcome(lambda: ada.refund(order, part))
    shop.reached("lost_response")
    if not done_or_told_to_wait(shop, first):
        ada.refund(order, part)
    equal(shop.money.refunded(order), part, what="the amount that Stripe refunded")
    wait_for_order(ada, order, "partially_refunded")


@scenario("Stripe fails before it refunds: nothing goes back, and trying again refunds once", story="Refunding")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunding")
@pytest.mark.quick
def test_an_outage_while_refunding(shop: Shop) -> None:
    ada, product, purchase = bought(shop)
    order = ordered(ada, purchase)
    with broken(shop, refunding(shop, order), times=LASTING, **OUTAGES["500"]):
        first = outcome(lambda: ada.refund(order))
    told_to_wait(shop, first)
    equal(shop.money.refunded(order), 0, what="the amount that Stripe refunded during the outage")
    wait_for_order(ada, order, "paid")
    ada.refund(order)
    equal(shop.money.refunded(order), shop.cost(product), what="the amount that Stripe refunded after the outage")
