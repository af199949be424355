"""Figures of each kind of stack are kept beside the reports, and shown side by side."""

from dataclasses import replace
from pathlib import Path

from harness.judging.verdict import Case, Run, judge
from harness.report import markdown, stacks, summary

PARTS = {"localstack": 2.25, "tap": 0.5, "checkout": 1.5}
EMBEDDED = Run(
    cases=(Case("scenarios/test_a.py::test_a", "a", "passed"),),
    stack={"mode": "embedded", "why": "", "startup_seconds": 1.5, "parts": {"edge": 0.6}, "profile": "", "asked": ""},
    seconds=40.0,
)
CONTAINERS = replace(EMBEDDED, stack={**EMBEDDED.stack, "mode": "containers", "startup_seconds": 4.75, "parts": PARTS})


def test_a_run_on_one_stack_shows_the_other_too(tmp_path: Path) -> None:
    assert stacks.table(stacks.keep(EMBEDDED, judge(EMBEDDED), tmp_path))["rows"] == []
    stack_figures = stacks.keep(CONTAINERS, judge(CONTAINERS), tmp_path)
    table = stacks.table(stack_figures)
    rows = {row["name"]: row["cells"] for row in table["rows"]}
    assert table["columns"] == ["embedded", "containers"]
    assert rows["stack up after"] == ["1.50 s", "4.75 s"]
    assert rows["localstack healthy after"] == ["–", "2.25 s"]
    for page in (
        summary.render(CONTAINERS, judge(CONTAINERS), stack_figures),
        markdown.render(CONTAINERS, judge(CONTAINERS), stack_figures),
    ):
        assert "The stacks compared" in page
        assert "4.75 s" in page


def test_a_part_of_the_suites_replaces_no_whole_run(tmp_path: Path) -> None:
    stacks.keep(EMBEDDED, judge(EMBEDDED), tmp_path)
    part = replace(EMBEDDED, full=False, seconds=1.0)
    assert stacks.keep(part, judge(part), tmp_path)["embedded"]["seconds"] == 40.0


def test_another_stripe_has_a_column_of_its_own(tmp_path: Path) -> None:
    stock = replace(CONTAINERS, stack={**CONTAINERS.stack, "stripe": "stock"})
    assert list(stacks.keep(stock, judge(stock), tmp_path)) == ["containers, --stripe=stock"]


def test_a_file_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / stacks.NAME).write_text("{", encoding="utf-8")
    assert list(stacks.keep(EMBEDDED, judge(EMBEDDED), tmp_path)) == ["embedded"]
