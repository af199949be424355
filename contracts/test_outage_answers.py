"""How the payment API tells that Stripe is down: 502 or 503 as a problem, with the seconds to wait."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, only_ours, problem
from harness import Exchange, Shop, expect, one_of
from scenarios.outages import ALWAYS, LASTING, Requests, beginning, broken, confirming, reading, refunding
from scenarios.steps import GENERIC_DECLINE, VISA, bought, equal, ordered, paid_at_stripe, ready_to_pay

FEATURE = "Stripe being down"
pytestmark = pytest.mark.needs("faults", "payments", "idempotency")

DOWN: dict[str, dict[str, Any]] = {
    "500": {"kind": "status", "status": 500},
    "503": {"kind": "status", "status": 503},
    "connection_refused": {"kind": "reset_before"},
    "lost_answer": {"kind": "reset_after"},
    "lock_timeout": {"kind": "lock_timeout"},
    "rate_limit": {"kind": "status", "status": 429},
}
TELLS = "told as 502 or 503, with the seconds to wait"


@labelled(FEATURE, "Beginning a payment")
@pytest.mark.parametrize("kind", ["500", "503", "connection_refused"])
def test_beginning_a_payment(shop: Shop, kind: str) -> None:
    """Each way to be down."""
    titled(f"Stripe is down ({kind}) while a payment begins: {TELLS}", "POST /api/payments/create-payment-intent")
    only_ours(shop.adapter.people)
    ada = shop.shopper()
    ada.add(shop.product())
    assert_told(shop, beginning(shop, ada), PaymentApi(ada).create_intent, kind)


@labelled(FEATURE, "Confirming at the server")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("kind", DOWN)
@pytest.mark.needs("server_payments")
def test_confirming(shop: Shop, kind: str) -> None:
    """Each way to be down, to lose the answer, or to be busy."""
    titled(f"Stripe is down ({kind}) while a payment is confirmed: {TELLS}", "POST /api/payments/confirm-payment")
    only_ours(shop.adapter.people)
    assert_told(shop, *_confirming(shop, "pm_card_visa"), kind)


@labelled(FEATURE, "Confirming at the server")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.needs("server_payments")
def test_a_decline_that_is_lost(shop: Shop) -> None:
    """The checkout cannot know that the card was declined."""
    titled(f"The news of a decline is lost for good: {TELLS}", "POST /api/payments/confirm-payment")
    only_ours(shop.adapter.people)
    assert_told(shop, *_confirming(shop, "pm_card_visa_chargeDeclined"), "lost_answer")


@labelled(FEATURE, "Settling")
@pytest.mark.card(VISA)
def test_settling(shop: Shop) -> None:
    """The shopper has paid in the browser."""
    titled(f"Stripe cannot be asked when the browser comes back: {TELLS}", "POST /api/payments/confirm-payment")
    only_ours(shop.adapter.people)
    ada, payment = ready_to_pay(shop, shop.product())
    api = PaymentApi(ada)

    def come_back() -> Exchange:
        paid_at_stripe(ada, payment)
        return api.confirm(payment.id)

    assert_told(shop, reading(shop, payment), come_back, "connection_refused", times=ALWAYS)
    api.confirm(payment.id).expect(200)


@labelled(FEATURE, "Refunding")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunding")
def test_refunding(shop: Shop) -> None:
    """A refund of all."""
    titled(f"Stripe is down while a payment is refunded: {TELLS}", "POST /api/payments/refunds")
    only_ours(shop.adapter.people)
    ada, _, purchase = bought(shop)
    order, api = ordered(ada, purchase), PaymentApi(ada)
    assert_told(shop, refunding(shop, order), lambda: api.refund(order.payment), "500")


def _confirming(shop: Shop, token: str) -> tuple[list[Requests], Callable[[], Exchange]]:
    ada, payment = ready_to_pay(shop, shop.product())
    api = PaymentApi(ada)
    return confirming(shop, ada, payment), lambda: api.confirm(payment.id, payment_method=token)


def assert_told(
    shop: Shop, requests: list[Requests], ask: Callable[[], Exchange], kind: str, times: int = LASTING
) -> None:
    """While these requests to Stripe break the answer is a 502 or 503 problem, and its Retry-After is in seconds."""
    with broken(shop, requests, times=times, **DOWN[kind]):
        answer = ask()
    expect(answer.status, one_of((502, 503)), "the status during an outage of Stripe", at=answer)
    problem(answer, answer.status)
    equal(answer.headers.get("retry-after", "").isdigit(), True, what="Retry-After being in seconds", at=answer)
