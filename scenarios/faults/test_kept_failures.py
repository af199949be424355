"""Stripe keeps a failure of its own for the idempotency key: the way on is another key, and nothing happens twice.

The answer of a request that began to run is kept for a day, errors 500 included
(https://docs.stripe.com/api/idempotent_requests).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness import Shop
from scenarios.outages import broken, confirming, done_or_told_to_wait, filling, refunding
from scenarios.steps import (
    VISA,
    assert_charged,
    assert_only_this_is_payable,
    bought,
    equal,
    feature,
    ordered,
    outcome,
    ready_to_pay,
    scenario,
)

pytestmark = [*feature("Stripe outages"), pytest.mark.needs("faults", "payments", "idempotency")]

GOOD = "pm_card_visa"


@scenario("Stripe keeps its failure for the idempotency key: who tries again can pay", story="Creating")
@pytest.mark.quick
def test_a_failure_that_stripe_keeps(shop: Shop) -> None:
    ada = shop.shopper()
    wanted = filling(shop, ada, 19)
    with broken(shop, wanted.requests, kind="status_kept", status=500):
        first = outcome(ada.begin)
        done_or_told_to_wait(shop, first)
        second = outcome(ada.begin)
        done_or_told_to_wait(shop, second)
        assert_only_this_is_payable(shop, ada, ada.begin())


@scenario("Stripe keeps its failure to confirm for the key: who tries again pays once", story="Confirming")
@pytest.mark.card(VISA)
@pytest.mark.needs("server_payments")
def test_a_failed_confirmation_that_stripe_keeps(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    with broken(shop, confirming(shop, ada, payment), kind="status_kept", status=500):
        done_at_last(shop, lambda: ada.confirm(payment, GOOD))
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("Stripe keeps its failure of a refund for the key: who asks again gets the money", story="Refunding")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunding")
@pytest.mark.quick
def test_a_failed_refund_that_stripe_keeps(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    order = ordered(ada, purchase)
    with broken(shop, refunding(shop, order), kind="status_kept", status=500):
        done_at_last(shop, lambda: ada.refund(order))
    equal(shop.money.refunded(order), order.amount, what="the amount that Stripe refunded")


def done_at_last(shop: Shop, call: Callable[[], object]) -> None:
    """Whoever is told to wait asks again, and the third time it is done."""
    for _ in range(2):
        if done_or_told_to_wait(shop, outcome(call)):
            return
    call()
