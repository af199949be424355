"""scripts/verdicts.py: what CI prints at its end about the gate embedded and in containers."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts import verdicts


def document(path: Path, mode: str, verdict: str, **outcomes: str) -> str:
    """A verdict of a gate in a file."""
    cases = [{"nodeid": nodeid, "outcome": outcome} for nodeid, outcome in outcomes.items()]
    content: dict[str, Any] = {
        "verdict": verdict,
        "stack": {"mode": mode},
        "suites": {"cases": len(cases)},
        "cases": cases,
    }
    path.write_text(json.dumps(content), "utf-8")
    return str(path)


def test_equal_verdicts_are_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case that only one has is told, and no difference of the verdicts."""
    first = document(tmp_path / "a", "embedded", "pass", one="passed", tables="passed")
    second = document(tmp_path / "b", "containers", "pass", one="passed")
    assert verdicts.main([first, second]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "verdict: pass | embedded | {'cases': 2}",
        "verdict: pass | containers | {'cases': 1}",
        "the verdicts are equal; cases that differ: 1",
        "  tables: passed (embedded), not there (containers)",
    ]


def test_different_verdicts_are_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = document(tmp_path / "a", "embedded", "pass", one="passed")
    second = document(tmp_path / "b", "containers", "unknown", one="unknown")
    assert verdicts.main([first, second]) == 1
    assert "the verdicts are NOT equal; cases that differ: 1" in capsys.readouterr().out


def test_one_verdict_is_compared_with_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verdicts.main([document(tmp_path / "a", "embedded", "fail", one="failed")]) == 0
    assert capsys.readouterr().out == "verdict: fail | embedded | {'cases': 1}\n"
