"""What came is compared with what a bug's file expects, and every difference is told."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proving import __main__, gate
from proving.bugs import UNBROKEN, Bug, BugError, Edit
from proving.copies import MARK
from proving.gate import GateResult
from proving.judgement import Row, judge
from proving.shops import REFERENCE, Shop
from proving.table import matrix, table

CARD = "4000000000000002"
BUG = Bug(
    edits=(Edit("stock.py", "a", "b"),),
    codes=("order_without_money",),
    cases=("test_declines.py::test_a_declined",),
    cards=(CARD,),
    texts=("Hint: try",),
    name="example",
    story="A story.",
)
CASE = {"nodeid": "scenarios/test_declines.py::test_a_declined[visa]", "outcome": "failed"}
VERDICT: dict[str, Any] = {
    "exit_code": 1,
    "reasons": ["Hint: try"],
    "failures": [{"code": "order_without_money", "title": "Goods were sold | for nothing"}],
    "cards": {"failing": [{"number": CARD, "name": "Visa"}]},
    "cases": [CASE, {"nodeid": "scenarios/test_mail.py::test_one", "outcome": "passed"}],
}
RESULT = GateResult(1, VERDICT, "Hint: try", f"{MARK}example\n", 1.5, 0.7, 0.7)
GREEN = GateResult(0, {"exit_code": 0, "failures": [], "cases": []}, "", f"{MARK}example\n", 2.0)


def _without(name: str, value: Any) -> GateResult:
    return replace(RESULT, verdict={**VERDICT, name: value})


def test_what_comes_as_expected_is_caught() -> None:
    row = judge(BUG, RESULT)
    assert (row.wrong, row.outcome) == ((), "caught")
    assert RESULT.catchers == ("scenarios/test_declines.py::test_a_declined[visa]",)
    assert RESULT.first == "Goods were sold | for nothing"


@pytest.mark.parametrize(
    ("got", "difference"),
    [
        (replace(RESULT, exit_code=2), "exit code: expected 1, got 2"),
        (_without("exit_code", 0), "verdict.json: expected the process's exit code 1, got 0"),
        (_without("failures", []), "failure code: expected order_without_money; got none"),
        (_without("cases", []), "case: expected test_declines.py::test_a_declined; got none"),
        (_without("cards", {"failing": []}), f"failing card: expected {CARD}; got none"),
        (_without("reasons", []), "verdict.json: expected the text 'Hint: try', got none"),
        (replace(RESULT, output=""), "output: expected the text 'Hint: try', got none"),
        (replace(RESULT, log="ready"), "something else was judged"),
        (replace(RESULT, log=f"{MARK}other\n"), "something else was judged"),
        (GateResult(2), "verdict.json: expected the process's exit code 2, got None"),
    ],
)
def test_every_difference_is_told(got: GateResult, difference: str) -> None:
    row = judge(BUG, got)
    assert row.outcome == "WRONG"
    assert difference in "\n".join(row.wrong)


def test_no_other_case_may_fail_where_a_bug_says_so() -> None:
    other = [CASE, {"nodeid": "scenarios/test_mail.py::test_one", "outcome": "failed"}]
    got = _without("cases", other)
    assert judge(BUG, got).outcome == "caught"
    row = judge(replace(BUG, exactly=True), got)
    assert row.wrong == ("case: expected no other to fail, got scenarios/test_mail.py::test_one",)
    assert judge(replace(BUG, exactly=True), RESULT).outcome == "caught"


def test_a_bug_that_is_known_not_to_be_caught_is_told_as_such_and_no_longer_than_that() -> None:
    known = replace(BUG, caught=False, reason="nobody looks")
    assert judge(known, GREEN).outcome == "NOT CAUGHT: nobody looks"
    (wrong,) = judge(known, RESULT).wrong
    assert "remove caught=False from proving/bugs/example.py" in wrong
    assert judge(known, replace(GREEN, log="")).outcome == "WRONG"


def test_the_table_is_markdown_and_tells_what_is_wrong_below() -> None:
    rows = [judge(BUG, RESULT), judge(replace(BUG, name="other"), GREEN)]
    lines = table(rows).splitlines()
    assert lines[0].split("|")[1].strip() == "bug"
    assert set(lines[1]) == {"|", "-", " "}
    assert [cell.strip() for cell in lines[2].split("|")[1:-1]] == [
        *("example", "1", "1", "1 case", "Goods were sold / for nothing", "0.7", "1.5", "caught"),
    ]
    assert len({len(line) for line in lines[:4]}) == 1
    assert lines[4] == ""
    assert "other: exit code: expected 1, got 0" in lines


def test_a_long_title_is_cut() -> None:
    got = _without("failures", [{"code": "c", "title": "long " * 50}])
    assert "long long…" in table([Row(BUG, got)])


def test_the_matrix_names_the_cases_that_catch() -> None:
    document = json.loads(json.dumps(matrix([judge(BUG, RESULT)], 7)))
    assert document["seed"] == 7
    assert document["bugs"]["example"]["caught_by"] == [CASE["nodeid"]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[GateResult], int]:
    """The command with one bug, where every run of the gate leaves what the test says."""

    def prove(got: GateResult) -> int:
        def gate_run(bug: Bug, *_: object) -> GateResult:
            return replace(GREEN, log=f"{MARK}{bug.name}\n") if bug.name == UNBROKEN.name else got

        monkeypatch.setattr(gate, "run", gate_run)
        monkeypatch.setattr(__main__, "REFERENCE", replace(REFERENCE, bugs=lambda: (BUG,)))
        monkeypatch.setattr(__main__, "check", lambda _, __: None)
        monkeypatch.setattr(gate, "ends_on_sigterm", lambda: None)
        return __main__.main(["--bug", "example", "--reports", str(tmp_path)])

    return prove


def test_the_copy_stays_where_the_line_that_runs_a_case_again_names_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[list[str]] = []

    def child(command: list[str], _: dict[str, str] | None) -> tuple[int, str]:
        commands.append(command)
        return 0, ""

    monkeypatch.setattr(gate, "_child", child)
    for _ in range(2):  # a copy of an earlier run is made anew
        gate.run(UNBROKEN, tmp_path, 7)
    profile = tmp_path / "unbroken" / "copy" / "profile.toml"
    assert str(profile) in commands[-1]
    assert profile.is_file()


def test_the_command_is_green_when_the_gate_is_red(
    run: Callable[[GateResult], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(RESULT) == 0
    text = capsys.readouterr().out
    assert "unbroken: green" in text
    assert "| example " in text
    assert set(json.loads((tmp_path / "matrix.json").read_text("utf-8"))["bugs"]) == {"unbroken", "example"}


def test_the_command_is_red_when_the_gate_is_green(run: Callable[[GateResult], int]) -> None:
    assert run(GREEN) == 1


def test_the_command_refuses_a_name_that_no_bug_has(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["--bug", "nonsense"]) == 2
    assert "got nonsense" in capsys.readouterr().err


def test_the_command_refuses_a_folder_that_is_no_shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["--shop", str(tmp_path)]) == 2
    assert "--shop: expected a folder with checkout-harness.toml" in capsys.readouterr().err


def test_the_list_of_an_example_names_its_bugs(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["--shop", "examples/flask_hosted", "--list"]) == 0
    assert "success_page_trusts_the_url" in capsys.readouterr().out


def test_the_command_refuses_a_bug_that_does_not_apply_before_any_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(bug: Bug, _: Shop) -> None:
        raise BugError(f"{bug.file}: expected this text exactly once")

    monkeypatch.setattr(__main__, "check", refuse)
    assert __main__.main(["--bug", "cannot_start"]) == 2
    assert "expected this text exactly once" in capsys.readouterr().err


def test_the_list_names_every_bug(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["--list"]) == 0
    assert "decline_check_removed" in capsys.readouterr().out


def test_a_gate_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LIMIT_SECONDS", 0.1)
    status, _ = gate._child([sys.executable, "-c", "import time; time.sleep(60)"])
    assert status != 0
