"""A sweep tells a story once for each of its calls, and what cannot be done again afterwards is stuck."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from harness.checkouts import Lost, Refused
from harness.core.causes import causes
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.history import History
from harness.faults.plans import AFTER, Cut, FailOver, Gone, HandOver, Hold, Kill, Outage, Pause, Place, Silence
from harness.faults.wires import Call, Passed, Wires
from harness.judging.resiliency import OF_PLANS
from harness.shop.news import ROUNDS
from harness.shop.sweep import MOST_ATTEMPTS, ONCE_WHOLE, WHILE_BROKEN, Telling, Troubled, sweep


def refused(status: int) -> Refused:
    return Refused("begin", "Ada", Exchange("POST", "http://shop/begin", {}, "", status, {}, "{}", 1.0))


def troubled(plan: Any, shop: Any = None) -> Troubled:
    rig: Any = SimpleNamespace(revive=lambda: None, first_worker_is_done=lambda: None, wires=Wires())
    return Troubled(rig, shop or ShopOf([]), plan)


class ShopOf:
    """A shop, and what Stripe has to tell; each event that it takes makes the next of `later`."""

    def __init__(self, events: list[str], later: Iterator[str] | None = None) -> None:
        self.told, self.later, self.taken = events, later or iter(()), list[str]()
        self.old_news: frozenset[str] = frozenset()
        self.stripe = SimpleNamespace(events=lambda: [{"id": name, "type": name} for name in self.told[::-1]])
        self.webhooks = SimpleNamespace(post=self.post)

    def begins_here(self) -> None:
        self.old_news = frozenset(event["id"] for event in self.stripe.events())

    def hears(self, _: str) -> bool:
        return True

    def post(self, event: dict[str, str]) -> Any:
        self.taken.append(event["id"])
        self.told += [name for name in [next(self.later, "")] if name]
        return SimpleNamespace(status=200)


def test_a_sweep_ends_with_the_first_telling_that_has_no_such_call() -> None:
    numbers = []
    for plan in sweep(Cut, AFTER):
        numbers.append(plan.place.number)
        if plan.place.number <= 3:
            plan.met = Call(plan.place.number, "stripe", "POST /v1/refunds")
    assert numbers == [1, 2, 3, 4]


def test_a_story_without_an_end_is_told() -> None:
    plans = sweep(Cut, AFTER, most=5)
    for _ in range(5):
        next(plans).met = Call(1, "stripe", "GET /")
    with pytest.raises(Failure, match="no end"):
        next(plans)


def test_people_try_again_and_the_fault_heals() -> None:
    """While it is broken, and a few times once it is whole."""
    plan, tries = Outage(Place(1, AFTER)), []

    def step() -> str:
        tries.append(plan.healed)
        if not plan.healed:
            raise refused(503)
        return "done"

    assert troubled(plan).persistently(step, "beginning") == "done"
    assert tries == [False] * WHILE_BROKEN + [True]


def test_what_can_never_be_done_again_is_stuck() -> None:
    tries = []

    def step() -> None:
        tries.append(1)
        raise refused(500)

    plan = Cut(Place(4, AFTER))
    plan.met = Call(4, "aws", "DynamoDB PutItem")
    with pytest.raises(Failure) as stuck:
        troubled(plan).persistently(step, "beginning to pay")
    assert stuck.value.code == "stuck"
    assert len(tries) == WHILE_BROKEN + ONCE_WHOLE
    assert "call 4, aws DynamoDB PutItem (after its work) be lost" in stuck.value.let[0]


def test_a_refusal_that_tells_nobody_to_try_again_is_the_storys() -> None:
    with pytest.raises(Refused):
        troubled(Cut(Place(1, AFTER))).persistently(lambda: (_ for _ in ()).throw(refused(402)), "paying")


def test_a_step_may_fail_where_the_story_goes_on() -> None:
    troubled(Cut(Place(1, AFTER))).patiently(lambda: (_ for _ in ()).throw(refused(402)), "looking")
    assert issubclass(Lost, Exception)


def test_stripes_news_are_told_until_there_are_no_more_of_them() -> None:
    """Oldest first, what came of them too, and none of an earlier telling."""
    shop = ShopOf(["of an earlier telling"], iter(["b", "c"]))
    telling = troubled(Cut(Place(1, AFTER)), shop)
    shop.told.append("a")
    telling.comes_to_rest()
    assert shop.taken == ["a", "b", "c"]


def test_news_without_an_end_are_stuck() -> None:
    shop = ShopOf([], (f"news {number}" for number in itertools.count()))
    telling = troubled(Cut(Place(1, AFTER)), shop)
    shop.told.append("the first")
    with pytest.raises(Failure, match="no end") as stuck:
        telling.comes_to_rest()
    assert (stuck.value.code, len(shop.taken)) == ("stuck", ROUNDS)


@pytest.mark.parametrize(("wire", "more"), [("stripe", 0), ("stripe", 1), ("aws", 0), ("aws", 1)])
def test_who_does_not_stop_asking(wire: str, more: int) -> None:
    """One thing, asked in vain within one request; two things, or two requests, are counted apart."""
    telling = troubled(Outage(Place(1, AFTER)))
    most, wires = MOST_ATTEMPTS[wire], telling.rig.wires

    def ask(times: int, purpose: str) -> None:
        for number in range(times):
            wires.got_nothing(Call(number, wire, "POST /v1/payment_intents", purpose=purpose))

    def step() -> str:
        ask(most, "another one")
        ask(most + more, "one")
        return "done"

    ask(1, "one")
    if not more:
        assert [telling.persistently(step, "paying") for _ in range(2)] == ["done", "done"]
        return
    with pytest.raises(Failure) as told:
        telling.persistently(step, "paying")
    assert told.value.code == "retried_too_often"
    assert f"it asked {most + 1} times for POST /v1/payment_intents" in told.value.however


def test_the_first_failure_is_raised_with_the_place() -> None:
    first, second = (Failure("stuck", title, let="it begin", then="a", however="b") for title in ("One", "Two"))
    history: Any = SimpleNamespace()
    telling = Telling("call 2, stripe POST /v1/refunds (after its work)", None, history, (first, second))
    with pytest.raises(Failure) as raised:
        telling.judge()
    assert raised.value.let == ("call 2, stripe POST /v1/refunds (after its work) be broken", "it begin")
    assert "Two" in str(raised.value.__notes__)
    assert raised.value.history is history, "the picture is drawn of the telling's own history"
    Telling("nothing", None, history, ()).judge()


def test_the_calls_of_a_telling_join_its_history() -> None:
    """With what happened to each, in words that a judge knows."""
    passed = [Passed(Call(number, "stripe", "POST /v1/refunds"), 200) for number in (1, 2)]
    rig: Any = SimpleNamespace(runs=True, wires=SimpleNamespace(passed=passed), told=[])
    shop: Any = SimpleNamespace(history=History(), begins_here=lambda: None)
    plan = Cut(Place(2, AFTER))
    plan.after(passed[1].call)
    Troubled(rig, shop, plan).note_calls()
    assert rig.told == [shop.history]
    calls = shop.history.of(kind="fact", operation="called")
    assert [(one.data["number"], one.data["wire"], one.data["trouble"]) for one in calls] == [
        (1, "stripe", ""),
        (2, "stripe", "lost"),
    ]


def test_each_plan_says_what_trouble_it_is() -> None:
    told = {plan.trouble for plan in (Cut, Outage, Silence, Kill, FailOver, Hold, HandOver, Pause, Gone)}
    assert told == {"lost", "slow", *OF_PLANS}


def test_asking_without_end_is_no_matter_of_time() -> None:
    """What the checkout answered in the end, 503 for example, is not what the failure was caused by."""
    telling = troubled(Outage(Place(1, AFTER)))

    def step() -> None:
        for number in range(MOST_ATTEMPTS["stripe"] + 1):
            telling.rig.wires.got_nothing(Call(number, "stripe", "POST /v1/refunds", purpose="one"))
        raise Refused("refund", "Ada", Exchange("POST", "http://127.0.0.1:1/refund", {}, "", 503, {}, "busy", 0.0))

    with pytest.raises(Failure) as told:
        telling.persistently(step, "refunding")
    assert told.value.code == "retried_too_often"
    assert list(causes(told.value)) == [told.value]
