"""The report as the gate's last step: it never changes the verdict, and the history outlives the next run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness.commands import gate
from harness.commands.gate import Wish
from harness.report import allure_html, markdown

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = {"exit_code": 0, "reasons": [], "failures": [], "cases": [{"nodeid": "n", "line": 1}]}


def ran(reports: Path, monkeypatch: pytest.MonkeyPatch, **wish: object) -> int:
    """A gate whose pytest passes at once."""

    def write(_: list[str], __: Path) -> tuple[int, bool]:
        (reports / "verdict.json").write_text(json.dumps(DOCUMENT), "utf-8")
        return 0, False

    monkeypatch.setattr(gate, "_pytest", write)
    return gate.run(Wish(reports=reports, paths=[str(ROOT / "scenarios")], **wish))  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [allure_html.NoNode("no Node"), ZeroDivisionError("odd"), OSError("disk full")])
def test_a_page_that_cannot_be_made_changes_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(_: Path) -> Path:
        raise error

    monkeypatch.setattr(allure_html, "render", fail)
    assert ran(tmp_path, monkeypatch) == 0
    assert capsys.readouterr().err == f"Allure HTML not made: {error}\n"


@pytest.mark.parametrize("wish", [{"html": False}, {"shard": "1/2"}])
def test_a_shard_and_a_gate_that_wants_none_make_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wish: dict[str, object]
) -> None:
    monkeypatch.setattr(allure_html, "render", lambda _: pytest.fail("it was made"))
    assert ran(tmp_path, monkeypatch, **wish) == 0


def test_the_history_outlives_the_next_run_and_old_reports_do_not(tmp_path: Path) -> None:
    for name in (allure_html.HISTORY, markdown.NAME):
        (tmp_path / name).write_text("old", "utf-8")
    (tmp_path / allure_html.NAME).mkdir()
    gate.clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [allure_html.HISTORY]


def test_a_shard_that_cannot_be_is_told_in_a_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness.cli", "gate", "--shard", "4/3", "--reports", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("checkout-harness gate: shard: expected I/N")
