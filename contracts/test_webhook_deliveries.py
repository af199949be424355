"""Deliveries that go wrong: lost, failed, slow, repeated and out of order. Every course ends in the same state, once.

Stripe repeats what was not answered with 2xx (fact 109; the retries here follow the account's clock, which the case
moves), promises no order and may send an event twice (fact 110).
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import is_ours
from contracts.webhooks.own_checkout import NEVER, Own, open_shop
from contracts.webhooks.stories import (
    DECLINED,
    FAILING_REFUND,
    NOT_SOLD,
    PAID,
    PARTLY_REFUNDED,
    STORIES,
    VISA,
    Payment,
    begin,
)
from harness import Failure, History, NotOffered, Shop, card, seconds_left
from scenarios.steps import equal, wait_for_order

FEATURE = "What Stripe sends to the checkout"
pytestmark = [pytest.mark.needs("introspection"), pytest.mark.card(VISA)]

FAILED = "payment_intent.payment_failed"
FIRST_RETRY, ALL_RETRIES, THREE_DAYS = 3600, 6 * 3600, 3 * 24 * 3600
ORDERS = ["-".join(order) for order in permutations(("failed", "succeeded", "refunded"))]


@pytest.fixture
def shop(request: pytest.FixtureRequest, own: Own, history: History, seed: int) -> Shop:
    """A shop at that checkout."""
    return open_shop(request, own, history, seed)


@labelled(FEATURE, "Retries")
def test_a_lost_delivery_is_made_up_for_by_the_retry(shop: Shop, own: Own) -> None:
    """Nothing is sold while the news is lost; the retry settles the payment once, and then there is peace."""
    titled("A delivery that is lost on its way: the retry settles once")
    payment = begin(shop, own)
    paid = shop.paid_type(payment.begun)
    own.listen_to(paid)
    own.lose(paid)
    payment.pays()
    own.delivered(paid, payment.about(paid))
    payment.becomes(NOT_SOLD)
    own.clock(advance=FIRST_RETRY)
    payment.becomes(PAID)
    own.clock(advance=ALL_RETRIES)
    attempts(payment, paid, [None, 2])


@labelled(FEATURE, "Retries")
def test_a_failing_handler_is_asked_again(shop: Shop, own: Own) -> None:
    """While the checkout cannot settle it does not acknowledge, so that Stripe repeats; then it settles once."""
    titled("A delivery that the checkout cannot handle: not acknowledged, and the retry settles once")
    payment = begin(shop, own)
    paid = shop.paid_type(payment.begun)
    own.listen_to(paid)
    with shop.faults.on_stripe(kind="status", status=500, method="GET", path=payment.read_from(), times=99):
        payment.pays()
        first = own.delivered(paid, payment.about(paid))[0]
        settled = payment.is_at(PAID)
    acknowledged = first["status"] is not None and first["status"] // 100 == 2
    if acknowledged != settled and (is_ours(shop) or not settles_by_itself(payment, acknowledged)):
        however = f"it was answered {first['status']} with{'' if settled else 'out'} an order"
        raise Failure(
            "webhook_acknowledged_unsettled",
            "The checkout acknowledged an event that it did not settle",
            let="Stripe answer 500 while the checkout handles the event",
            however=however,
        )
    own.clock(advance=ALL_RETRIES)
    payment.becomes(PAID)
    attempts(payment, paid, [2] if acknowledged else [first["status"] and first["status"] // 100, 2])


@labelled(FEATURE, "Retries")
def test_a_slow_handler_meets_the_next_delivery(shop: Shop, own: Own) -> None:
    """Stripe did not wait for the answer and delivers again while the first delivery is being handled."""
    titled("A delivery that comes while a slow one of the same event is under way: settled once")
    payment = begin(shop, own)
    payment.pays()
    event = shop.paid_event(payment.begun)
    with (
        shop.faults.on_stripe(kind="latency", delay_ms=300, method="GET", path=payment.read_from(), times=2),
        ThreadPoolExecutor(2) as threads,
    ):
        answers = [threads.submit(shop.webhooks.deliver, event) for _ in range(2)]
        for answer in answers:
            answer.result(timeout=seconds_left())
    shop.reached("duplicate_webhook")
    payment.becomes(PAID)


@labelled(FEATURE, "Retries")
def test_news_of_three_days_ago_settles(shop: Shop, own: Own) -> None:
    """Stripe repeats for up to three days, each time newly signed; the event is as old as what it tells (fact 109)."""
    titled("An event that Stripe could not deliver for three days settles the payment")
    payment = begin(shop, own)
    own.listen_to(NEVER)
    payment.pays()
    event = shop.paid_event(payment.begun)
    shop.webhooks.deliver({**event, "created": event["created"] - THREE_DAYS})
    shop.reached("late_webhook")
    payment.becomes(PAID)


@labelled(FEATURE, "Order and duplicates")
@pytest.mark.card(DECLINED)
@pytest.mark.parametrize("order", ORDERS)
def test_every_order_of_events_ends_in_the_same_state(shop: Shop, own: Own, order: str) -> None:
    """Declined, paid, partly refunded: told in any order, and all of it twice, the order says what Stripe says."""
    titled(f"The events of one payment in the order {order}, all twice: the same end")
    payment = begin(shop, own)
    types = {"succeeded": shop.paid_type(payment.begun), "refunded": shop.hears_of("charge.refunded", "refund.created")}
    if shop.stack.hears(FAILED):
        types["failed"] = FAILED
    payment.pays(DECLINED)
    payment.pays()
    payment.gives_back(amount=str(payment.part))
    events = [payment.event(types[word]) for word in order.split("-") if word in types]
    for event in (*events, *events):
        shop.webhooks.deliver(event)
    for goal in ("decline", "duplicate_webhook", "late_webhook"):
        shop.reached(goal)
    payment.becomes(PARTLY_REFUNDED)


@labelled(FEATURE, "Order and duplicates")
@pytest.mark.parametrize("order", ["refunded-succeeded", "succeeded-refunded"])
def test_each_order_of_events_told_once_ends_in_the_same_state(shop: Shop, own: Own, order: str) -> None:
    """Paid and partly refunded before the checkout is told of either: what it acknowledged is not sent again."""
    titled(f"The events of one payment in the order {order}, each once: the same end")
    payment = begin(shop, own)
    types = {"succeeded": shop.paid_type(payment.begun), "refunded": shop.hears_of("charge.refunded", "refund.created")}
    payment.pays()
    payment.gives_back(amount=str(payment.part))
    events = [payment.event(types[word]) for word in order.split("-")]
    refused = [event for event in events if shop.webhooks.post(event).status // 100 != 2]
    for event in refused:
        shop.webhooks.deliver(event)
    payment.becomes(PARTLY_REFUNDED)


@labelled(FEATURE, "Late news")
@pytest.mark.card(FAILING_REFUND)
@pytest.mark.needs("later_refunds")
def test_a_refund_fails_when_its_goods_are_sold_again(shop: Shop, own: Own) -> None:
    """The bank gives the refund back, and somebody else has bought the unit: the order tells its money as it is."""
    titled("A refund that fails after its goods were sold again: the order says that nothing went back")
    failed = shop.hears_of("refund.failed", "refund.updated", "charge.refund.updated")
    if not shop.facts.refunds_return_goods:
        raise NotOffered("units of a refunded order that are for sale again")
    payment = begin(shop, own, stock=1)
    STORIES["refund.failed"].before(payment)
    bob = shop.shopper("Bob")
    sold_again = bob.buy(payment.product, card(VISA))
    if sold_again.refusal is not None:
        raise sold_again.refusal
    wait_for_order(bob, sold_again.payment)
    shop.allow("oversold", "the unit of the order whose refund failed was sold again, as Stripe's news had allowed")
    own.clock(advance=1)
    shop.webhooks.deliver(payment.event(failed))
    told = wait_for_order(payment.buyer, payment.begun)
    equal(told.refunded or 0, 0, what="the refund that the order tells after it failed")


def settles_by_itself(payment: Payment, acknowledged: bool) -> bool:
    """Whether a checkout that stored what it acknowledged settles once it can; what it did not, comes again."""
    if not acknowledged:
        return True
    try:
        payment.becomes(PAID)
    except Failure:
        return False
    return True


def attempts(payment: Payment, type: str, wanted: list[int | None]) -> None:
    """Stripe's attempts to tell of the payment ended so: the class of each answer's status, None for no answer."""
    rows = payment.own.deliveries(type, payment.about(type))
    got = [row["status"] and row["status"] // 100 for row in rows]
    if got != wanted:
        raise Failure(
            "webhook_attempts",
            "Stripe's delivery attempts are not as expected",
            let=f"Stripe deliver {type} about {payment.begun.id}",
            then=f"the first digits of the answers' statuses are {wanted}",
            however=f"they are {got}",
        )
