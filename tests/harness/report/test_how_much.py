"""A yes says how much it rests on: how many cases were judged of how many, and what kept the rest from it."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.judging.goals import GOALS
from harness.judging.verdict import Case, Run, judge
from harness.report import judged, markdown, summary, terminal, verdict_json
from harness.report.allure import files
from tests.harness.report.test_report import STACK

MET = Case("s::one", "A card pays", "passed", goals=tuple(GOALS))
REFUNDS = tuple(Case(f"s::refund_{n}", "Refund", "skipped", reason="not offered: refund") for n in range(2))
MAILS = Case("s::mail", "Mail", "skipped", reason="not offered: mails")
SEEN = Case("s::seen", "Pages", "skipped", reason="not run: --browser=off")
ALL = Run(cases=(MET,), stack=STACK, seed=7)
YES = "Yes: this checkout charges people correctly"
SO_FAR = "Yes, as far as it was asked: this checkout charges people correctly in the {} of {} cases that were judged"
LEFT_OUT = "4 of 5 cases were not judged. Not offered: refund (2), mails (1). Not run: --browser=off (1)"


def texts(run: Run) -> list[str]:
    """What the run says to people: on the terminal, as Markdown, as a page, in Allure."""
    verdict = judge(run)
    lines = terminal.closing_lines(run, verdict, Path("reports"))
    pages = [
        markdown.render(run, verdict),
        summary.render(run, verdict),
        files.environment(run, verdict, summary.answer_for_allure(run, verdict)),
    ]
    return ["\n".join(lines), *pages]


def test_a_plain_yes_is_said_of_a_run_that_judged_every_case() -> None:
    assert all(YES in text for text in texts(ALL))
    assert not any("not judged" in text for text in texts(ALL))


@pytest.mark.parametrize(("cases", "of"), [((MAILS,), 2), ((SEEN,), 2), ((*REFUNDS, MAILS, SEEN), 5)])
def test_a_yes_after_cases_that_did_not_run_says_how_far_it_goes(cases: tuple[Case, ...], of: int) -> None:
    run = replace(ALL, cases=(MET, *cases))
    assert judge(run).word == "pass"
    for text in texts(run):
        assert SO_FAR.format(1, of) in text
        assert YES not in text


def test_the_reasons_are_counted_the_commonest_first() -> None:
    run = replace(ALL, cases=(MET, *REFUNDS, MAILS, SEEN))
    _, *written = texts(run)
    assert judged.line(run) == LEFT_OUT
    assert all(LEFT_OUT in text for text in written)
    told = {"cases": 1, "of": 5, "not_offered": {"refund": 2, "mails": 1}, "not_run": {"--browser=off": 1}}
    assert verdict_json.document(run, judge(run))["judged"] == told


def test_of_many_reasons_the_first_are_named() -> None:
    cases = [Case(f"s::{n}", "t", "skipped", reason=f"not offered: feature {n}") for n in range(7)]
    assert judged.line(replace(ALL, cases=(MET, *cases))).endswith("feature 4 (1) and 2 more")


def test_the_quick_part_says_it_too() -> None:
    run = replace(ALL, cases=(MET, *REFUNDS, MAILS), part="quick", out_of=50)
    words = "Pass of the quick part, as far as it was asked: 1 of its 4 cases were judged, of 50 in all"
    assert all(words in text for text in texts(run))


@pytest.mark.parametrize("outcome", ["failed", "unknown"])
def test_another_verdict_says_what_was_not_judged_beside_it(outcome: str) -> None:
    run = replace(ALL, cases=(MET, Case("s::two", "t", outcome), *REFUNDS))
    assert summary.answer(run, judge(run)).startswith("No")
    assert "2 of 4 cases were not judged" in summary.render(run, judge(run))
    assert judged.document(run)["cases"] == (2 if outcome == "failed" else 1)


def test_a_goal_that_is_not_offered_is_told_with_what_its_cases_need() -> None:
    goals = tuple(goal for goal in GOALS if goal != "lost_response")
    lost = tuple(replace(case, may_reach=("lost_response",)) for case in REFUNDS)
    run = replace(ALL, cases=(replace(MET, goals=goals), *lost))
    on_terminal, as_markdown, page, _ = texts(run)
    why = "no case of lost_response (an answer of Stripe was lost): refund (2)"
    assert f"  o not offered: {why}" in on_terminal.splitlines()
    assert "not offered: refund (2)" in as_markdown
    assert "not offered: refund (2)" in page
    assert ">never<" not in page
    assert "**never**" not in as_markdown
    assert verdict_json.document(run, judge(run))["goals"]["lost_response"]["not_offered"] == {"refund": 2}
