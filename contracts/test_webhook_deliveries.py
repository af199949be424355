"""Deliveries that go wrong: lost, failed, slow, repeated and out of order. Every course ends in the same state, once.

Stripe repeats what was not answered with 2xx (fact 109; the retries here follow the account's clock, which the case
moves), promises no order and may send an event twice (fact 110).
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from contracts.shared.labels import labelled, titled
from contracts.webhooks.own_checkout import Own, open_shop
from contracts.webhooks.stories import DECLINED, PAID, PRICE, STOCK, TAKEN, VISA, begin
from harness import Failure, History, Shop, seconds_left

FEATURE = "What Stripe sends to the checkout"
pytestmark = [pytest.mark.needs("webhooks", "orders", "introspection"), pytest.mark.card(VISA)]

SUCCEEDED, FAILED, REFUNDED = "payment_intent.succeeded", "payment_intent.payment_failed", "charge.refunded"
FIRST_RETRY, ALL_RETRIES = 3600, 6 * 3600
PART = 1000
ORDERS = ["-".join(order) for order in permutations(("failed", "succeeded", "refunded"))]
TYPES = {"failed": FAILED, "succeeded": SUCCEEDED, "refunded": REFUNDED}


@pytest.fixture
def shop(request: pytest.FixtureRequest, own: Own, history: History, seed: int) -> Shop:
    """A shop at that checkout."""
    return open_shop(request, own, history, seed)


@labelled(FEATURE, "Retries")
def test_a_lost_delivery_is_made_up_for_by_the_retry(shop: Shop, own: Own) -> None:
    """Nothing is sold while the news is lost; the retry settles the payment once, and then there is peace."""
    titled("A delivery that is lost on its way: the retry settles once")
    payment = begin(shop, own)
    own.listen_to(SUCCEEDED)
    own.lose(SUCCEEDED)
    payment.pays()
    own.delivered(SUCCEEDED, payment.intent_id)
    payment.becomes((None, 0, STOCK - 1))
    own.clock(advance=FIRST_RETRY)
    payment.becomes(PAID)
    own.clock(advance=ALL_RETRIES)
    attempts(own, payment.intent_id, [None, 2])


@labelled(FEATURE, "Retries")
def test_a_failing_handler_is_asked_again(shop: Shop, own: Own) -> None:
    """While the checkout cannot settle it does not acknowledge, so that Stripe repeats; then it settles once."""
    titled("A delivery that the checkout cannot handle: not acknowledged, and the retry settles once")
    payment = begin(shop, own)
    own.listen_to(SUCCEEDED)
    path = f"/v1/payment_intents/{payment.intent_id}"
    with shop.faults.on_stripe(kind="status", status=500, method="GET", path=path, times=99):
        payment.pays()
        first = own.delivered(SUCCEEDED, payment.intent_id)[0]
        settled = payment.state() == PAID
    if (first["status"] in TAKEN) != settled:
        however = f"it was answered {first['status']} with{'' if settled else 'out'} an order"
        raise Failure(
            "webhook_acknowledged_unsettled",
            "The checkout acknowledged an event that it did not settle",
            let="Stripe answer 500 while the checkout handles the event",
            however=however,
        )
    own.clock(advance=ALL_RETRIES)
    payment.becomes(PAID)
    attempts(own, payment.intent_id, [2] if settled else [first["status"] // 100, 2])


@labelled(FEATURE, "Retries")
def test_a_slow_handler_meets_the_next_delivery(shop: Shop, own: Own) -> None:
    """Stripe did not wait for the answer and delivers again while the first delivery is being handled."""
    titled("A delivery that comes while a slow one of the same event is under way: settled once")
    payment = begin(shop, own)
    payment.pays()
    event = shop.webhooks.event_for(payment.intent_id, SUCCEEDED)
    path = f"/v1/payment_intents/{payment.intent_id}"
    with (
        shop.faults.on_stripe(kind="latency", delay_ms=300, method="GET", path=path, times=2),
        ThreadPoolExecutor(2) as threads,
    ):
        answers = [threads.submit(shop.webhooks.post, event) for _ in range(2)]
        for answer in answers:
            answer.result(timeout=seconds_left()).expect(*TAKEN)
    shop.reached("duplicate_webhook")
    payment.becomes(PAID)


@labelled(FEATURE, "Order and duplicates")
@pytest.mark.card(DECLINED)
@pytest.mark.parametrize("order", ORDERS)
def test_every_order_of_events_ends_in_the_same_state(shop: Shop, own: Own, order: str) -> None:
    """Declined, paid, partly refunded: told in any order, and all of it twice, the order says what Stripe says."""
    titled(f"The events of one payment in the order {order}, all twice: the same end")
    payment = begin(shop, own)
    payment.pays(DECLINED)
    payment.pays()
    payment.gives_back(amount=str(PART))
    events = [shop.webhooks.event_for(payment.intent_id, TYPES[word]) for word in order.split("-")]
    for event in (*events, *events):
        shop.webhooks.post(event).expect(*TAKEN)
    for goal in ("decline", "duplicate_webhook", "late_webhook"):
        shop.reached(goal)
    assert PART < PRICE
    payment.becomes(("partially_refunded", PART, STOCK - 1))


def attempts(own: Own, intent_id: str, wanted: list[int | None]) -> None:
    """Stripe's attempts to tell of the payment ended so: the class of each answer's status, None for no answer."""
    got = [row["status"] and row["status"] // 100 for row in own.deliveries(SUCCEEDED, intent_id)]
    if got != wanted:
        raise Failure(
            "webhook_attempts",
            "Stripe's delivery attempts are not as expected",
            let=f"Stripe deliver {SUCCEEDED} about {intent_id}",
            then=f"the first digits of the answers' statuses are {wanted}",
            however=f"they are {got}",
        )
