"""One address before two workers: it leads to the one or the other, and nobody waits for a worker that was left."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from urllib3.exceptions import HTTPError

from harness.core import transport
from harness.core.awaiting import eventually
from harness.faults.front import Front
from harness.faults.plans import BEFORE, HandOver, Hold, Pause, Place
from harness.faults.wires import Call, Wires
from tests.harness.stub import Stub


@pytest.fixture
def workers(stub: Stub) -> Iterator[tuple[Wires, Wires]]:
    """Two ways to one stub, each of which can be held as a worker that stands still is."""
    stub.answers = {("GET", "/health"): (200, {"status": "ok"})}
    first, second = Wires(worker=stub.url), Wires(worker=stub.url)
    yield first, second
    first.close()
    second.close()


def ask(front: Front) -> int:
    """The status of an answer; 0 when none came."""
    try:
        return transport.send("GET", f"{front.url}/health", None, {}, 10.0).status
    except HTTPError:
        return 0


def test_it_leads_to_one_worker_and_then_to_the_other(workers: tuple[Wires, Wires]) -> None:
    first, second = workers
    front = Front(first.urls["worker"])
    assert [ask(front), ask(front)] == [200, 200]
    front.lead_to(second.urls["worker"])
    assert ask(front) == 200
    assert [len(first.calls), len(second.calls)] == [2, 1]
    front.close()
    assert ask(front) == 0


def test_who_waits_for_a_worker_that_was_left_gets_no_answer_and_that_worker_goes_on(
    workers: tuple[Wires, Wires],
) -> None:
    first, second = workers
    front = Front(first.urls["worker"])
    plan = HandOver(Place(1, BEFORE), take_over=lambda: front.lead_to(second.urls["worker"]))
    first.count_anew(plan)
    answers: list[int] = []
    waiting = threading.Thread(target=lambda: answers.append(ask(front)))
    waiting.start()
    waiting.join(5)
    assert answers == [0]
    assert (front.waits, ask(front)) == (True, 200)
    plan.heal()
    eventually(lambda: not front.waits, reason="the worker that was left to answer")
    front.close()


def test_a_worker_that_nobody_listens_to_is_no_answer() -> None:
    front = Front("http://127.0.0.1:9")
    assert ask(front) == 0
    front.close()


def test_a_process_stands_still_and_goes_on() -> None:
    """Once it was reached; one that never stood still is not told to go on."""
    done: list[str] = []
    plan = Pause(Place(1, BEFORE), pause=lambda: done.append("pause"), go_on=lambda: done.append("go on"))
    plan.let_go()
    assert plan.before(Call(1, "stripe", "GET /"))
    assert (done, plan.met) == ([], None)
    plan = Pause(Place(1, BEFORE), pause=lambda: done.append("pause"), go_on=lambda: done.append("go on"))
    stands = threading.Thread(target=lambda: plan.before(Call(1, "stripe", "GET /")))
    stands.start()
    assert plan.reached.wait(5)
    plan.let_go()
    stands.join(5)
    assert done == ["pause", "go on"]
    assert isinstance(plan, Hold)
