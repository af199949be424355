"""Stripe takes a call and says nothing: whoever asked is answered in time, told to try again for example, everybody
else is served meanwhile, and once Stripe speaks again nobody has paid twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from harness import (
    AFTER,
    BEFORE,
    STRIPE,
    Buyer,
    Failure,
    Hold,
    NotOffered,
    Pair,
    Place,
    Product,
    Refused,
    Requests,
    Rig,
    Shop,
    Silence,
    Story,
    Troubled,
    Waiting,
    card,
    eventually,
    hold,
    meanwhile,
    seconds_left,
    served_meanwhile,
    served_once,
    sweep,
    tell,
)
from scenarios.faults.pairs import begins, calls_off, hears, paying, refunds, settles
from scenarios.faults.stories import (
    BEGINNING,
    STORIES,
    Arranged,
    charged,
    comes_back,
    final,
    pays,
    with_cart,
)
from scenarios.outages import broken, done_or_told_to_wait, filling
from scenarios.steps import VISA, feature, outcome, scenario

pytestmark = [
    *feature("A silent Stripe"),
    pytest.mark.needs("payments", "events", "idempotency"),
    pytest.mark.deadline(600),
]
GOOD = "pm_card_visa"
WAITS = "a call to Stripe that the checkout waits for"
# How long Stripe takes for an answer where nothing can end it, and how long others may wait meanwhile.
SLOW_SECONDS, MEANWHILE_SECONDS = 3.0, 2.4
CONFIRMING, RETURNING, TAKING_NEWS = "confirming a payment", "coming back from Stripe", "taking Stripe's news"


def begun(shop: Shop) -> Any:
    """A shopper whose payment the checkout is to confirm."""
    ada, product = with_cart(shop)
    if not ada.offers("confirm"):
        raise NotOffered("confirm")
    return ada, product, ada.begin()


def confirms(_: Shop, arranged: Any) -> object:
    return outcome(lambda: arranged[0].confirm(arranged[2], GOOD))


def confirm(troubled: Troubled, arranged: Any) -> None:
    """The checkout confirms, until it says so or the money is there."""
    ada, product, payment = arranged
    tries: list[int] = []

    def once() -> None:
        tries.append(1)
        if len(tries) == 1 or not troubled.shop.money.received(payment):
            ada.confirm(payment, GOOD)

    troubled.persistently(once, CONFIRMING)
    comes_back(troubled, ada, payment)
    charged(troubled, payment, product)


def come_back(troubled: Troubled, arranged: Any) -> None:
    """Coming back from Stripe, where it was paid."""
    ada, product, payment, _ = arranged
    comes_back(troubled, ada, payment)
    charged(troubled, payment, product)


def news(troubled: Troubled, arranged: Any) -> None:
    """Stripe tells of the payment, and tells it again unless it is taken: any status but 2xx will do for that
    (https://docs.stripe.com/webhooks#retries)."""
    event = arranged[3]

    def once() -> None:
        answer = troubled.shop.webhooks.post(event)
        if answer.status // 100 != 2:
            raise Refused("take the event", "stripe", answer)

    troubled.persistently(once, TAKING_NEWS)


def begin(troubled: Troubled, arranged: Arranged) -> None:
    """Beginning to pay, and whatever follows."""
    ada, product = arranged
    payment = troubled.persistently(ada.begin, BEGINNING)
    pays(troubled, ada, payment, card(VISA))
    comes_back(troubled, ada, payment)
    charged(troubled, payment, product)


@dataclass(frozen=True)
class Asking:
    """Something for which a checkout asks Stripe: how it is done once, and the story of it."""

    once: Callable[[Shop, Any], object]
    story: Story
    # Whether what matters is a change at Stripe, or what is read there.
    changes: bool = True

    def places(self, where: str) -> Iterator[Place]:
        """Where Stripe is silent: its first change, or its first answer where there is no change."""
        for changes in (True, False) if self.changes else (False,):
            yield Place(1, where, changes, STRIPE)


ASKING = {
    BEGINNING: Asking(begins, Story(BEGINNING, with_cart, begin, final)),
    CONFIRMING: Asking(confirms, Story(CONFIRMING, begun, confirm, final)),
    RETURNING: Asking(settles, Story(RETURNING, paying, come_back, final), changes=False),
    "refunding": Asking(refunds, STORIES["refund"]),
    "calling off": Asking(calls_off, STORIES["call off"]),
    TAKING_NEWS: Asking(hears, Story(TAKING_NEWS, paying, news, final), changes=False),
}


def neighbour(shop: Shop) -> tuple[Buyer, Product]:
    """Another shopper, with something else in the cart."""
    bob, product = shop.shopper("Bob"), shop.product(stock=5)
    bob.add(product, 1)
    return bob, product


def requests(shop: Shop, bob: Buyer, product: Product) -> Iterator[tuple[str, Callable[[], object]]]:
    """What Bob asks meanwhile; he begins to pay last of all, which Stripe answers."""
    if shop.counts(product):
        yield "looking at a product", lambda: shop.stock(product)
    if bob.offers("cart"):
        yield "looking at his cart", bob.cart
    if bob.offers("orders"):
        yield "looking at his orders", bob.orders
    yield "beginning to pay", bob.begin


def healthy(rig: Rig) -> None:
    """The health check answers 200."""
    well, answer = rig.health()
    if not well:
        raise Failure(
            "others_wait", "The health check fails", then="it answers 200 while Stripe is silent", however=answer
        )


@scenario(
    "{name}: Stripe is silent, and another shopper is served meanwhile", story="Others are served", severity="blocker"
)
@pytest.mark.parametrize("name", ASKING)
def test_others_are_served(rig: Rig, seed: int, name: str) -> None:
    for place in ASKING[name].places(BEFORE):
        if served_once(lambda: served(rig, seed, name, Hold(place))):  # noqa: B023  called here
            return
    raise NotOffered(WAITS)


@scenario(
    "{name}: Stripe is silent {where} the work of each call, and another shopper is served meanwhile",
    story="Others are served",
)
@pytest.mark.parametrize("where", [BEFORE, AFTER])
@pytest.mark.parametrize("name", ASKING)
@pytest.mark.deep
def test_others_are_served_during_each_call(rig: Rig, seed: int, name: str, where: str) -> None:
    if not sum(served(rig, seed, name, plan) for plan in sweep(Hold, where, wire=STRIPE)):
        raise NotOffered(WAITS)


def served(rig: Rig, seed: int, name: str, plan: Hold) -> bool:
    """Whether a call was held, and others were served meanwhile."""
    asking = ASKING[name]

    def arrange(shop: Shop) -> Any:
        return asking.story.arrange(shop), *neighbour(shop)

    def others(shop: Shop, arranged: Any) -> Requests:
        yield "the health check", partial(healthy, rig)
        yield from requests(shop, *arranged[1:])

    pair = Pair(name, arrange, lambda shop, arranged: asking.once(shop, arranged[0]), others)
    telling = hold(rig, pair, plan, seed, f"{name} meanwhile {plan.place}", served_meanwhile)
    telling.judge()
    return telling.met is not None


@scenario("Stripe is slow to one shopper, and another one is served meanwhile", story="Others are served")
@pytest.mark.needs("faults")
@pytest.mark.quick
def test_others_are_served_while_stripe_is_slow(shop: Shop) -> None:
    """At the checkout of everybody, and where no other one can be started."""
    served_once(partial(served_while_slow, shop))


def served_while_slow(shop: Shop) -> None:
    """One shopper begins, and another one is served meanwhile."""
    ada = shop.shopper()
    wanted = filling(shop, ada, 21)
    bob, product = neighbour(shop)
    with (
        broken(shop, wanted.requests, kind="latency", delay_ms=int(SLOW_SECONDS * 1000)) as met,
        ThreadPoolExecutor(1) as people,
    ):
        first = people.submit(outcome, ada.begin)
        eventually(lambda: met() or first.done(), reason="the checkout to ask Stripe")
        if not first.done():
            meanwhile(BEGINNING, "the request that begins a payment", requests(shop, bob, product), MEANWHILE_SECONDS)
        done_or_told_to_wait(shop, first.result(seconds_left()))


@scenario("Stripe is silent, and whoever asked is answered in time", story="An answer in time", severity="blocker")
def test_whoever_asked_is_answered(impatient_rig: Rig, seed: int) -> None:
    """Whatever makes the checkout ask Stripe. It is started with its short time-out, so that the waiting ends soon."""
    silent = 0
    for name in ASKING:
        with suppress(NotOffered):
            silent += answered(impatient_rig, seed, name, BEFORE)
    if not silent:
        raise NotOffered(WAITS)


@scenario(
    "{name}: Stripe is silent {where} its work, and whoever asked is answered in the stated time",
    story="The whole time",
)
@pytest.mark.parametrize("where", [BEFORE, AFTER])
@pytest.mark.parametrize("name", ASKING)
@pytest.mark.deep
def test_whoever_asked_is_answered_in_the_stated_time(rig: Rig, seed: int, name: str, where: str) -> None:
    """The checkout has the time-out that it always has."""
    if not answered(rig, seed, name, where):
        raise NotOffered(WAITS)


def answered(rig: Rig, seed: int, name: str, where: str) -> bool:
    """Whether Stripe was silent to something, and all was well."""
    for place in ASKING[name].places(where):
        telling = tell(rig, ASKING[name].story, Silence(place), seed, f"{name} in time {place}", Waiting)
        telling.judge()
        if telling.met is not None:
            return True
    return False
