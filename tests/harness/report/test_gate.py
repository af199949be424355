"""The report as the gate's last step: it never changes the verdict, and the history outlives the next run."""

import errno
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from harness.commands import child, gate
from harness.commands.gate import GateOptions
from harness.report import markdown
from harness.report.allure import html as allure_html
from tests.harness.report.gates import Gates

ROOT = Path(__file__).resolve().parents[3]
RUN = "20261129T000000Z-c0ffee00"
DOCUMENT = {"run": {"id": RUN}, "exit_code": 0, "reasons": [], "failures": [], "cases": [{"nodeid": "n", "line": 1}]}


def ran(reports: Path, monkeypatch: pytest.MonkeyPatch, **options: object) -> int:
    """A gate whose pytest passes at once."""

    def write(_: list[str], __: Path) -> tuple[int, bool]:
        (reports / "verdict.json").write_text(json.dumps(DOCUMENT), "utf-8")
        return 0, False

    monkeypatch.setattr(child, "run", write)
    return gate.run(GateOptions(reports=reports, paths=[str(ROOT / "scenarios")], run=RUN, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [allure_html.NoNode("no Node"), ZeroDivisionError("odd"), OSError("disk full")])
def test_a_page_that_cannot_be_made_changes_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(_: Path) -> Path:
        raise error

    monkeypatch.setattr(allure_html, "render", fail)
    assert ran(tmp_path, monkeypatch, html=True) == 0
    assert capsys.readouterr().err == f"Allure HTML not made: {error}\n"


@pytest.mark.parametrize("options", [{}, {"html": True, "shard": "1/2"}])
def test_a_shard_and_a_gate_that_was_not_asked_make_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: dict[str, object]
) -> None:
    monkeypatch.setattr(allure_html, "render", lambda _: pytest.fail("it was made"))
    assert ran(tmp_path, monkeypatch, **options) == 0
    line = f"Allure's page of it: checkout-harness report --reports={tmp_path}\n"
    assert (line in capsys.readouterr().out) == (not options)


def test_the_time_is_the_command_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(tmp_path, monkeypatch, began=time.monotonic() - 100) == 0
    seconds = json.loads((tmp_path / "verdict.json").read_text("utf-8"))["run"]["seconds"]
    assert 100 <= seconds < 160
    assert capsys.readouterr().out.endswith(f"the gate took {seconds:.1f} s from its start to here\n")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "--seed=7 --stack=auto"),
        (
            {"paths": ["scenarios/test_declines.py"], "select": "9995 and not mail", "stack": "embedded"},
            "scenarios/test_declines.py -k '9995 and not mail' --seed=7 --stack=embedded",
        ),
        (
            {"quick": True, "profile": Path.cwd() / "my shop.toml", "browser": "off", "workers": 3},
            "--quick --seed=7 --stack=auto '--profile=my shop.toml' --browser=off",
        ),
        (
            {"shard": "1/3", "aws": "moto", "contract": "deep"},
            "--seed=7 --stack=auto --shard=1/3 --contract=deep --aws=moto",
        ),
    ],
)
def test_the_child_is_told_in_which_words_it_can_be_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], words: str
) -> None:
    started: list[str] = []

    def child_run(arguments: list[str], _: Path) -> tuple[int, bool]:
        started.extend(arguments)
        return 2, False

    monkeypatch.setattr(child, "run", child_run)
    assert gate.run(GateOptions(reports=tmp_path, seed=7, **options)) == 2
    assert f"--asked-as=checkout-harness gate {words}" in started
    assert json.loads((tmp_path / "verdict.json").read_text("utf-8"))["again"] == f"checkout-harness gate {words}"


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


def test_a_full_disk_is_a_message_and_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for place in ("verdict_json.save", "junit.complete"):
        with monkeypatch.context() as patched:
            patched.setattr(f"harness.report.{place}", full)
            assert ran(tmp_path, monkeypatch) == 2
        text = capsys.readouterr().err
        assert "No space left on device in " in text
        assert "Traceback" not in text


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="a tmpfs, as Linux has it")
def test_a_disk_that_fills_up_while_reports_are_written_is_exit_2(gates: Gates) -> None:
    reports = gates.folder / "reports"
    reports.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(reports)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"this user cannot mount: {mounted.stderr.strip()}")
    try:
        _, errors = gates.start("good").communicate(timeout=240)
        assert errors.splitlines()[-1].startswith("checkout-harness gate: [Errno 28] No space left on device in ")
        assert "Hint: free some space" in errors
        assert gates.children[0].returncode == 2
    finally:
        subprocess.run(["umount", "--lazy", str(reports)], check=True)
