"""What the payment API answers about refunds, beyond what holds for any shop (scenarios/test_refunds.py)."""

from typing import Any

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, only_ours, problem
from harness import Shop, expect, one_of
from scenarios.steps import VISA, bought, equal

FEATURE = "Refunds as the contract tells them"
PENDING_REFUND = "4000000000007726"
pytestmark = [pytest.mark.card(VISA), pytest.mark.needs("refunding")]


@labelled(FEATURE, "Answers")
@pytest.mark.quick
def test_a_refund_is_answered_with_its_amount_and_status(shop: Shop) -> None:
    """All of two units."""
    titled("A refund is answered with its amount and its status", "POST /api/payments/refunds")
    only_ours(shop.adapter.people)
    ada, product, purchase = bought(shop, quantity=2)
    answer = PaymentApi(ada).refund(purchase.payment.id).expect(200)
    told = (answer.json()["amount"], answer.json()["status"])
    equal(told, (2 * product.price, "succeeded"), what="the amount and the status of the refund", at=answer)


@labelled(FEATURE, "Answers")
@pytest.mark.card(PENDING_REFUND)
@pytest.mark.needs("later_refunds")
def test_a_refund_that_starts_pending_is_answered_so(shop: Shop) -> None:
    """Or as succeeded, where that was quicker than the answer."""
    titled("A refund that starts pending is answered pending or succeeded", "POST /api/payments/refunds")
    only_ours(shop.adapter.people)
    ada, _, purchase = bought(shop, number=PENDING_REFUND)
    answer = PaymentApi(ada).refund(purchase.payment.id).expect(200)
    expect(answer.json()["status"], one_of(("pending", "succeeded")), "the status of the refund", at=answer)


@labelled(FEATURE, "Reasons")
@pytest.mark.parametrize("reason", ["duplicate", "fraudulent", "requested_by_customer"])
@pytest.mark.needs("partial_refunds")
def test_a_refund_with_a_reason(shop: Shop, reason: str) -> None:
    """Stripe has the reason that was given."""
    titled(f"A refund may say why: {reason}", "POST /api/payments/refunds")
    only_ours(shop.adapter.people)
    ada, _, purchase = bought(shop)
    PaymentApi(ada).refund(purchase.payment.id, amount=500, reason=reason).expect(200)
    equal([refund["reason"] for refund in shop.money.refunds(purchase.payment)], [reason], what="Stripe's reason")


@labelled(FEATURE, "Reasons")
def test_an_unknown_reason_is_refused(shop: Shop) -> None:
    """And nothing is refunded."""
    titled("A reason that Stripe does not know is refused", "POST /api/payments/refunds")
    only_ours(shop.adapter.people)
    ada, _, purchase = bought(shop)
    problem(PaymentApi(ada).refund(purchase.payment.id, reason="because"), 422)
    equal(shop.money.refunded(purchase.payment), 0, what="the amount that Stripe refunded")


@labelled(FEATURE, "Bad input")
@pytest.mark.parametrize("amount", [10.5, "ten"])
def test_an_amount_that_is_no_integer_is_refused(shop: Shop, amount: Any) -> None:
    """Before Stripe hears of it."""
    titled(f"A refund of {amount!r} is refused before Stripe hears of it", "POST /api/payments/refunds")
    only_ours(shop.adapter.people)
    ada, _, purchase = bought(shop)
    problem(PaymentApi(ada).refund(purchase.payment.id, amount=amount), 422)
    equal(shop.money.refunded(purchase.payment), 0, what="the amount that Stripe refunded")
