"""Who waits for a silent Stripe is answered in time, or that is told; and so is whoever is kept waiting with him."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from harness.checkouts import Lost, Refused
from harness.core import case_deadline
from harness.core.failure import Failure
from harness.faults.plans import BEFORE, Place, Silence
from harness.faults.wires import Call, Passed
from harness.shop import silence
from harness.shop.silence import ROUNDS, Requests, Waiting, meanwhile, served_once
from tests.harness.shop.test_sweep import ShopOf, refused

CALL = Call(3, "stripe", "POST /v1/payment_intents")
LONG = 20.0
BUSY = "the machine was busy"


class Rig:
    """Wires over which one call went, which is cut once Stripe speaks again."""

    def __init__(self, plan: Silence) -> None:
        self.wires: Any = SimpleNamespace(
            calls=[CALL], count_attempts_anew=lambda: None, most_attempts=lambda _: (0, ""), passed=[]
        )
        self._plan = plan

    def revive(self) -> None:
        if self._plan.healed:
            self.wires.passed = [Passed(CALL, cut="before")]

    first_worker_is_done = revive


def waiting(within: float = 0.2) -> Waiting:
    plan, shop = Silence(Place(1, BEFORE)), ShopOf([])
    facts: Any = SimpleNamespace(answers_within_seconds=within)
    return Waiting(Rig(plan), vars(shop).update(facts=facts) or shop, plan)  # type: ignore[arg-type]


def stuck_at_stripe(troubled: Waiting, then: Callable[[], Any] = lambda: "done") -> Callable[[], Any]:
    """A step that asks Stripe, and is over when Stripe speaks again."""

    def step() -> Any:
        if troubled.silence.healed:
            return then()
        troubled.plan.met = CALL
        troubled.plan.struck.append(CALL)
        troubled.silence.act()
        raise refused(503)

    return step


def test_who_is_not_answered_in_time_waits_no_longer_and_that_is_told() -> None:
    troubled = waiting()
    with pytest.raises(Failure) as late:
        troubled.persistently(stuck_at_stripe(troubled), "beginning to pay")
    assert late.value.code == "no_answer_in_time"
    assert "beginning to pay got no answer within 0.2 s" in late.value.title
    assert "POST /v1/payment_intents" in late.value.let[0]
    assert "time-out" in late.value.however[0]
    assert troubled.silence.healed


def test_who_is_told_to_try_again_in_time_does_once_stripe_speaks_again() -> None:
    troubled, tries = waiting(LONG), list[bool]()

    def step() -> str:
        tries.append(troubled.silence.healed)
        if not troubled.silence.healed:
            raise refused(503)
        return "done"

    assert troubled.persistently(step, "beginning to pay") == "done"
    assert tries == [False, True]


def test_a_refusal_and_what_never_asks_stripe_are_the_storys() -> None:
    troubled = waiting(LONG)
    assert troubled.persistently(lambda: "done", "beginning to pay") == "done"
    with pytest.raises(Refused):
        troubled.persistently(lambda: (_ for _ in ()).throw(refused(402)), "paying")


def test_a_connection_that_is_closed_is_no_answer() -> None:
    """As when a server ends a worker that has waited for too long."""
    troubled = waiting(LONG)

    def step() -> None:
        troubled.plan.met = CALL
        raise Lost("connection_lost", "The connection was closed")

    with pytest.raises(Failure, match="got no answer"):
        troubled.persistently(step, "beginning to pay")


def test_a_busy_machine_has_more_time_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(silence, "goes_on", lambda began: asked.append(began) or True)
    monkeypatch.setattr(silence, "ASK_SECONDS", 0.05)
    troubled = waiting(0.1)
    with pytest.raises(Failure, match="no answer within"):
        troubled.persistently(stuck_at_stripe(troubled), "paying")
    assert len(asked) > 1
    troubled, step_began = waiting(0.1), time.monotonic()

    def slow() -> str:
        threading.Event().wait(0.15)
        return "done"

    assert troubled.persistently(slow, "paying") == "done"
    assert time.monotonic() > step_began + 0.15


def others(*names: str, until: threading.Event | None = None) -> Requests:
    for name in names:
        yield name, (until or threading.Event()).wait if until else lambda: None


def test_others_who_are_served_meanwhile() -> None:
    released = threading.Event()
    meanwhile("paying", str(CALL), others("the cart", "the orders"), LONG, released.set)
    assert released.is_set()


def test_others_who_wait_until_stripe_speaks_again() -> None:
    released = threading.Event()

    def asked() -> Requests:
        yield from others("the health check")
        yield from others("the cart", until=released)
        yield from others("the orders")

    with pytest.raises(Failure) as kept:
        meanwhile("paying", str(CALL), asked(), 0.1, released.set)
    assert kept.value.code == "others_wait"
    assert kept.value.awaited_since is not None
    assert kept.value.however[0].startswith("the cart was not answered before Stripe spoke again")


def test_what_others_are_refused_is_told() -> None:
    def asked() -> Requests:
        yield "the cart", lambda: (_ for _ in ()).throw(refused(500))

    with pytest.raises(Refused):
        meanwhile("paying", str(CALL), asked(), LONG)


@pytest.mark.parametrize(("busy", "rounds"), [("", 1), (BUSY, ROUNDS)])
def test_on_a_busy_machine_it_is_tried_again(monkeypatch: pytest.MonkeyPatch, busy: str, rounds: int) -> None:
    """Who serves others at all does so in one round; on a quiet machine the first one tells."""
    monkeypatch.setattr(silence, "starved_since", lambda _: busy)
    tried: list[int] = []

    def attempt() -> None:
        tried.append(1)
        raise Failure("others_wait", "Others wait").awaited(time.monotonic())

    with pytest.raises(Failure) as kept:
        served_once(attempt)
    assert len(tried) == rounds
    assert (kept.value.awaited_since is None) == bool(busy)
    assert served_once(lambda: "served") == "served"
    with pytest.raises(Refused):
        served_once(lambda: (_ for _ in ()).throw(refused(500)))


@pytest.fixture(autouse=True)
def a_case() -> Any:
    """What waits has the time of a case."""
    case_deadline.begin()
    yield
    case_deadline.end()
