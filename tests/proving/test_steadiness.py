"""Many gates: which answers are right, what is planned, and a busy machine that ends with its block."""

from pathlib import Path

import psutil
import pytest

from harness.core.awaiting import eventually
from proving import gate, steadiness
from proving.gate import GateResult
from proving.steadiness import BROKEN, Ran, busy_machine, main


@pytest.mark.parametrize(
    ("correct", "exit_code", "right"),
    [
        (True, 0, True),
        (True, 3, True),
        (True, 1, False),
        (True, 2, False),
        (False, 1, True),
        (False, 0, False),
        (False, 2, False),
        (False, 3, False),
    ],
)
def test_which_answers_are_right(correct: bool, exit_code: int, right: bool) -> None:
    assert Ran(correct, 0, 1, exit_code, 1.0, ()).right is right


def test_half_of_the_correct_and_all_broken_ones_run_on_a_busy_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs: list[tuple[str, tuple[str, ...], int]] = []

    def got(bug, reports, seed):  # type: ignore[no-untyped-def]
        runs.append((bug.name, bug.run, seed))
        return GateResult(1 if bug.name == BROKEN else 0, {"reasons": ["told"]}, "", "", 1.0)

    monkeypatch.setattr(gate, "run", got)
    options = ["--correct=4", "--broken=2", "--busy-per-core=0", f"--reports={tmp_path}", "contracts"]
    assert main(options) == 0
    assert sorted(runs) == sorted(
        [("unbroken", ("contracts",), seed) for seed in (1, 2, 3, 4)]
        + [(BROKEN, ("contracts",), seed) for seed in (1, 2)]
    )
    assert "broken: 2 runs (exit 1: 2), 0 wrong" in capsys.readouterr().out
    runs.clear()
    assert main(options) == 0
    assert runs == [], "expected nothing to run twice"


def test_a_wrong_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "run", lambda *_: GateResult(0))
    assert main(["--correct=1", "--broken=1", "--busy-per-core=0", f"--reports={tmp_path}"]) == steadiness.WRONG
    assert "WRONG, exit 0" in capsys.readouterr().out


def test_the_busy_processes_run_and_end_with_the_block() -> None:
    before = set(psutil.Process().children())
    with busy_machine(2):
        busy = set(psutil.Process().children()) - before
        assert len(busy) == 2
        for process in busy:
            eventually(lambda process=process: process.cpu_times().user > 0.05, reason="a process that takes CPU")
    assert not any(process.is_running() for process in busy)
