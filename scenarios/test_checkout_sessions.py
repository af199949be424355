"""Checkout Sessions, on Stripe's own page or inside the shop's: left, come back from, paid twice, expired.

https://docs.stripe.com/payments/checkout/fulfill-orders: the landing page and the webhook may come in any order, both
at once, or one of them not at all.
"""

from __future__ import annotations

from functools import partial

import pytest

from harness import NotOffered, Order, Payment, Shop, card, eventually, expect, present
from scenarios.sessions import (
    COMPLETED,
    EXPIRED,
    came_back,
    expire,
    kept,
    made_up,
    not_delivered,
    one_sale,
    session_of,
    told_unpaid,
    with_session,
)
from scenarios.steps import (
    VISA,
    assert_nothing_sold,
    at_once,
    comes_back,
    equal,
    feature,
    not_paid,
    outcome,
    paid_at_stripe,
    scenario,
)

pytestmark = [*feature("Checkout Sessions"), pytest.mark.card(VISA)]

NEVER_MADE = "a payment that was never made"


@scenario("Opening the landing page without having paid tells no order", story="The landing page", severity="blocker")
def test_the_landing_page_without_a_payment(shop: Shop) -> None:
    product = shop.product(stock=3)
    ada, payment, _ = with_session(shop, product)
    not_delivered(shop, ada, payment, product)
    assert_nothing_sold(shop, ada, payment)


@scenario("A session that nobody made is no payment", story="The landing page", severity="blocker")
def test_a_made_up_session(shop: Shop) -> None:
    product = shop.product(stock=3)
    ada, payment, session_id = with_session(shop, product)
    told = outcome(lambda: ada.settle(made_up(payment, session_id)))
    not_paid(shop, told, NEVER_MADE)
    assert_nothing_sold(shop, ada, payment)


@scenario("The shopper lands before Stripe's news: one order, and the news changes nothing", story="The landing page")
@pytest.mark.needs("introspection", "events")
def test_landing_before_the_webhook(shop: Shop) -> None:
    shop.hears_of(COMPLETED)
    product = shop.product(stock=3)
    ada, payment, session_id = with_session(shop, product)
    with shop.webhooks.held(session_id):
        paid_at_stripe(ada, payment)
        ended = outcome(lambda: ada.settle(payment))
        first = came_back(ended)
    shop.webhooks.deliver(shop.event_of(payment, COMPLETED))
    shop.reached("late_webhook")
    # A shop may wait for the news before it tells an order; it may not do without one.
    again = eventually(lambda: ada.settle(payment), reason="the order that the shopper is told of")
    if first is not None:
        equal(again and again.id, first.id, what="the order that is told after the news")
    one_sale(shop, ada, payment, product)


@scenario("The shopper lands after Stripe's news: one order, the same in both", story="The landing page")
@pytest.mark.needs("events")
def test_landing_after_the_webhook(shop: Shop) -> None:
    shop.hears_of(COMPLETED)
    product = shop.product(stock=3)
    ada, payment, _ = with_session(shop, product)
    paid_at_stripe(ada, payment)
    shop.webhooks.deliver(shop.event_of(payment, COMPLETED))
    before = {order.id for order in ada.orders()} if ada.offers("orders") else set()
    told = ada.settle(payment)
    expect(told, present, "the order that the shopper is told of on landing")
    if before:
        equal({told.id} if told else set(), before, what="the order that the news made, and the one that is told")
    one_sale(shop, ada, payment, product)


@scenario("Landing page and news at once: one order", story="The landing page", severity="blocker")
@pytest.mark.needs("introspection", "events")
@pytest.mark.quick
def test_landing_and_webhook_at_once(shop: Shop) -> None:
    shop.hears_of(COMPLETED)
    product = shop.product(stock=3)
    ada, payment, session_id = with_session(shop, product)
    with shop.webhooks.held(session_id):
        paid_at_stripe(ada, payment)
        event = shop.event_of(payment, COMPLETED)
        news = [lambda: shop.webhooks.deliver(event)] * 2
        landings = [lambda: ada.settle(payment)] * 2
        ended = at_once(*news, *landings)
        shop.reached("duplicate_webhook")
    told = {order.id for order in ended if isinstance(order, Order)}
    again = eventually(lambda: ada.settle(payment), reason="the order that the shopper is told of")
    equal(told | {again.id if again else ""}, {again.id if again else ""}, what="the orders that were told")
    one_sale(shop, ada, payment, product)


@scenario("A shopper who never lands has the order all the same", story="The landing page", severity="blocker")
@pytest.mark.needs("events")
def test_the_webhook_alone_completes_a_session(shop: Shop) -> None:
    shop.hears_of(COMPLETED)
    product = shop.product(stock=3)
    ada, payment, _ = with_session(shop, product)
    paid_at_stripe(ada, payment)
    shop.webhooks.deliver(shop.event_of(payment, COMPLETED))
    one_sale(shop, ada, payment, product)


@scenario("Left Stripe's page, begun again, paid: one order", story="Cancel and come back")
def test_cancel_and_come_back(shop: Shop) -> None:
    product = shop.product(stock=5)
    ada, left, _ = with_session(shop, product)
    if ada.offers("cart"):
        equal(ada.cart().quantities(), {product.id: 1}, what="the cart after leaving Stripe's page")
    again = ada.begin()
    paid_at_stripe(ada, again)
    comes_back(ada, again)
    if left.id != again.id:
        equal(shop.money.received(left), {}, what="what Stripe took for the session that was left")
        _expired(shop, left)
    # What the session that was left holds comes back when it ends, where the shop hears of that.
    one_sale(shop, ada, again, product, counted=shop.facts.stock != "held" or shop.hears(EXPIRED))


def _expired(shop: Shop, payment: Payment) -> None:
    session_id = session_of(shop, payment)
    if shop.money.resolver.session(session_id)["status"] == "open":
        expire(shop, session_id)


@scenario("Two sessions for one cart, both paid: the cart is charged once", story="Two sessions", severity="blocker")
def test_two_sessions_for_one_cart(shop: Shop) -> None:
    product = shop.product(stock=5)
    ada, first, _ = with_session(shop, product)
    if not ada.offers("add"):
        raise NotOffered("add")  # Without a cart at the shop each session has its own.
    second = ada.begin()
    for payment in (first, second):
        ada.attempt(payment, card(VISA))
    for payment in (first, second):
        outcome(partial(ada.settle, payment))
    payments = {payment.id: payment for payment in (first, second)}.values()
    eventually(lambda: kept(shop, *payments) == shop.cost(product), reason="the price of the cart being kept once")
    if ada.offers("orders"):
        equal(len([order for order in ada.orders() if order.status == "paid"]), 1, what="the number of paid orders")


@scenario("Two tabs pay one session at once: Stripe takes one payment", story="Two sessions")
@pytest.mark.needs("single_payments")
def test_two_tabs_pay_one_session(shop: Shop) -> None:
    product = shop.product(stock=5)
    ada, payment, _ = with_session(shop, product)
    at_once(*[lambda: ada.attempt(payment, card(VISA))] * 2)
    comes_back(ada, payment)
    one_sale(shop, ada, payment, product)


@scenario("A session expires: its goods come back, and nothing is sold", story="Expired", severity="blocker")
def test_an_expired_session_gives_the_goods_back(shop: Shop) -> None:
    product = shop.scarce(2)
    if shop.facts.stock == "held":
        shop.hears_of(EXPIRED)
    ada, payment, session_id = with_session(shop, product, 2)
    expire(shop, session_id)
    if shop.counts(product):
        eventually(lambda: shop.stock(product) == 2, reason="the goods of an expired session being for sale again")
    not_delivered(shop, ada, payment, product)
    assert_nothing_sold(shop, ada, payment)


@scenario("An expired session cannot be paid; begun again, the goods can", story="Expired")
def test_an_expired_session_cannot_be_paid(shop: Shop) -> None:
    product = shop.scarce(1)
    if shop.facts.stock == "held":
        shop.hears_of(EXPIRED)
    ada, payment, session_id = with_session(shop, product)
    expire(shop, session_id)
    late = ada.attempt(payment, card(VISA))
    equal((late.status, shop.money.received(payment)), ("expired", {}), what="the late payment", at=late.exchange)
    not_delivered(shop, ada, payment, product)
    if shop.counts(product):
        eventually(lambda: shop.stock(product) == 1, reason="the goods of an expired session being for sale again")
    again = ada.begin()
    paid_at_stripe(ada, again)
    comes_back(ada, again)
    one_sale(shop, ada, again, product)


@scenario("News of an expiry, told twice, gives the goods back once", story="Expired")
@pytest.mark.needs("events")
def test_an_expiry_told_twice(shop: Shop) -> None:
    product = shop.scarce(3)
    shop.hears_of(EXPIRED)
    ada, payment, session_id = with_session(shop, product)
    expire(shop, session_id)
    event = shop.event_of(payment, EXPIRED)
    for _ in range(2):
        shop.webhooks.deliver(event)
    shop.reached("duplicate_webhook")
    equal(shop.stock(product), 3, what="the stock after the expiry")
    assert_nothing_sold(shop, ada, payment)


@scenario("A session is paid while it expires: paid and ordered, or neither", story="Expired")
@pytest.mark.needs("single_payments")
def test_paid_at_the_last_moment(shop: Shop) -> None:
    product = shop.product(stock=3)
    ada, payment, session_id = with_session(shop, product)
    at_once(lambda: ada.attempt(payment, card(VISA)), lambda: _tried_to_expire(shop, session_id))
    if shop.money.received(payment):
        comes_back(ada, payment)
        one_sale(shop, ada, payment, product)
    else:
        equal(shop.money.resolver.session(session_id)["status"], "expired", what="the session that nobody paid")
        not_delivered(shop, ada, payment, product)


def _tried_to_expire(shop: Shop, session_id: str) -> None:
    """Stripe refuses to expire a session that is complete."""
    import stripe

    try:
        expire(shop, session_id)
    except stripe.InvalidRequestError:
        shop.stripe.read(f"checkout/sessions/{session_id}")


@scenario("Stripe tells of a session that is complete and not paid: no goods", story="Not paid yet", severity="blocker")
@pytest.mark.quick
def test_a_completed_session_that_is_not_paid(shop: Shop) -> None:
    shop.hears_of(COMPLETED)
    product = shop.product(stock=3)
    ada, payment, session_id = with_session(shop, product)
    shop.webhooks.deliver(told_unpaid(shop, session_id))
    not_delivered(shop, ada, payment, product)
    assert_nothing_sold(shop, ada, payment)
