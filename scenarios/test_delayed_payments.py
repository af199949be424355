"""Bank debits, whose money comes days after the shopper left: under way is not paid, for any shop that takes them.

https://docs.stripe.com/payments/payment-methods#payment-notification and
https://docs.stripe.com/payments/checkout/fulfill-orders#delayed-notification.
"""

from __future__ import annotations

import pytest

from harness import NotOffered, Refused, Shop, debits, eventually
from scenarios.sessions import COMPLETED, LATER_FAILED, LATER_PAID, debited, delivered_news, not_delivered, one_sale
from scenarios.steps import as_refused, comes_back, equal, feature, outcome, scenario

pytestmark = feature("Bank debits")


@scenario("While the bank has not answered a debit, nothing is delivered", story="Under way", severity="blocker")
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_debit_under_way_is_not_paid(shop: Shop) -> None:
    ada, product, payment = debited(shop, debits.UNANSWERED)
    equal([one["status"] for one in shop.money.intents(payment)], ["processing"], what="the debit at Stripe")
    delivered_news(shop, payment, COMPLETED, "payment_intent.processing", "charge.pending")
    not_delivered(shop, ada, payment, product)
    equal(shop.money.received(payment), {}, what="what Stripe took for the payment")


@scenario("While the bank has not answered a debit, the cart cannot be paid again", story="Under way")
@pytest.mark.needs("single_payments")
@pytest.mark.quick
def test_beginning_again_while_a_debit_is_under_way(shop: Shop) -> None:
    if shop.facts.several_open_payments:
        raise NotOffered("one open payment for a cart")
    ada, _, payment = debited(shop, debits.UNANSWERED)
    again = outcome(ada.begin)
    if isinstance(again, Refused):
        as_refused(again, "a second payment of a cart that a debit is paying")
    else:
        equal(getattr(again, "id", again), payment.id, what="the payment that was begun again")


@scenario("The bank pays when the shopper is long gone: one order by the news alone", story="Paid", severity="blocker")
@pytest.mark.needs("events")
def test_a_debit_that_is_paid_later(shop: Shop) -> None:
    if not shop.stack.webhook_path:
        raise NotOffered("webhook")
    ada, product, payment = debited(shop, debits.GOOD)
    eventually(lambda: shop.money.received(payment), reason="the bank's answer")
    one_sale(shop, ada, payment, product)


@scenario("The shopper comes back after the bank has paid, and is told the order", story="Paid")
def test_coming_back_after_the_bank_paid(shop: Shop) -> None:
    ada, product, payment = debited(shop, debits.GOOD)
    eventually(lambda: shop.money.received(payment), reason="the bank's answer")
    delivered_news(shop, payment, LATER_PAID, "payment_intent.succeeded")
    comes_back(ada, payment)
    one_sale(shop, ada, payment, product)


@scenario("The bank refuses the debit: no order, and no goods", story="Refused later", severity="blocker")
@pytest.mark.needs("events")
def test_a_debit_that_fails_later(shop: Shop) -> None:
    ada, product, payment = debited(shop, debits.BAD)
    eventually(lambda: _failed(shop.money.intents(payment)), reason="the bank's answer")
    delivered_news(shop, payment, COMPLETED, LATER_FAILED, "payment_intent.payment_failed", "charge.failed")
    not_delivered(shop, ada, payment, product)
    equal(shop.money.received(payment), {}, what="what Stripe took for the payment")


def _failed(intents: list[dict[str, object]]) -> bool:
    return [intent["status"] for intent in intents] == ["requires_payment_method"]
