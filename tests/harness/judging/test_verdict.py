"""The verdict is the worst of what a run saw."""

from dataclasses import replace

import pytest

from harness.core.failure import UNKNOWN, Failure
from harness.judging.goals import GOALS
from harness.judging.verdict import Case, Finding, Run, judge

ALL_GOALS = tuple(GOALS)
PASSED = Case("a.py::one", "One", "passed", goals=ALL_GOALS)
DECLINED = {"4000000000000002": "Visa: Generic decline"}
FAILED = Case("a.py::two", "Two", "failed", cards=DECLINED, findings=(Finding("ordered_twice", "2 orders"),))
UNJUDGED = Case("a.py::three", "Three", "unknown", findings=(Finding(UNKNOWN, "no judge"),))


@pytest.mark.parametrize(
    ("run", "word", "exit_code"),
    [
        (Run(cases=(PASSED,)), "pass", 0),
        (Run(cases=(PASSED, FAILED)), "fail", 1),
        (Run(cases=(PASSED, FAILED, UNJUDGED), problems=("interrupted",)), "fail", 1),
        (Run(cases=(PASSED, UNJUDGED), problems=("interrupted",)), "could_not_run", 2),
        (Run(), "could_not_run", 2),
        (Run(full=False), "unknown", 3),
        (Run(part="quick"), "unknown", 3),
        (Run(cases=(Case("a.py::four", "Four", "skipped"),)), "unknown", 3),
        (Run(cases=(PASSED, UNJUDGED)), "unknown", 3),
    ],
)
def test_the_worst_wins(run: Run, word: str, exit_code: int) -> None:
    verdict = judge(run)
    assert (verdict.word, verdict.exit_code) == (word, exit_code)
    assert bool(verdict.reasons) == (word != "pass")


@pytest.mark.parametrize("missed", Run().goals_owed())
def test_a_full_run_that_missed_a_goal_is_unknown(missed: str) -> None:
    case = Case("a.py::one", "One", "passed", goals=tuple(goal for goal in ALL_GOALS if goal != missed))
    verdict = judge(Run(cases=(case,)))
    assert verdict.word == "unknown"
    assert missed in verdict.reasons[0]


def test_a_full_run_that_left_a_card_out_is_unknown() -> None:
    run = Run(cases=(replace(PASSED, cards={"4242": "Visa"}),), catalogue={"4242": "Visa", "5555": "Mastercard"})
    verdict = judge(run)
    assert (verdict.word, verdict.reasons) == ("unknown", ("no case paid with these cards: 5555 Mastercard",))
    assert judge(replace(run, full=False)).word == "pass"


def test_failures_on_a_stack_that_broke_prove_nothing() -> None:
    verdict = judge(Run(cases=(PASSED, FAILED), broken=("The stack broke while cases ran: checkout",)))
    assert (verdict.word, verdict.exit_code) == ("could_not_run", 2)
    assert verdict.reasons[0].startswith("The stack broke")
    assert "1 of 2 cases failed" in verdict.reasons[1]


def test_a_selection_needs_no_goals() -> None:
    assert judge(Run(cases=(Case("a.py::one", "One", "passed"),), full=False)).word == "pass"


def test_the_cards_of_failing_cases_are_named() -> None:
    reasons = " ".join(judge(Run(cases=(PASSED, FAILED))).reasons)
    assert "4000000000000002 Visa: Generic decline" in reasons
    assert "ordered_twice (1)" in reasons


def test_many_failing_cards_are_counted_not_listed() -> None:
    many = replace(FAILED, cards={f"{number}": "Visa" for number in range(100)})
    (_, cards) = judge(Run(cases=(PASSED, many))).reasons
    assert cards.endswith(" and 90 more")


def test_one_case_is_told_as_one() -> None:
    one = Case("a.py::one", "One", "unknown", missing="a browser: none")
    assert judge(Run(cases=(one,), full=False)).reasons == (
        "1 case could not be judged: One",
        "1 case needs a browser: none",
    )


def test_why_cases_could_not_be_judged_is_told() -> None:
    wrong = Finding("invariant_unknown", "OSError in setup: no space left")
    cases = tuple(Case(f"a.py::{name}", name, "unknown", findings=(wrong,)) for name in "abcd")
    assert judge(Run(cases=cases, full=False)).reasons == (
        "4 cases could not be judged (OSError in setup: no space left): a; b; c and 1 more",
    )


def test_a_finding_keeps_what_a_failure_tells() -> None:
    finding = Finding.of(Failure("not_json", "t", let="a", then=["b", "c"], however="d", severity="minor"))
    assert (finding.code, finding.let, finding.then, finding.severity) == ("not_json", ("a",), ("b", "c"), "minor")


def test_a_goal_whose_every_case_is_not_offered_is_no_doubt() -> None:
    goals = tuple(goal for goal in ALL_GOALS if goal != "lost_response")
    met = replace(PASSED, goals=goals)
    needs = Case("a.py::two", "Two", "skipped", may_reach=("lost_response",), reason="not offered: refund")
    run = Run(cases=(met, needs, replace(needs, nodeid="a.py::three", reason="not offered: confirm")))
    assert judge(run).word == "pass"
    assert run.goals_not_offered() == {"lost_response": {"refund": 1, "confirm": 1}}


@pytest.mark.parametrize(("outcome", "reason"), [("passed", ""), ("skipped", "not run: --browser=off")])
def test_a_goal_that_one_offered_case_could_have_met_is_a_doubt(outcome: str, reason: str) -> None:
    met = replace(PASSED, goals=tuple(goal for goal in ALL_GOALS if goal != "lost_response"))
    needs = Case("a.py::two", "Two", "skipped", may_reach=("lost_response",), reason="not offered: refund")
    could = replace(needs, nodeid="a.py::three", outcome=outcome, reason=reason)
    verdict = judge(Run(cases=(met, needs, could)))
    assert verdict.reasons == ("the run never reached: lost_response (an answer of Stripe was lost)",)
