"""The resiliency matrix has what was met, and nothing by guess."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from harness.core.history import Event
from harness.judging.resiliency import ACTIONS, SYSTEMS, TROUBLES, Cell, cells
from harness.judging.verdict import Case, Run, judge
from harness.report import merging, resiliency, summary, verdict_json
from tests.harness.judging.test_goals import broken, called
from tests.harness.report.test_report import STACK
from tests.harness.run.lanes.histories import ADA, BOB
from tests.harness.run.lanes.histories import Case as Told

Troubles = tuple[tuple[str, str, str, str, int], ...]
LOST = ("refund", "Stripe", "lost after")
AGAIN = "told to try again"
REFUND: Troubles = ((*LOST, "done", 2), (*LOST, AGAIN, 1))


@pytest.fixture(autouse=True)
def one_second_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events of a history are a second apart, so that something can be in the middle of a request."""
    seconds = itertools.count()
    clock = SimpleNamespace(time=lambda: 1000.0, monotonic=lambda: float(next(seconds)))
    monkeypatch.setattr("harness.core.history.time", clock)


def during(case: Told, request: Event, **data: Any) -> None:
    """A call of the checkout in the middle of a request."""
    called(case.history, at=case.history.began_at + request.at + 0.5, **data)


@pytest.mark.parametrize(
    ("facts", "system", "trouble"),
    [
        ({"cut": "after"}, "Stripe", "lost after"),
        ({"cut": "before"}, "Stripe", "lost before"),
        ({"cut": "after", "wire": "aws", "what": "DynamoDB PutItem"}, "database", "lost after"),
        ({"cut": "after", "wire": "aws", "what": "POST /"}, "mail", "lost after"),
        ({"cut": "before", "trouble": "gone"}, "Stripe", "gone"),
        ({"cut": "after", "trouble": "dies"}, "the checkout itself", "gone"),
        ({"trouble": "stops"}, "the checkout itself", "slow"),
        ({"trouble": "slow"}, "Stripe", "slow"),
        ({"cut": "before", "trouble": "silent"}, "Stripe", "silent"),
        ({"cut": "after", "trouble": "silent"}, "Stripe", "silent"),
    ],
)
def test_a_call_that_was_cut_is_a_cell_of_the_request_that_made_it(facts: Any, system: str, trouble: str) -> None:
    case = Told(ADA)
    during(case, case.asks(ADA, "refund", status=503), **facts)
    case.asks(ADA, "refund")
    assert cells(case.history) == Counter({("refund", system, trouble, "told to try again"): 1})


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "done"),
        (402, "refused"),
        (409, "told to try again"),
        (429, "told to try again"),
        (500, "told to try again"),
    ],
)
def test_what_was_told(status: int, outcome: str) -> None:
    case = Told(ADA)
    during(case, case.asks(ADA, "begin", status=status), cut="after")
    ((_, _, _, told),) = cells(case.history)
    assert told == outcome


def test_no_answer_is_told_as_that() -> None:
    case = Told(ADA)
    case.unanswered(ADA, "settle")
    (request,) = case.history.of(kind="invoke")
    during(case, request, cut="after", trouble="dies")
    assert cells(case.history) == Counter({("come back", "the checkout itself", "gone", "no answer"): 1})


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        (["stuck"], "stuck"),
        (["stuck", "oversold"], "WRONG"),
        (["charged_twice"], "WRONG"),
        (["invariant_unknown"], "done"),
    ],
)
def test_what_was_found_counts_more_than_what_was_told(codes: list[str], outcome: str) -> None:
    case = Told(ADA)
    during(case, case.asks(ADA, "refund"), cut="after")
    assert cells(case.history, codes) == Counter({("refund", "Stripe", "lost after", outcome): 1})


def test_a_call_outside_of_any_request_or_within_two_fills_no_cell() -> None:
    case = Told(ADA, BOB)
    alone = case.asks(ADA, "refund")
    called(case.history, at=case.history.began_at + alone.at + 60, cut="after")
    assert cells(case.history) == Counter()
    two = Told(ADA, BOB)
    both = [two.history.record("invoke", who, "begin", system="checkout") for who in (ADA, BOB)]
    for one in both:
        two.history.record("ok", one.actor, "begin", status=200, invoke=one.seq)
    during(two, both[1], cut="after")
    assert cells(two.history) == Counter()


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        ("status", "refused"),
        ("lock_timeout", "refused"),
        ("latency", "slow"),
        ("reset_before", "lost before"),
        ("reset_after", "lost after"),
    ],
)
def test_a_fault_at_stripe_is_a_cell_where_one_request_alone_can_have_met_it(kind: str, trouble: str) -> None:
    case = Told(ADA)
    broken(case, kind)
    case.asks(ADA, "begin", status=503)
    broken(case)
    expected: Counter[Cell] = Counter({("begin", "Stripe", trouble, "told to try again"): 1})
    assert cells(case.history) == expected
    broken(case, kind, fault="f2")
    case.asks(ADA, "begin")
    case.asks(ADA, "settle")
    broken(case, fault="f2")
    assert cells(case.history) == expected, "nobody knows which of the two met it"


def test_a_fault_that_hit_nothing_fills_no_cell() -> None:
    case = Told(ADA)
    broken(case)
    case.asks(ADA, "begin")
    broken(case, hits=0)
    assert cells(case.history) == Counter()


def run(*troubles: Troubles, not_offered: tuple[str, ...] = ()) -> Run:
    cases = tuple(Case(f"s::{number}", "t", "passed", troubles=one) for number, one in enumerate(troubles))
    return Run(cases=cases, full=False, stack=STACK, not_offered=dict.fromkeys(not_offered, "x"))


def test_every_cell_is_told_and_an_empty_one_says_so() -> None:
    rows = resiliency.document(run(REFUND, REFUND, not_offered=("sign_in", "sign_up", "add")))
    assert len(rows) == len(ACTIONS) * len(SYSTEMS) * len(TROUBLES)
    by_cell = {(row["action"], row["system"], row["trouble"]): row for row in rows}
    assert by_cell["refund", "Stripe", "lost after"]["outcomes"] == {"told to try again": 2, "done": 4}
    assert by_cell["refund", "Stripe", "lost after"]["outcome"] == "told to try again", "the worst"
    assert by_cell["refund", "mail", "slow"]["outcome"] == "not tried"
    assert by_cell["sign-in", "Stripe", "slow"]["outcome"] == "not offered"
    assert by_cell["cart change", "Stripe", "slow"]["outcome"] == "not tried", "a cart can be changed in another way"


def test_the_page_shows_it_and_nothing_where_nothing_was_tried() -> None:
    wrong: Troubles = (("begin", "database", "gone", "WRONG", 1),)
    page = summary.render(run(REFUND, wrong), judge(run()))
    assert "told to try again × 1" in page
    assert '<span class="chip tone-fail">WRONG × 1</span>' in page
    assert "not tried" in page
    assert "pairs of which nothing was tried" in page
    assert "when something was in trouble" not in summary.render(run(()), judge(run()))


def test_it_is_in_the_verdict_and_comes_through_a_merge() -> None:
    whole = run(REFUND)
    document = json.loads(json.dumps(verdict_json.document(whole, judge(whole))))
    assert document["resiliency"] == resiliency.document(whole)
    assert merging.cases_of(document)[0].troubles == REFUND
