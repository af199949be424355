"""Mutants: tried with the shop's own tests, then with the gate; what nobody sees is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from proving import copies, gate
from proving.gate import GateResult
from proving.mutants import __main__, trial
from proving.mutants.drawn import MONEY, Mutant, sources
from proving.mutants.trial import NOBODY, QUICK, SAME, TESTS, UNKNOWN, try_one

MUTANT = Mutant("money_1_x_0", "money.py", 1, "a", "b", "changed = True\n")
RED: dict[str, Any] = {"cases": [{"nodeid": "scenarios/test_it.py::test_a", "outcome": "failed"}]}


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the shop's tests and the gate say, as the test wants it."""
    said: dict[str, Any] = {"tests": "", "gate": GateResult(0)}
    monkeypatch.setattr(trial, "fails", lambda _: said["tests"])
    monkeypatch.setattr(gate, "run", lambda *_, **__: said["gate"])
    monkeypatch.setattr(trial, "equivalents", dict)
    return said


@pytest.mark.parametrize(
    ("tests", "got", "killer"),
    [
        ("test_a", GateResult(0), TESTS),
        ("", GateResult(1, RED), QUICK),
        ("", GateResult(2, {"reasons": ["cannot start"]}), QUICK),
        ("", GateResult(0), NOBODY),
        ("", GateResult(3), UNKNOWN),
    ],
)
def test_who_sees_a_mutant(tmp_path: Path, judged: dict[str, Any], tests: str, got: GateResult, killer: str) -> None:
    judged |= {"tests": tests, "gate": got}
    assert try_one(MUTANT, tmp_path, 7).killed_by == killer


def test_an_equivalent_mutant_is_told_with_its_reason(
    tmp_path: Path, judged: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "equivalents", lambda: {("money.py", "a", "b"): "nothing to see"})
    tried = try_one(MUTANT, tmp_path, 7)
    assert (tried.killed_by, tried.why) == (SAME, "nothing to see")


def test_a_mutant_is_a_copy_of_the_shop_with_one_file_changed(tmp_path: Path) -> None:
    copies.make(MUTANT.bug(), tmp_path)
    package = tmp_path / "src" / "checkout"
    assert (package / "money.py").read_text("utf-8") == MUTANT.source
    assert (package / "carts.py").read_text("utf-8") == sources()["carts.py"]


def test_the_command_is_red_for_a_survivor_and_tries_it_again_but_not_what_was_seen(
    tmp_path: Path, judged: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "ends_on_sigterm", lambda: None)
    monkeypatch.setattr(__main__, "draw", lambda *_: [MUTANT])
    monkeypatch.setattr(__main__, "fails", lambda _: "")
    command = [f"--reports={tmp_path}", "--seed=7", "--jobs=1"]
    assert __main__.main(command) == __main__.SURVIVED
    assert "nobody: money.py:1: a -> b" in capsys.readouterr().out
    judged["gate"] = GateResult(1, RED)
    assert __main__.main(command) == 0
    judged["gate"] = GateResult(0)
    assert __main__.main(command) == 0, "expected what was seen not to be tried again"
    (record,) = tmp_path.glob("*.jsonl")
    assert len([json.loads(line) for line in record.read_text("utf-8").splitlines()]) == 2


def test_the_reasons_of_equivalent_mutants_are_about_lines_that_are_there() -> None:
    for (file, was, became), why in trial.equivalents().items():
        assert file in MONEY
        assert was in {line.strip() for line in sources()[file].splitlines()}
        assert became != was
        assert why.endswith(".")
