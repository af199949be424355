"""Goals are read from what a case recorded, owed by the parts that name them, and never silently green."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.core.history import History
from harness.judging.goals import BY_NAME, DEEP, GOALS, PARTS, QUICK, ROWS, WHOLE
from harness.judging.goals.met import SHOWN_BY, met
from harness.judging.verdict import Case, Run, judge
from harness.report import summary, verdict_json
from tests.harness.report.test_report import STACK
from tests.harness.run.lanes.histories import ADA, BOB, intent, order
from tests.harness.run.lanes.histories import Case as Told

ROOT = Path(__file__).resolve().parents[3]
ALL = Case("s::one", "One", "passed", goals=tuple(GOALS))


def shown(case: Told) -> set[str]:
    return set(met(case.history))


def broken(case: Told, kind: str = "reset_after", hits: int = 1, fault: str = "f1") -> None:
    """A fault at Stripe that hit so many requests; what is asked between stands between two calls of this."""
    if not [event for event in case.history.of(kind="fact", operation="fault") if event.data["fault_id"] == fault]:
        case.fact("fault", fault_id=fault, rule={"kind": kind, "method": "POST", "path": "/v1/*", "times": 1})
    else:
        case.fact("healed", fault_id=fault, hits=hits)


def called(history: History, **data: Any) -> None:
    """A call of a checkout on wires that a story may cut."""
    usual = {
        "number": 1,
        "wire": "stripe",
        "what": "POST /v1/refunds",
        "at": history.began_at,
        "status": 200,
        "cut": "",
    }
    history.record("fact", "checkout", "called", **{**usual, "trouble": "lost", **data})


def test_every_function_has_its_row() -> None:
    assert SHOWN_BY.keys() <= GOALS.keys()
    assert {goal.part for goal in ROWS} <= {"", *PARTS}
    assert len(BY_NAME) == len(ROWS)


def test_an_empty_history_shows_nothing() -> None:
    assert met(History()) == []


@pytest.mark.parametrize("kind", ["status", "lock_timeout", "latency", "reset_before", "reset_after"])
def test_a_fault_counts_once_it_has_hit(kind: str) -> None:
    case = Told(ADA)
    broken(case, kind)
    broken(case, hits=0)
    assert f"fault_{kind}" not in shown(case), "planned alone is nothing"
    broken(case, kind, fault="f2")
    broken(case, fault="f2")
    assert f"fault_{kind}" in shown(case)


def test_rare_states_are_read_from_the_snapshots() -> None:
    case = Told(ADA)
    held = [
        {**intent("pi_1", 0), "status": "canceled"},
        {**intent("pi_2", 0), "status": "requires_action", "charges": [{"status": "failed"}]},
    ]
    case.ends(intents=held, orders=[order("o", "pi_1", "partially_refunded")])
    assert {"payment_canceled", "challenge_left_open", "challenge", "decline", "order_partially_refunded"} <= shown(
        case
    )


def test_webhooks_twice_and_in_another_order() -> None:
    case = Told(ADA)
    for type, id in (("payment_intent.succeeded", "evt_2"), ("payment_intent.created", "evt_1")):
        case.asks("stripe", "webhook", event_type=type, event_id=id, signature="good")
    assert shown(case) == {"reordered_webhook"}
    case.asks("stripe", "webhook", event_type="payment_intent.created", event_id="evt_1", signature="bad")
    assert "duplicate_webhook" not in shown(case), "a forged one is no second delivery"
    case.asks("stripe", "webhook", event_type="payment_intent.created", event_id="evt_1", signature="good")
    assert "duplicate_webhook" in shown(case)


def test_what_happens_under_an_open_payment() -> None:
    case = Told(ADA, BOB)
    case.begins(ADA, "pi_1")
    case.asks(BOB, "add")
    assert shown(case) == set(), "Bob's cart is not Ada's"
    case.asks(ADA, "set_quantity", status=409)
    assert "cart_changed_under_payment" not in shown(case), "it was refused"
    case.asks(ADA, "set_quantity")
    assert shown(case) == {"cart_changed_under_payment"}
    case.begins(ADA, "pi_2")
    assert "begun_again" in shown(case)
    settled = Told(ADA)
    settled.begins(ADA, "pi_1")
    settled.comes_back(ADA, "pi_1", "o")
    settled.asks(ADA, "add")
    settled.begins(ADA, "pi_2")
    assert shown(settled) == set()


def test_sold_out_while_another_one_buys() -> None:
    case = Told(ADA, BOB)
    case.begins(ADA, "pi_1")
    case.asks(BOB, "begin", status=409)
    assert "sold_out_during_payment" not in shown(case)
    case.ends(stock=[{"product_id": "p", "now": 0, "initial": 1}])
    assert "sold_out_during_payment" in shown(case)


def test_an_operation_counts_under_faults_when_it_is_done_while_something_is_broken() -> None:
    case = Told(ADA)
    case.begins(ADA, "pi_1")
    broken(case)
    case.asks(ADA, "refund", status=503)
    case.asks(ADA, "settle")
    broken(case)
    case.asks(ADA, "cancel")
    under = {name for name in shown(case) if name.endswith("_under_faults")}
    assert under == {"settle_under_faults"}, "refund was refused, begin came before, cancel after"


def test_the_stories_with_wires() -> None:
    case = Told(ADA)
    called(case.history, cut="after")
    assert {"call_lost_after", "lost_response"} <= shown(case)
    for facts, goal in (
        ({"cut": "before"}, "call_lost_before"),
        ({"trouble": "slow"}, "call_held"),
        ({"cut": "after", "trouble": "dies"}, "process_died"),
        ({"trouble": "stops"}, "process_stopped"),
        ({"cut": "after", "trouble": "gone"}, "system_gone"),
    ):
        other = Told(ADA)
        called(other.history, **facts)
        assert goal in shown(other)
    aws = Told(ADA)
    called(aws.history, cut="after", wire="aws")
    assert "lost_response" not in shown(aws), "it is Stripe's answer that is meant"


def test_what_is_done_although_one_of_its_calls_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count()
    clock = SimpleNamespace(time=lambda: 1000.0, monotonic=lambda: float(next(seconds)))
    monkeypatch.setattr("harness.core.history.time", clock)
    case = Told(ADA)
    for operation, status in (("refund", 200), ("cancel", 503)):
        request = case.asks(ADA, operation, status=status)
        called(case.history, cut="after", at=1000.0 + request.at + 0.5)
    case.asks(ADA, "settle")
    assert {name for name in shown(case) if name.endswith("_under_faults")} == {"refund_under_faults"}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_owes_its_goals_and_those_before_it(part: str) -> None:
    run = Run(cases=(ALL,), part=QUICK if part == QUICK else "", deep=part == DEEP)
    owed = run.goals_owed()
    before = PARTS[: PARTS.index(part) + 1]
    assert owed == [goal.name for goal in ROWS if goal.part in before]
    for goal in owed:
        short = replace(run, cases=(replace(ALL, goals=tuple(name for name in GOALS if name != goal)),))
        assert judge(short).word == "unknown"
        assert goal in judge(short).reasons[0]


def test_what_no_part_owes_is_counted_and_told() -> None:
    free = [goal.name for goal in ROWS if not goal.part]
    run = Run(cases=(replace(ALL, goals=tuple(name for name in GOALS if name not in free)),), stack=STACK)
    assert judge(run).word == "pass"
    told = verdict_json.document(run, judge(run))["goals"]
    assert {told[name]["owed"] for name in free} == {False}
    assert f"{len(free)} more that this part of the suites does not owe" in summary.render(run, judge(run))


def test_a_selection_owes_none() -> None:
    assert Run(cases=(ALL,), full=False).goals_owed() == []


def test_a_goal_is_owed_by_the_whole() -> None:
    assert {BY_NAME[name].part for name in ("call_lost_after", "refund_under_faults", "call_held")} == {WHOLE}


def test_the_cases_that_a_goal_names_are_there() -> None:
    """A case that is renamed would leave its goal to nobody."""
    tests = {
        f"{path.name}::{name}"
        for path in (ROOT / "scenarios").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    for goal in ROWS:
        for part in goal.cases:
            assert any(test.startswith(part.partition("[")[0]) for test in tests), (goal.name, part)
