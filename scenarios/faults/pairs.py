"""Two deeds at once: how they are arranged, and what each of them does. A new pair is a row of `PAIRS`."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

from harness import Buyer, Failure, Pair, Shop, card
from scenarios.faults.stories import paid_for, with_cart
from scenarios.steps import VISA, outcome, refund_in_dashboard


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
    """Two shoppers who want two of three pieces each; the first has other goods in the cart, before them and after."""
    before, product, after = shop.scarce(5), shop.scarce(3), shop.scarce(5)
    ada, bob = shop.shopper(), shop.shopper("Bob")
    for one in (before, product, after):
        ada.add(one, 2)
    bob.add(product, 2)
    return ada, product, bob


def bob_begins(_: Shop, arranged: Any) -> object:
    return outcome(arranged[2].begin)


def both_pay(_: Shop, arranged: Any) -> None:
    """Whoever was given a payment pays it, and comes back."""
    for one in (arranged[0], arranged[2]):
        for payment in one.payments:
            outcome(partial(one.finish, payment, card(VISA)))


def pays_the_first(_: Shop, arranged: Any) -> object:
    ada, _, payment = arranged

    def once() -> object:
        ada.attempt(payment, card(VISA))
        return ada.settle(payment)

    return outcome(once)


def pays_the_first_at_stripe(_: Shop, arranged: Any) -> object:
    """The bank is fast, and the shopper does not come back."""
    ada, _, payment = arranged
    return outcome(lambda: ada.attempt(payment, card(VISA)))


def buys_on_the_other(_: Shop, arranged: Any) -> object:
    return bought_by(arranged[2])


def dashboard_refunds(shop: Shop, arranged: Any) -> object:
    """The merchant gives back at Stripe what is left; where the shopper was faster, Stripe refuses."""
    with contextlib.suppress(Failure):
        return refund_in_dashboard(shop, arranged[3])
    return None


def calls_off(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].cancel(arranged[3]))


def refunds(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].refund(arranged[3]))


def adds(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].add(arranged[1], 1))


def buys(_: Shop, arranged: Any) -> object:
    return bought_by(arranged[0])


def bought_by(person: Buyer) -> object:
    """What comes of it that somebody begins, pays and comes back."""

    def once() -> object:
        payment = person.begin()
        person.attempt(payment, card(VISA))
        return person.settle(payment)

    return outcome(once)


PAIRS = {
    pair.name: pair
    for pair in (
        Pair("two tabs begin", with_cart, begins, begins),
        Pair("two shoppers and the last pieces", last_pieces, begins, bob_begins, after=both_pay),
        Pair("two tabs come back", paying, settles, settles),
        Pair("coming back, and Stripe's news", paying, settles, hears),
        Pair("Stripe's news, and coming back", paying, hears, settles),
        Pair("Stripe's news twice", paying, hears, hears),
        Pair("two refunds", paid_for, refunds, refunds),
        Pair("a refund, and the dashboard's", paid_for, refunds, dashboard_refunds),
        Pair("calling off twice", paid_for, calls_off, calls_off),
        Pair("calling off, and coming back", paid_for, calls_off, settles),
        Pair("beginning again, and paying the first", other_cart, begins, pays_the_first),
        Pair("beginning again, and paying the first at Stripe", other_cart, begins, pays_the_first_at_stripe),
        Pair("Stripe's news, and beginning again", paying, hears, begins),
        Pair("beginning again, and Stripe's news", paying, begins, hears),
        Pair("buying on two devices", devices, begins, buys_on_the_other),
        Pair("beginning, and another unit", with_cart, begins, adds),
        Pair("beginning, and buying in another tab", with_cart, begins, buys),
    )
}
