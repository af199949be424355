"""What a payment takes, it gives back: the checkout's open files, threads and memory do not grow with each story, or
with each call that fails."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from harness import (
    BEFORE,
    STRIPE,
    Buyer,
    NotOffered,
    Outage,
    Place,
    Product,
    Rig,
    Shop,
    Story,
    Troubled,
    card,
    nothing_left,
    tell,
)
from scenarios.faults.stories import BEGINNING, charged, comes_back, final, pays, with_cart
from scenarios.steps import GENERIC_DECLINE, VISA, feature, outcome, scenario

pytestmark = [
    *feature("Resources"),
    pytest.mark.needs("payments", "events", "idempotency"),
    pytest.mark.deadline(300),
]
WARM_UP, STORIES = 4, 24


@scenario("Buying and paying again leaves nothing open in the checkout", story="Leaks")
def test_stories_leave_nothing_open(rig: Rig, rig_shop: Shop) -> None:
    ada, product = rig_shop.shopper(), rig_shop.product(stock=2 * (WARM_UP + STORIES))
    for _ in range(WARM_UP):
        whole_story(rig_shop, ada, product)
    before = rig.resources()
    for _ in range(STORIES):
        whole_story(rig_shop, ada, product)
    nothing_left(rig, before, STORIES, "a declined card, a payment, Stripe's news of it and its refund")


def whole_story(shop: Shop, ada: Buyer, product: Product) -> None:
    """Begin, a declined card, a good one, come back, Stripe's news; and the money goes back."""
    ada.add(product)
    payment = ada.begin()
    ada.attempt(payment, card(GENERIC_DECLINE))
    if ada.offers("settle"):
        outcome(lambda: ada.settle(payment))
    ada.attempt(payment, card(VISA))
    order = ada.settle(payment) if ada.offers("settle") else None
    with suppress(NotOffered):
        shop.webhooks.post(shop.paid_event(payment))
    if order is not None and ada.offers("refund"):
        ada.refund(order)


@scenario("Calls to Stripe that are lost leave nothing open in the checkout", story="Leaks")
def test_lost_calls_leave_nothing_open(impatient_rig: Rig, seed: int) -> None:
    """Without its retries, which would take their time."""
    plan = Outage(Place(1, BEFORE, wire=STRIPE))
    telling = tell(impatient_rig, Story("lost calls", with_cart, in_vain, final), plan, seed, "lost calls")
    telling.judge()
    if telling.met is None:
        raise NotOffered("a call to Stripe")


def in_vain(troubled: Troubled, arranged: Any) -> None:
    """The shopper tries in vain again and again; then Stripe is back, and she buys."""
    ada, product = arranged
    for _ in range(WARM_UP):
        troubled.patiently(ada.begin, BEGINNING)
    before = troubled.rig.resources()
    for _ in range(STORIES):
        troubled.patiently(ada.begin, BEGINNING)
    nothing_left(troubled.rig, before, STORIES, "beginning to pay while Stripe is away")
    troubled.heal()
    payment = troubled.persistently(ada.begin, BEGINNING)
    pays(troubled, ada, payment, card(VISA))
    comes_back(troubled, ada, payment)
    charged(troubled, payment, product)
