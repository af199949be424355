"""`checkout-harness explain REPORTS CASE`, and what it says to a wrong word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from harness.cli import app
from harness.judging.verdict import Case, Run, judge
from harness.report import verdict_json
from tests.harness.report.test_lanes import DRAWN

RED = "s/test_a.py::two"


def explain(*words: object) -> tuple[int, str, str]:
    """Exit code, what it printed, and its complaint."""
    result = CliRunner().invoke(app, ["explain", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """The reports of a run with one failing case."""
    return kept(tmp_path / "reports", DRAWN)


def kept(folder: Path, run: Run) -> Path:
    folder.mkdir()
    verdict_json.write(run, judge(run), folder / verdict_json.NAME)
    return folder


@pytest.mark.parametrize("words", [("two",), (RED,), ("A <declined> card buys nothing",), ("DECLINED",), ()])
def test_a_failing_case_is_told_and_drawn(reports: Path, words: tuple[str, ...]) -> None:
    """By its name, its title, or words of them; the only one needs no word."""
    code, told, _ = explain(reports, *words)
    assert code == 0
    assert "      Let order o1 over 5999 usd\n     Then Stripe took that money\n  However Stripe received 0 usd" in told
    assert "order_without_money" in told
    assert "Ada begins to pay · 59.99 USD" in told
    assert "pytest s/test_a.py::two --seed=7" in told
    (line,) = (line for line in told.splitlines() if line.startswith("picture: "))
    picture = Path(line.removeprefix("picture: "))
    assert picture.parent == reports / "explain"
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")


def test_the_verdict_itself_may_be_named_and_the_place_of_the_picture(reports: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "picture.svg"
    code, told, _ = explain(reports / "verdict.json", "two", "--svg", place)
    assert (code, f"picture: {place}" in told, place.is_file()) == (0, True, True)
    assert not (reports / "explain").exists()


def test_the_picture_is_opened_where_that_is_asked(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    explain(reports, "two")
    assert opened == []
    explain(reports, "two", "--open")
    assert [url.startswith("file:///") and url.endswith(".svg") for url in opened] == [True]


def test_several_failing_cases_are_listed(tmp_path: Path) -> None:
    other = replace(DRAWN.cases[1], nodeid="s/test_a.py::other", title="Another one")
    folder = kept(tmp_path / "r", replace(DRAWN, cases=(*DRAWN.cases, other)))
    code, told, _ = explain(folder)
    assert code == 0
    assert all(text in told for text in (RED, "s/test_a.py::other", f"explain {folder} CASE"))
    code, _, complaint = explain(folder, "test_a")
    assert code == 2
    assert complaint == "expected words of one failing case, got 'test_a', which 2 have: two, other\n"


def test_a_run_without_failures_has_nothing_to_explain(tmp_path: Path) -> None:
    assert "nothing to explain" in explain(kept(tmp_path / "r", Run(cases=(Case("a", "b", "passed"),))))[1]


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("s/test_a.py::one", "expected a failing case, got 's/test_a.py::one', which is passed"),
        ("tow", "expected a failing case, got 'tow'. Hint: did you mean two?"),
        ("zzzz", "expected a failing case, got 'zzzz'. Hint: those that failed are two"),
    ],
)
def test_a_wrong_case(reports: Path, case: str, says: str) -> None:
    code, told, complaint = explain(reports, case)
    assert (code, told, complaint) == (2, "", f"{says}\n")


def test_a_wrong_folder_or_file(tmp_path: Path) -> None:
    assert explain(tmp_path / "none")[0] == 2
    code, _, complaint = explain(tmp_path)
    assert (code, "without a verdict.json. Hint: run `checkout-harness gate`" in complaint) == (2, True)
    broken = tmp_path / "verdict.json"
    for text in ("{", "[]", '{"cases": 3}'):
        broken.write_text(text, "utf-8")
        code, _, complaint = explain(broken)
        assert (code, complaint.startswith(f"expected a verdict, got {broken}")) == (2, True)


def test_a_place_that_cannot_be_written(reports: Path) -> None:
    code, _, complaint = explain(reports, "two", "--svg", reports)
    assert (code, "Hint: name a file, --svg FILE" in complaint) == (2, True)


def test_a_code_is_still_a_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a file has its name; with a case beside it nobody knows what is meant."""
    monkeypatch.chdir(tmp_path)
    Path("oversold").write_text("", "utf-8")
    assert explain("oversold")[1].startswith("oversold (critical)")
    assert explain("[oversold]")[0] == 0
    assert explain("oversolt")[2] == "expected a failure code, got 'oversolt'. Hint: did you mean oversold?\n"
    code, _, complaint = explain("oversold", "two")
    assert code == 2
    assert complaint == (
        "expected the reports of a run before a case, got 'oversold'. Hint: checkout-harness explain reports CASE\n"
    )
