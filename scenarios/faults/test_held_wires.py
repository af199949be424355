"""Races for certain: one deed is held at each of its calls while another is done; then it goes on. Whatever the order,
nobody pays twice, and what is told agrees with Stripe."""

from __future__ import annotations

from typing import Any

import pytest

from harness import AFTER, BEFORE, Hold, NotOffered, Pair, Rig, Shop, card, hold, sweep
from scenarios.faults.stories import paid_for, with_cart
from scenarios.steps import VISA, feature, outcome, scenario

pytestmark = [
    *feature("Races, held"),
    pytest.mark.needs("payments", "events", "idempotency"),
    pytest.mark.deadline(600),
]


def paying(shop: Shop) -> Any:
    """A shopper whose payment Stripe has taken, and who has not come back."""
    ada, product = with_cart(shop)
    payment = ada.begin()
    ada.attempt(payment, card(VISA))
    return ada, product, payment, shop.paid_event(payment)


def begins(_: Shop, arranged: Any) -> object:
    return outcome(arranged[0].begin)


def settles(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].settle(arranged[2]))


def hears(shop: Shop, arranged: Any) -> object:
    return outcome(lambda: shop.webhooks.post(arranged[3]))


def refunds(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].refund(arranged[3]))


def adds(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].add(arranged[1], 1))


def buys(_: Shop, arranged: Any) -> object:
    def once() -> object:
        payment = arranged[0].begin()
        arranged[0].attempt(payment, card(VISA))
        return arranged[0].settle(payment)

    return outcome(once)


PAIRS = {
    pair.name: pair
    for pair in (
        Pair("two tabs begin", with_cart, begins, begins),
        Pair("two tabs come back", paying, settles, settles),
        Pair("coming back, and Stripe's news", paying, settles, hears),
        Pair("Stripe's news, and coming back", paying, hears, settles),
        Pair("Stripe's news twice", paying, hears, hears),
        Pair("two refunds", paid_for, refunds, refunds),
        Pair("beginning, and another unit", with_cart, begins, adds),
        Pair("beginning, and buying in another tab", with_cart, begins, buys),
    )
}
# What every gate holds; the rest takes minutes.
ALWAYS = ("two tabs begin", "coming back, and Stripe's news", "two refunds", "beginning, and buying in another tab")


@scenario("{name}: the first is held {where} each of its calls", story="Held", severity="blocker")
@pytest.mark.parametrize(
    ("name", "where"),
    [
        pytest.param(name, where, marks=() if where == AFTER and name in ALWAYS else pytest.mark.deep)
        for name in PAIRS
        for where in (AFTER, BEFORE)
    ],
)
def test_held(rig: Rig, seed: int, name: str, where: str) -> None:
    held = 0
    for plan in sweep(Hold, where):
        telling = hold(rig, PAIRS[name], plan, seed, f"{name} {where} {plan.place.number}")
        telling.judge()
        held += telling.met is not None
    if not held:
        raise NotOffered("a call of the checkout at which the first can be held")
