"""Clocks that are apart: the checkout's an hour or a day from Stripe's, news that are old, retries in the next day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from harness import Buyer, History, NotOffered, Payment, Rig, Shop, card, keep
from scenarios.outages import LASTING, broken, done_or_told_to_wait, filling, refunding
from scenarios.steps import (
    PAID_EVENTS,
    VISA,
    as_refused,
    assert_only_this_is_payable,
    assert_paid,
    bought,
    equal,
    feature,
    ordered,
    outcome,
    paid_at_stripe,
    paid_elsewhere,
    ready_to_pay,
    scenario,
)

pytestmark = [*feature("Clocks"), pytest.mark.card(VISA), pytest.mark.needs("payments")]

HOUR, DAY = 3600, 86400
APART = {"an hour ahead": HOUR, "an hour behind": -HOUR, "a day ahead": DAY, "a day behind": -DAY}
# Official SDKs take what was signed at most 300 s ago (https://docs.stripe.com/webhooks#replay-attacks, fact 107).
WITHIN, TOO_OLD = 240, 360


@pytest.fixture
def alone(request: pytest.FixtureRequest, rig: Rig, history: History, seed: int) -> Shop:
    """The shop of a checkout whose clock can be moved."""
    return keep(request, Shop(rig.stack, history, seed, request.node.nodeid))


def comes_again(buyer: Buyer) -> None:
    """Whoever was signed in at another time signs in anew."""
    if buyer.offers("sign_in"):
        buyer.sign_in()


@scenario("With its clock {apart} of Stripe's the checkout sells as usual, or says no", story="Apart")
@pytest.mark.parametrize("apart", APART)
def test_a_purchase_with_clocks_apart(alone: Shop, rig: Rig, apart: str) -> None:
    product, ada = alone.product(), alone.shopper()
    with rig.movable_clock() as clock, clock.ahead(APART[apart]):
        ada.add(product)
        begun = outcome(ada.begin)
        if not isinstance(begun, Payment):
            as_refused(begun, f"a payment while its clock is {apart}")
        else:
            purchase = ada.finish(begun, card(VISA))
            if purchase.refusal is not None:
                as_refused(purchase.refusal, f"coming back while its clock is {apart}")
            else:
                assert_paid(alone, ada, purchase, product)
    comes_again(ada)


@scenario("News that were signed now are taken within Stripe's tolerance, older ones are not", story="Old news")
@pytest.mark.needs("events")
def test_news_are_judged_by_their_age(alone: Shop, rig: Rig) -> None:
    alone.hears_of(*PAID_EVENTS)
    ada, payment = ready_to_pay(alone, alone.product())
    paid_elsewhere(payment)
    paid_at_stripe(ada, payment)
    event = alone.paid_event(payment)
    with rig.movable_clock() as clock:
        for seconds, taken in ((TOO_OLD, False), (DAY, False), (WITHIN, True), (-WITHIN, True)):
            with clock.ahead(seconds):
                answer = alone.webhooks.post(event)
            what = f"taking what was signed {seconds} s before its clock"
            equal(answer.status // 100 == 2, taken, what=what, at=answer)


def to_the_next_day() -> int:
    """Seconds until a minute past midnight of this machine: less than the day for which Stripe keeps a key
    (https://docs.stripe.com/api/idempotent_requests)."""
    now = datetime.now().astimezone()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=1, second=0, microsecond=0)
    return round((midnight - now).total_seconds())


@scenario("Beginning again on the next day, after a lost answer, leaves one payment", story="The next day")
@pytest.mark.needs("faults", "idempotency")
def test_a_payment_that_is_begun_again_on_the_next_day(alone: Shop, rig: Rig) -> None:
    ada = alone.shopper()
    wanted = filling(alone, ada, 23)
    rig.keeps_what_it_knows()
    with broken(alone, wanted.requests, kind="reset_after", times=LASTING):
        first = outcome(ada.begin)
    done_or_told_to_wait(alone, first)
    with rig.movable_clock() as clock, clock.ahead(to_the_next_day()):
        comes_again(ada)
        again = ada.begin()
        assert_only_this_is_payable(alone, ada, again)
    comes_again(ada)


@scenario("A refund asked for again on the next day, after a lost answer, is made once", story="The next day")
@pytest.mark.needs("faults", "refunding", "partial_refunds", "idempotency")
def test_a_refund_that_is_asked_for_again_on_the_next_day(alone: Shop, rig: Rig) -> None:
    ada, product, purchase = bought(alone)
    order, part = ordered(ada, purchase), product.price // 3
    rig.keeps_what_it_knows()
    with broken(alone, refunding(alone, order), kind="reset_after", times=LASTING):
        first = outcome(lambda: ada.refund(order, part))
    if done_or_told_to_wait(alone, first):
        raise NotOffered("a refund whose answer can be lost")
    with rig.movable_clock() as clock, clock.ahead(to_the_next_day()):
        comes_again(ada)
        ada.refund(order, part)
    comes_again(ada)
    equal(alone.money.refunded(order), part, what="the amount that Stripe refunded")
