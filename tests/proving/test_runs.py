"""Many gates: side by side, gone on with after an interruption, and alone where they could not tell."""

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proving import gate, known, record
from proving.bugs import UNBROKEN, Bug, BugError, Edit
from proving.copies import MARK
from proving.fail_fast import Enough
from proving.gate import GateResult
from proving.judgement import Row
from proving.known import Known
from proving.runs import NOTHING_LEFT, Progress, Runs, enough_of
from proving.shops import REFERENCE, Shop

BUG = Bug(edits=(Edit("stock.py", "a", "b"),), codes=("oversold",), name="first", story="A story.")
BUGS = (UNBROKEN, BUG, replace(BUG, name="second"), replace(BUG, name="third"))
CASE = {"nodeid": "scenarios/test_it.py::test_a", "outcome": "failed"}
RED: dict[str, Any] = {"exit_code": 1, "failures": [{"code": "oversold", "title": "Too many"}], "cases": [CASE]}


def result(bug: Bug) -> GateResult:
    """What a gate leaves that goes as expected."""
    verdict = RED if bug.edits else {"exit_code": 0}
    return GateResult(verdict["exit_code"], verdict, "", f"{MARK}{bug.name}\n", 8.0, 5.0, 5.5)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop of one file, judged by one other."""
    for name in ("source", "judges"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "it.py").write_text("pass")
    monkeypatch.setattr(record, "JUDGES", (str(tmp_path / "judges"),))
    return replace(REFERENCE, source=tmp_path / "source")


def runs(shop: Shop, reports: Path, jobs: int = 1, seed: int = 7) -> Runs:
    """A run that begins."""
    return Runs(shop, reports, record.begin(reports, seed, shop), Known(), jobs)


def test_gates_run_side_by_side_and_rows_are_in_the_order_of_the_bugs(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both = threading.Barrier(2)

    def run(bug: Bug, *_: object) -> GateResult:
        both.wait(30)  # none of them goes on before another is there
        return result(bug)

    monkeypatch.setattr(gate, "run", run)
    rows = runs(shop, tmp_path / "reports", 2).all(BUGS)
    named = [(row.bug.name, row.outcome) for row in rows]
    assert named == [("unbroken", "green"), ("first", "caught"), ("second", "caught"), ("third", "caught")]
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("  [4/4]")
    assert lines[-1].endswith("gate 8.0 s; nothing left")


def test_an_interrupted_run_goes_on_with_its_seed_and_runs_nothing_twice(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, int]] = []
    ended: list[bool] = []

    def run(bug: Bug, _: Path, seed: int, *__: object) -> GateResult:
        if len(ran) == 2 and not ended:
            raise KeyboardInterrupt
        ran.append((bug.name, seed))
        return result(bug)

    monkeypatch.setattr(gate, "run", run)
    monkeypatch.setattr(gate, "end_all", lambda: ended.append(True))
    begun = runs(shop, tmp_path / "reports")
    with pytest.raises(KeyboardInterrupt):
        begun.all(BUGS)
    resumed = record.resume(tmp_path / "reports", None, shop, BUGS)
    assert set(resumed.done) == {"unbroken", "first"}
    assert resumed.done["first"].got.catchers == (CASE["nodeid"],)
    rows = Runs(shop, tmp_path / "reports", resumed, Known()).all(BUGS)
    assert ran == [("unbroken", 7), ("first", 7), ("second", 7), ("third", 7)]
    assert {row.outcome for row in rows} == {"green", "caught"}
    assert (rows[1].got.seconds, rows[1].got.red_seconds, rows[1].got.codes) == (8.0, 5.0, ("oversold",))


def test_a_run_does_not_go_on_with_another_source_or_seed_or_out_of_nothing(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(BugError, match="expected a run that began"):
        record.resume(tmp_path / "reports", None, shop, BUGS)
    record.begin(tmp_path / "reports", 7, shop)
    with pytest.raises(BugError, match=r"expected the seed 7 of .*, got 8"):
        record.resume(tmp_path / "reports", 8, shop, BUGS)
    (shop.source / "it.py").write_text("fail")
    with pytest.raises(BugError, match=r"expected the source .* Hint: begin anew"):
        record.resume(tmp_path / "reports", None, shop, BUGS)


def test_a_bug_that_changed_meanwhile_and_a_half_written_line_are_run_again(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "run", lambda bug, *_: result(bug))
    runs(shop, tmp_path).all(BUGS)
    with (tmp_path / record.NAME).open("a") as lines:
        lines.write('{"bug": "thi')
    changed = (*BUGS[:3], replace(BUGS[3], codes=("amount_mismatch",)))
    assert set(record.resume(tmp_path, None, shop, changed).done) == {"unbroken", "first", "second"}


def test_nothing_more_begins_once_the_unbroken_copy_is_red(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "run", lambda bug, *_: replace(result(BUG), log=f"{MARK}{bug.name}\n"))
    rows = runs(shop, tmp_path).all(BUGS)
    assert [(row.bug.name, row.outcome) for row in rows] == [("unbroken", "WRONG")]
    assert NOTHING_LEFT in capsys.readouterr().out


def test_what_could_not_be_told_beside_others_is_run_alone_and_says_so(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def run(bug: Bug, *_: object) -> GateResult:
        ran.append(bug.name)
        busy = bug.name == "second" and ran.count("second") == 1
        return GateResult(3, {"exit_code": 3, "reasons": ["too busy"]}, "") if busy else result(bug)

    monkeypatch.setattr(gate, "run", run)
    rows = {row.bug.name: row for row in runs(shop, tmp_path, 2).all(BUGS)}
    assert (rows["second"].outcome, rows["second"].alone, rows["first"].alone) == ("caught", True, False)
    assert ran[-1] == "second"
    assert "second: unknown beside others, will run alone: too busy" in capsys.readouterr().out


def test_what_is_enough_is_what_the_file_of_the_bug_expects() -> None:
    matrix = Known({"first": ("scenarios/test_it.py::test_a",)})
    named = replace(BUG, cases=("test_a",), cards=("4242",))
    assert enough_of(named, matrix) == Enough(("oversold",), ("test_a",), ("4242",), matrix.killers["first"])
    others = (
        replace(BUG, exit_code=2),
        replace(BUG, exactly=True),
        replace(BUG, texts=("x",)),
        replace(BUG, caught=False, reason="why"),
        UNBROKEN,
    )
    assert all(enough_of(other, Known()).whole for other in others)


def test_the_matrices_of_earlier_runs_tell_killers_and_seconds(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text(json.dumps({"bugs": {"first": {"caught_by": ["a", "b"], "seconds": 4.0}}}))
    (tmp_path / "last.json").write_text(json.dumps({"bugs": {"first": {"caught_by": ["c"], "seconds": 6.0}}}))
    (tmp_path / "broken.json").write_text("{")
    got = known.read([tmp_path / name for name in ("kept.json", "nowhere.json", "broken.json", "last.json")])
    assert (got.killers["first"], got.takes("first"), got.takes("other")) == (("c", "a", "b"), 6.0, known.USUAL_SECONDS)


def test_the_time_that_is_left_goes_by_the_pace_of_this_run() -> None:
    lines: list[str] = []
    progress = Progress(BUGS, Known(seconds=dict.fromkeys([bug.name for bug in BUGS], 40.0)), 2, 4, lines.append)
    assert progress.left() == "about 1 min 20 s left"
    progress.tell(Row(UNBROKEN, replace(result(UNBROKEN), seconds=80.0)))
    assert lines[-1].endswith("about 2 min 0 s left")
