"""A Stripe that takes a call and says nothing: whoever asked is answered in time all the same, and everybody else is
served meanwhile.

    tell(rig, story, Silence(Place(1, BEFORE, wire=STRIPE)), seed, "a name", of=Waiting)
    hold(rig, Pair(..., first, others), Hold(Place(1, BEFORE, wire=STRIPE)), seed, "a name", act=served_meanwhile)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, TypeVar

from harness.checkouts import Lost
from harness.core.awaiting import ASK_SECONDS, eventually, goes_on
from harness.core.failure import Failure
from harness.core.starvation import starved_since
from harness.faults.plans import Hold, Silence
from harness.shop.held import TO_THE_END, Pair, is_held
from harness.shop.shop import Shop
from harness.shop.sweep import Troubled

if TYPE_CHECKING:
    from harness.faults.rig import Rig

Done = TypeVar("Done")
# Seconds within which others are answered while one shopper waits for Stripe. They ask for what needs milliseconds; a
# shop that serves one at a time makes them wait as long as it waits itself, which is 80 s with Stripe's SDKs.
OTHERS_SECONDS = 3.0
# How often that is tried where the machine may be to blame. Whom the checkout serves at all it serves in one of them.
ROUNDS = 3
# A time-out is no work: where an answer does not come in so many times its time, no busy machine is to blame.
AT_MOST = 3
# What somebody else asks of the shop, each with its name: "her cart".
Requests = Iterator[tuple[str, Callable[[], object]]]


class Waiting(Troubled):
    """One telling while Stripe is silent: each try is answered in time, or that is the failure `no_answer_in_time`."""

    tries = 1

    def __init__(self, rig: Rig, shop: Shop, plan: Silence) -> None:
        super().__init__(rig, shop, plan)
        self.silence = plan

    @property
    def within(self) -> float:
        """Seconds that an answer may take."""
        return self.shop.facts.answers_within_seconds

    def comes_to_rest(self) -> None:
        """Every call that waited is cut, before everything comes to rest."""
        self.heal()
        wires = self.rig.wires
        eventually(
            lambda: len(wires.passed) >= len(wires.calls), reason="the calls that Stripe did not answer to be cut"
        )
        super().comes_to_rest()

    def _once(self, step: Callable[[], Done], what: str) -> Done:
        if self.silence.healed:
            return super()._once(step, what)
        began = time.monotonic()
        with ThreadPoolExecutor(1) as people:
            running = people.submit(super()._once, step, what)
            in_time = _answered_within(running, began, self.within)
            if not in_time:
                self.heal()
                wait([running], TO_THE_END)
        if not in_time:
            raise self._late(what, f"no answer within {self.within:g} s", "none had come")
        try:
            return running.result()
        except Lost as lost:
            if self.plan.met is None:
                raise
            raise self._late(what, "no answer", f"the connection was closed: {lost}") from lost

    def _late(self, what: str, headline: str, however: str) -> Failure:
        return Failure(
            "no_answer_in_time",
            f"Stripe stayed silent, and {what} got {headline}",
            let=f"Stripe take {self.plan.met}, and say nothing ({self.plan.place.where} its work)",
            then=f"whoever asked is answered within {self.within:g} s, with 503 for example: try again",
            however=f"{however}, and the checkout had asked Stripe {len(self.plan.struck)} times. "
            "Hint: give the Stripe client a time-out, and few retries "
            "(stripe.RequestsClient(timeout=8); new Stripe(key, { timeout: 8000 }))",
        )


def served_meanwhile(shop: Shop, pair: Pair, arranged: Any, plan: Hold) -> None:
    """The first deed of the pair waits for Stripe, and what the second one answers, `Requests` of somebody else, is
    asked then. Failure `others_wait` when one of them is not answered within OTHERS_SECONDS."""
    with ThreadPoolExecutor(1) as people:
        first: Future[Any] = people.submit(pair.first, shop, arranged)
        if is_held(plan, first):
            meanwhile(pair.name, str(plan.met), pair.second(shop, arranged), let_go=plan.let_go)
        first.result(TO_THE_END)


def meanwhile(
    what: str, call: str, requests: Requests, seconds: float = OTHERS_SECONDS, let_go: Callable[[], None] = lambda: None
) -> None:
    """Send these requests while Stripe is silent to somebody's `call`, who does `what` (both in words), and `let_go` of
    it afterwards. Failure `others_wait` when they are not answered within so many seconds."""
    asked: list[str] = []
    with ThreadPoolExecutor(1) as people:
        began = time.monotonic()
        others = people.submit(_ask, requests, asked)
        wait([others], seconds)
        in_time, name = others.done(), asked[-1:]
        let_go()
        wait([others], TO_THE_END)
    if not in_time:
        raise _others_wait(what, call, name, seconds, time.monotonic() - began).awaited(began)
    others.result()


def served_once(attempt: Callable[[], Done]) -> Done:
    """What comes of an attempt (see `meanwhile`), of the last of ROUNDS where the machine starved the run each time
    before: then `others_wait` is no matter of time, because a checkout that serves others does so in one of them."""
    for number in range(1, ROUNDS + 1):
        try:
            return attempt()
        except Failure as failure:
            starved = failure.awaited_since is not None and bool(starved_since(failure.awaited_since))
            if failure.code != "others_wait" or not starved:
                raise
            if number == ROUNDS:
                failure.awaited_since = None
                raise
    raise AssertionError("a round returns or raises")


def _answered_within(running: Future[Any], began: float, seconds: float) -> bool:
    """Whether something that runs since `began` (monotonic clock) is done after so many seconds; where the machine
    starves the run it has AT_MOST times as long."""
    wait([running], began + seconds - time.monotonic())
    while not running.done() and time.monotonic() < began + seconds * AT_MOST and goes_on(began):
        wait([running], ASK_SECONDS)
    return running.done()


def _others_wait(what: str, call: str, asked: list[str], seconds: float, waited: float) -> Failure:
    return Failure(
        "others_wait",
        f"While Stripe is silent to one shopper ({what}), others wait too",
        let=f"Stripe take {call}, and say nothing",
        then=f"another shopper, who buys something else, is answered within {seconds:g} s",
        however=f"{', '.join(asked) or 'the first request'} was not answered before Stripe spoke again, after "
        f"{waited:.1f} s. Hint: no lock, open transaction or blocked event loop while Stripe is asked; more than one "
        "worker or thread",
    )


def _ask(requests: Requests, asked: list[str]) -> None:
    for name, request in requests:
        asked.append(name)
        request()
