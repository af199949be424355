"""Refunds: all, part, twice, too much, somebody else's, in Stripe's dashboard, and refunds that fail later."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Shop, eventually, expect, one_of
from scenarios.steps import (
    VISA,
    bought,
    equal,
    feature,
    orders_of,
    ready_to_pay,
    refund_in_dashboard,
    refunded,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = [*feature("Refunds"), pytest.mark.card(VISA), pytest.mark.needs("refunds")]

PENDING_REFUND = "4000000000007726"
FAILING_REFUND = "4000000000005126"


@scenario("A full refund returns all the money, and the units to the stock", story="Full refund")
@pytest.mark.quick
def test_a_full_refund(shop: Shop) -> None:
    ada, product, purchase = bought(shop, price=5999, stock=3, quantity=2)
    answer = ada.refund(purchase.intent_id).expect(200)
    equal(answer.json()["amount"], 11998, what="the amount of the refund", at=answer)
    equal(answer.json()["status"], "succeeded", what="the status of the refund", at=answer)
    wait_for_order(ada, purchase.intent_id, "refunded")
    equal(refunded(shop, purchase.intent_id), 11998, what="the amount that Stripe refunded")
    equal(shop.stock(product), 3, what="the stock after a full refund")


@scenario("A refund of exactly the whole amount is a full refund", story="Full refund", severity="normal")
def test_a_refund_of_the_exact_amount(shop: Shop) -> None:
    ada, product, purchase = bought(shop, price=5999, stock=3)
    ada.refund(purchase.intent_id, amount=5999).expect(200)
    wait_for_order(ada, purchase.intent_id, "refunded")
    equal(shop.stock(product), 3, what="the stock after a full refund")


@scenario("A partial refund returns that part, and the order shows it", story="Partial refund")
@pytest.mark.parametrize("amount", [1, 2000, 5998])
@pytest.mark.needs("partial_refunds")
@pytest.mark.quick
def test_a_partial_refund(shop: Shop, amount: int) -> None:
    ada, product, purchase = bought(shop, price=5999, stock=3)
    answer = ada.refund(purchase.intent_id, amount=amount).expect(200)
    equal(answer.json()["amount"], amount, what="the amount of the refund", at=answer)
    wait_for_order(ada, purchase.intent_id, "partially_refunded")
    equal(refunded(shop, purchase.intent_id), amount, what="the amount that Stripe refunded")
    equal(shop.stock(product), 2, what="the stock after a partial refund")


@scenario("Partial refunds add up to a full one", story="Partial refund")
@pytest.mark.needs("partial_refunds")
def test_parts_add_up(shop: Shop) -> None:
    ada, product, purchase = bought(shop, price=5999, stock=3)
    for amount in (2000, 2000, 1999):
        ada.refund(purchase.intent_id, amount=amount).expect(200)
    wait_for_order(ada, purchase.intent_id, "refunded")
    equal(refunded(shop, purchase.intent_id), 5999, what="the amount that Stripe refunded")
    equal(shop.stock(product), 3, what="the stock after the last part")


@scenario("After a partial refund, a refund without an amount refunds the rest", story="Partial refund")
@pytest.mark.needs("partial_refunds")
def test_the_rest_is_refunded(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999)
    ada.refund(purchase.intent_id, amount=1500).expect(200)
    answer = ada.refund(purchase.intent_id).expect(200)
    equal(answer.json()["amount"], 4499, what="the amount of the second refund", at=answer)
    wait_for_order(ada, purchase.intent_id, "refunded")


@scenario("A second full refund is refused and refunds nothing", story="Refunded twice")
@pytest.mark.needs("refund_limits")
@pytest.mark.quick
def test_a_second_full_refund_is_refused(shop: Shop) -> None:
    ada, product, purchase = bought(shop, price=5999, stock=3)
    ada.refund(purchase.intent_id).expect(200)
    refused(ada.refund(purchase.intent_id), 409)
    refused(ada.refund(purchase.intent_id, amount=1), 409)
    equal(refunded(shop, purchase.intent_id), 5999, what="the amount that Stripe refunded")
    equal(shop.stock(product), 3, what="the stock after the refused refund")


@scenario("A refund of more than was paid is refused and refunds nothing", story="Refunded too much")
@pytest.mark.parametrize("amount", [6000, 99_999_999])
@pytest.mark.needs("refund_limits")
@pytest.mark.quick
def test_too_much_is_refused(shop: Shop, amount: int) -> None:
    ada, _, purchase = bought(shop, price=5999)
    expect(ada.refund(purchase.intent_id, amount=amount).status, one_of((409, 422)), "the status of the refusal")
    equal(refunded(shop, purchase.intent_id), 0, what="the amount that Stripe refunded")
    wait_for_order(ada, purchase.intent_id, "paid")


@scenario("A refund of more than is left is refused and the earlier one stays", story="Refunded too much")
@pytest.mark.needs("partial_refunds", "refund_limits")
def test_more_than_is_left_is_refused(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999)
    ada.refund(purchase.intent_id, amount=4000).expect(200)
    answer = ada.refund(purchase.intent_id, amount=2000)
    expect(answer.status, one_of((409, 422)), "the status of the refusal", at=answer)
    equal(refunded(shop, purchase.intent_id), 4000, what="the amount that Stripe refunded")
    wait_for_order(ada, purchase.intent_id, "partially_refunded")


@scenario("A refund of {amount!r} is refused before Stripe hears of it", story="Bad input", severity="normal")
@pytest.mark.parametrize("amount", [0, -1, 10.5, "ten", 100_000_000])
def test_a_nonsense_amount_is_refused(shop: Shop, amount: Any) -> None:
    ada, _, purchase = bought(shop, price=5999)
    body = {"payment_intent_id": purchase.intent_id, "amount": amount}
    refused(ada.request("POST", "/api/payments/refunds", json=body), 422)
    equal(refunded(shop, purchase.intent_id), 0, what="the amount that Stripe refunded")


@scenario("A refund may say why: {reason}", story="Reasons", severity="minor")
@pytest.mark.parametrize("reason", ["duplicate", "fraudulent", "requested_by_customer"])
@pytest.mark.needs("partial_refunds")
def test_a_refund_with_a_reason(shop: Shop, reason: str) -> None:
    ada, _, purchase = bought(shop)
    ada.refund(purchase.intent_id, amount=500, reason=reason).expect(200)
    equal([refund["reason"] for refund in shop.stripe.refunds(purchase.intent_id)], [reason], what="Stripe's reason")


@scenario("A reason that Stripe does not know is refused", story="Reasons", severity="minor")
def test_an_unknown_reason_is_refused(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    refused(ada.refund(purchase.intent_id, reason="because"), 422)
    equal(refunded(shop, purchase.intent_id), 0, what="the amount that Stripe refunded")


@scenario("An intent that was never paid cannot be refunded", story="Nothing to refund")
@pytest.mark.needs("refund_limits")
def test_an_unpaid_intent_cannot_be_refunded(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product())
    answer = ada.refund(intent["payment_intent_id"])
    expect(answer.status, one_of((409, 422)), "the status of the refusal", at=answer)
    equal(shop.stripe.refunds(intent["payment_intent_id"]), [], what="the refunds at Stripe")


@scenario("Nobody can refund another shopper's payment", story="Somebody else's")
def test_another_users_payment_cannot_be_refunded(shop: Shop) -> None:
    _, _, purchase = bought(shop)
    mallory = shop.shopper("Mallory")
    refused(mallory.refund(purchase.intent_id), 404)
    refused(mallory.refund(purchase.intent_id, amount=1), 404)
    equal(refunded(shop, purchase.intent_id), 0, what="the amount that Stripe refunded")


@scenario("A refund made in Stripe's dashboard reaches the order", story="Dashboard")
@pytest.mark.parametrize(("amount", "status"), [(None, "refunded"), (1000, "partially_refunded")])
@pytest.mark.needs("partial_refunds", "webhook_deliveries")
@pytest.mark.quick
def test_a_dashboard_refund_reaches_the_order(shop: Shop, amount: int | None, status: str) -> None:
    ada, _, purchase = bought(shop, price=5999)
    refund_in_dashboard(shop, purchase.intent_id, amount)
    wait_for_order(ada, purchase.intent_id, status)


@scenario("A dashboard refund and the rest at the checkout never exceed the payment", story="Dashboard")
@pytest.mark.needs("partial_refunds", "refund_limits", "webhook_deliveries")
def test_dashboard_and_checkout_together(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999)
    refund_in_dashboard(shop, purchase.intent_id, 5000)
    answer = ada.refund(purchase.intent_id, amount=1000)
    expect(answer.status, one_of((409, 422)), "the status of the refund that exceeds", at=answer)
    ada.refund(purchase.intent_id, amount=999).expect(200)
    wait_for_order(ada, purchase.intent_id, "refunded")
    equal(refunded(shop, purchase.intent_id), 5999, what="the amount that Stripe refunded")


@scenario("A refund that starts pending succeeds later and the order ends refunded", story="Asynchronous refunds")
@pytest.mark.card(PENDING_REFUND)
@pytest.mark.needs("later_refunds", "webhook_deliveries")
def test_a_pending_refund_succeeds_later(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999, number=PENDING_REFUND)
    answer = ada.refund(purchase.intent_id).expect(200)
    expect(answer.json()["status"], one_of(("pending", "succeeded")), "the status of the refund", at=answer)
    eventually(
        lambda: [r["status"] for r in shop.stripe.refunds(purchase.intent_id)] == ["succeeded"],
        reason="the pending refund having succeeded at Stripe",
    )
    wait_for_order(ada, purchase.intent_id, "refunded")


@scenario("A refund that fails later leaves the order paid", story="Asynchronous refunds")
@pytest.mark.card(FAILING_REFUND)
@pytest.mark.needs("later_refunds", "webhook_deliveries")
@pytest.mark.quick
def test_a_refund_that_fails_later(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999, number=FAILING_REFUND)
    ada.refund(purchase.intent_id).expect(200)
    eventually(
        lambda: [r["status"] for r in shop.stripe.refunds(purchase.intent_id)] == ["failed"],
        reason="the refund having failed at Stripe",
    )
    wait_for_order(ada, purchase.intent_id, "paid")
    equal(refunded(shop, purchase.intent_id), 0, what="the amount that Stripe refunded in the end")


@scenario("The refund webhook, delivered again, changes nothing", story="Full refund")
@pytest.mark.needs("events")
def test_the_refund_webhook_again(shop: Shop) -> None:
    ada, product, purchase = bought(shop, price=5999, stock=3)
    ada.refund(purchase.intent_id).expect(200)
    event = shop.webhooks.event_for(purchase.intent_id, "charge.refunded")
    for _ in range(2):
        shop.webhooks.post(event).expect(200, 202, 204)
    shop.reached("duplicate_webhook")
    equal([order["status"] for order in orders_of(ada)], ["refunded"], what="the statuses of the orders")
    equal(shop.stock(product), 3, what="the stock after the repeated webhook")
