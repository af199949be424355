"""Races for certain: one deed is held at each of its calls while another is done; then it goes on. Whatever the order,
nobody pays twice, and what is told agrees with Stripe."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from harness import AFTER, BEFORE, Failure, Hold, NotOffered, Pair, Pause, Place, Rig, Shop, card, hold, sweep
from scenarios.faults.stories import paid_for, with_cart
from scenarios.steps import VISA, feature, outcome, refund_in_dashboard, scenario

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


def other_cart(shop: Shop) -> Any:
    """A shopper with a payment that can still be paid, and a cart that is another one by now."""
    ada, product = with_cart(shop)
    payment = ada.begin()
    ada.add(product, 1)
    return ada, product, payment


def devices(shop: Shop) -> Any:
    """A shopper with goods in the cart, on two devices."""
    ada, product = with_cart(shop)
    return ada, product, ada.on_another_device()


def last_pieces(shop: Shop) -> Any:
    """Two shoppers who want two of three pieces each."""
    product, ada, bob = shop.scarce(3), shop.shopper(), shop.shopper("Bob")
    for one in (ada, bob):
        one.add(product, 2)
    return ada, product, bob


def bob_begins(_: Shop, arranged: Any) -> object:
    return outcome(arranged[2].begin)


def pays_the_first(_: Shop, arranged: Any) -> object:
    ada, _, payment = arranged

    def once() -> object:
        ada.attempt(payment, card(VISA))
        return ada.settle(payment)

    return outcome(once)


def buys_on_the_other(_: Shop, arranged: Any) -> object:
    other = arranged[2]

    def once() -> object:
        payment = other.begin()
        other.attempt(payment, card(VISA))
        return other.settle(payment)

    return outcome(once)


def dashboard_refunds(shop: Shop, arranged: Any) -> object:
    """The merchant gives back at Stripe what is left; where the shopper was faster, Stripe refuses."""
    with contextlib.suppress(Failure):
        return refund_in_dashboard(shop, arranged[3])
    return None


def calls_off(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].cancel(arranged[3]))


def settles_again(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].settle(arranged[2]))


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
        Pair("two shoppers and the last pieces", last_pieces, begins, bob_begins),
        Pair("two tabs come back", paying, settles, settles),
        Pair("coming back, and Stripe's news", paying, settles, hears),
        Pair("Stripe's news, and coming back", paying, hears, settles),
        Pair("Stripe's news twice", paying, hears, hears),
        Pair("two refunds", paid_for, refunds, refunds),
        Pair("a refund, and the dashboard's", paid_for, refunds, dashboard_refunds),
        Pair("calling off twice", paid_for, calls_off, calls_off),
        Pair("calling off, and coming back", paid_for, calls_off, settles_again),
        Pair("beginning again, and paying the first", other_cart, begins, pays_the_first),
        Pair("Stripe's news, and beginning again", paying, hears, begins),
        Pair("beginning again, and Stripe's news", paying, begins, hears),
        Pair("buying on two devices", devices, begins, buys_on_the_other),
        Pair("beginning, and another unit", with_cart, begins, adds),
        Pair("beginning, and buying in another tab", with_cart, begins, buys),
    )
}
# Where the second one is Stripe's news, which the process hears once it goes on.
STILL = ("coming back, and Stripe's news", "Stripe's news twice", "beginning again, and Stripe's news")
# What every gate holds: after each change, and of two shoppers after what is read as well. The rest takes minutes.
ALWAYS = ("coming back, and Stripe's news", "two refunds", "beginning again, and paying the first")
ALWAYS_ALL = "two shoppers and the last pieces"


@scenario("{name}: the first is held {where} each of its calls", story="Held", severity="blocker")
@pytest.mark.parametrize(
    ("name", "where"),
    [
        pytest.param(name, where, marks=() if (name, where) == (ALWAYS_ALL, AFTER) else pytest.mark.deep)
        for name in PAIRS
        for where in (AFTER, BEFORE)
    ],
)
def test_held(rig: Rig, seed: int, name: str, where: str) -> None:
    told(rig, seed, name, Hold, where)


@scenario("{name}: the first is held after each change", story="Held", severity="blocker")
@pytest.mark.parametrize("name", ALWAYS)
@pytest.mark.quick
def test_held_after_changes(rig: Rig, seed: int, name: str) -> None:
    told(rig, seed, name, Hold, AFTER, changes=True)


@scenario("{name}: the process stands still {where} each call, and Stripe's news lie before its door", story="Still")
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STILL)
@pytest.mark.deep
def test_the_process_stands_still(rig: Rig, seed: int, name: str, where: str) -> None:
    """As when a machine is taken away for a moment, or swaps: the signal SIGSTOP, and SIGCONT."""
    told(rig, seed, name, partial(Pause, pause=rig.pause, go_on=rig.go_on), where)


def told(rig: Rig, seed: int, name: str, of: Callable[[Place], Hold], where: str, *, changes: bool = False) -> None:
    """Hold the first of a pair at each of its calls; each telling is judged."""
    held = 0
    for plan in sweep(of, where, changes=changes):
        telling = hold(rig, PAIRS[name], plan, seed, f"{name} {where} {plan.place.number}")
        telling.judge()
        held += telling.met is not None
    if not held:
        raise NotOffered("a call of the checkout at which the first can be held")
