"""Wires that pass everything, count it, and are cut, held or killed at one place."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from urllib3.exceptions import HTTPError

from harness.core import transport
from harness.core.awaiting import eventually
from harness.faults.plans import AFTER, BEFORE, Cut, Gone, Hold, Kill, Outage, Place, Silence
from harness.faults.wires import Plan, Wires
from tests.harness.stub import Stub

ITEM = "/v1/payment_intents/pi_3h763im5/confirm"


@pytest.fixture
def wires(stub: Stub) -> Iterator[Wires]:
    """Two wires to one stub that answers two questions."""
    stub.answers = {("POST", ITEM): (200, {"id": "pi_3h763im5"}), ("GET", "/v1/events"): (404, {"error": "none"})}
    made = Wires(stripe=stub.url, aws=stub.url)
    yield made
    made.close()


def ask(wires: Wires, method: str = "POST", path: str = ITEM, wire: str = "stripe", **headers: str) -> int:
    """The status of an answer; 0 when none came."""
    try:
        return transport.send(method, wires.urls[wire] + path, b"amount=5", headers, 5.0).status
    except HTTPError:
        return 0


def test_what_passes_is_counted_and_unchanged(wires: Wires, stub: Stub) -> None:
    """Statuses, bodies and headers; ids are no part of what a call is called."""
    assert [ask(wires), ask(wires, "GET", "/v1/events"), ask(wires, wire="aws")] == [200, 404, 200]
    assert [str(call) for call in wires.calls] == [
        "call 1, stripe POST /v1/payment_intents/*/confirm",
        "call 2, stripe GET /v1/events",
        "call 3, aws POST /v1/payment_intents/*/confirm",
    ]
    assert stub.requests[0].body in ("amount=5", {"amount": "5"})
    ask(wires, wire="aws", **{"X-Amz-Target": "DynamoDB_20120810.PutItem"})
    assert wires.calls[-1].what == "DynamoDB PutItem"
    wires.count_anew()
    assert wires.calls == []


def test_each_call_that_has_passed_is_told_with_its_end(wires: Wires) -> None:
    """For the history of the story that made it."""
    wires.count_anew(Cut(Place(2, BEFORE)))
    began = time.time()
    ask(wires, "GET", "/v1/events")
    ask(wires)
    wires.count_anew(Cut(Place(1, AFTER)))
    ask(wires)
    (last,) = wires.passed
    assert (last.status, last.cut) == (200, AFTER)
    assert last.facts()["wire"] == "stripe"
    assert began - 1 < last.facts()["at"] < time.time() + 1


@pytest.mark.parametrize(("where", "reaches"), [(BEFORE, 1), (AFTER, 2)])
def test_a_cut_call(wires: Wires, stub: Stub, where: str, reaches: int) -> None:
    """Before the work nothing is done; after it the answer alone is lost. The next call passes."""
    plan = Cut(Place(2, where))
    wires.count_anew(plan)
    assert [ask(wires), ask(wires)] == [200, 0]
    assert len(stub.requests) == reaches
    assert plan.met == wires.calls[1]
    assert ask(wires) == 200


def test_attempts_in_vain_are_counted_by_their_purpose(wires: Wires) -> None:
    """The idempotency key tells what one attempt is for, else its body; what was answered was not in vain."""
    assert ask(wires) == 200
    wires.count_anew(Outage(Place(1, BEFORE)))
    wires.count_attempts_anew()
    for key in ("a", "b", "b"):
        assert ask(wires, **{"Idempotency-Key": key}) == 0
    assert ask(wires, "GET", "/v1/events") == 0
    assert wires.most_attempts("stripe") == (2, "POST /v1/payment_intents/*/confirm")
    assert wires.most_attempts("aws") == (0, "nothing")
    wires.count_attempts_anew()
    assert wires.most_attempts("stripe") == (0, "nothing")


def test_calls_that_change_something_have_numbers_of_their_own(wires: Wires) -> None:
    plan = Cut(Place(2, AFTER, changes=True))
    wires.count_anew(plan)
    asked = [ask(wires), ask(wires, "GET", "/v1/events"), ask(wires), ask(wires)]
    assert asked == [200, 404, 0, 200]
    assert [call.change for call in wires.calls] == [1, 0, 2, 3]
    for what, change in (("GetItem", 0), ("BatchGetItem", 0), ("Query", 0), ("PutItem", 4), ("TransactWriteItems", 5)):
        ask(wires, wire="aws", **{"X-Amz-Target": f"DynamoDB_20120810.{what}"})
        assert wires.calls[-1].change == change


def test_one_call_that_is_gone_however_often_it_is_tried(wires: Wires) -> None:
    """The same idempotency key is the same call; what is asked beside it passes."""
    plan = Gone(Place(2, BEFORE))
    wires.count_anew(plan)
    keys = ("a", "b", "b", "c")
    assert [ask(wires, **{"Idempotency-Key": key}) for key in keys] == [200, 0, 0, 200]
    assert len(plan.struck) == 2
    plan.heal()
    assert ask(wires, **{"Idempotency-Key": "b"}) == 200


def test_an_outage_lasts_until_it_is_healed_and_is_of_one_wire(wires: Wires) -> None:
    plan = Outage(Place(2, BEFORE))
    wires.count_anew(plan)
    assert [ask(wires), ask(wires), ask(wires), ask(wires, wire="aws")] == [200, 0, 0, 200]
    plan.healed = True
    assert ask(wires) == 200


def test_a_silent_system_takes_calls_until_it_speaks_again(wires: Wires, stub: Stub) -> None:
    """Of one wire; what waited is cut, and its work was not done."""
    plan, answers = Silence(Place(1, BEFORE, changes=True, wire="stripe")), list[int]()
    wires.count_anew(plan)
    assert [ask(wires, wire="aws"), ask(wires, "GET", "/v1/events")] == [200, 404]
    asking = [threading.Thread(target=lambda: answers.append(ask(wires))) for _ in range(2)]
    for one in asking:
        one.start()
    eventually(lambda: len(plan.struck) == 2, reason="both calls to wait")
    assert ask(wires, wire="aws") == 200
    assert not answers
    plan.heal()
    for one in asking:
        one.join()
    assert answers == [0, 0]
    assert ask(wires) == 200
    assert [call.number for call in plan.struck] == [3, 4]
    assert [passed.cut for passed in wires.passed].count("before") == 2


def test_calls_on_one_wire_have_numbers_of_their_own(wires: Wires) -> None:
    ask(wires, wire="aws")
    ask(wires, "GET", "/v1/events")
    ask(wires)
    aws, read, changed = wires.calls
    of_stripe, changes_of_stripe = Place(1, wire="stripe"), Place(1, changes=True, wire="stripe")
    assert [of_stripe.number_of(call) for call in (aws, read, changed)] == [0, 1, 2]
    assert [changes_of_stripe.number_of(call) for call in (aws, read, changed)] == [0, 0, 1]


def test_a_process_that_dies_at_a_call(wires: Wires) -> None:
    died: list[int] = []
    wires.count_anew(Kill(Place(1, AFTER), kill=lambda: died.append(1)))
    assert (ask(wires), died) == (0, [1])


@pytest.mark.parametrize(("where", "reached"), [(BEFORE, 0), (AFTER, 1)])
def test_a_held_call(wires: Wires, stub: Stub, where: str, reached: int) -> None:
    """It waits until it is let go; others pass meanwhile."""
    plan = Hold(Place(1, where))
    wires.count_anew(plan)
    answers: list[int] = []
    held = threading.Thread(target=lambda: answers.append(ask(wires)))
    held.start()
    assert plan.reached.wait(5)
    assert (len(stub.requests), answers) == (reached, [])
    assert ask(wires, "GET", "/v1/events") == 404
    plan.let_go()
    held.join(5)
    assert answers == [200]


def test_nobody_behind_the_wire(wires: Wires) -> None:
    """What cannot be reached gives no answer, and is counted all the same."""
    alone = Wires(stripe="http://127.0.0.1:9")
    assert ask(alone) == 0
    assert len(alone.calls) == 1
    alone.close()
    assert isinstance(Plan().before(alone.calls[0]), bool)
    eventually(lambda: ask(alone) == 0, reason="a wire that was taken away answers nobody")
