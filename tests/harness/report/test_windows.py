"""How many places of the checkout's calls were broken or held on purpose is a figure of every report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harness.judging.verdict import Case, judge
from harness.report import markdown, merging, summary, terminal, verdict_json
from tests.harness.report.test_how_much import ALL
from tests.harness.report.test_merging import document

LOST, HELD = "its answer is lost once", "it is held"
CASES = (
    Case("s::one", "Buy", "passed", windows={LOST: 18}),
    Case("s::two", "Refund", "passed", windows={LOST: 7}),
    Case("s::three", "Two tabs", "passed", windows={HELD: 9}),
)
RUN = replace(ALL, cases=(*ALL.cases, *CASES))
FIGURES = [{"what": LOST, "places": 25, "cases": 2}, {"what": HELD, "places": 9, "cases": 1}]


def test_the_places_of_all_cases_are_added_up() -> None:
    assert verdict_json.document(RUN, judge(RUN))["windows"] == FIGURES
    line = "34 places broken or held on purpose: its answer is lost once (25), it is held (9)"
    assert line in terminal.closing_lines(RUN, judge(RUN), Path("reports"))
    assert "| its answer is lost once | 25 | 2 |" in markdown.render(RUN, judge(RUN))
    assert "Its answer is lost once" in summary.render(RUN, judge(RUN))


def test_shards_add_theirs() -> None:
    documents = [document(f"{number}/3", case) for number, case in enumerate(CASES, 1)]
    merged = merging.run_of(documents)
    assert verdict_json.document(merged, judge(merged))["windows"] == FIGURES


def test_a_run_that_broke_nothing_says_nothing_of_it() -> None:
    assert verdict_json.document(ALL, judge(ALL))["windows"] == []
    assert verdict_json.windows(ALL) == ""
    assert "Places that were broken" not in markdown.render(ALL, judge(ALL)) + summary.render(ALL, judge(ALL))
