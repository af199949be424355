"""Runs of the suites in containers, as child processes that can be killed, and what the engine has of a run."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.core.awaiting import eventually
from harness.stack.docker import leftovers

ROOT = Path(__file__).resolve().parents[4]
PYTEST, COMMAND = [sys.executable, "-m", "pytest", "-p", "harness.run.plugin"], [sys.executable, "-m", "harness.cli"]
WAITS = """
import pathlib, threading

def test_waits(stack):
    pathlib.Path({mark!r}).write_text(stack.run, "utf-8")
    threading.Event().wait()
"""
# Generous: other tests share the processors.
UP_SECONDS, GONE_SECONDS = 300.0, 90.0


@dataclass(frozen=True)
class Waiting:
    """A run that is in the middle of a case."""

    process: subprocess.Popen[str]
    run: str


def things(run: str) -> list[str]:
    """What the engine has of a run: containers, networks, volumes."""
    return [f"{thing.kind} {thing.id}" for thing in leftovers.things() if thing.run == run]


def assert_nothing_left(run: str) -> None:
    """Wait until the engine has nothing of the run."""
    eventually(lambda: not things(run), reason=f"nothing being left of run {run}", deadline=GONE_SECONDS)


@contextmanager
def waiting(folder: Path, *command: str) -> Iterator[Waiting]:
    """A run of one case that never ends; whatever is left of its process afterwards is killed."""
    mark, case = folder / "run", folder / "test_waits.py"
    case.write_text(WAITS.format(mark=str(mark)), "utf-8")
    words = [*(command or PYTEST), str(case), "--stack=containers", f"--reports={folder / 'reports'}"]
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            words, cwd=folder, stdout=output, stderr=output, text=True, preexec_fn=_interruptible
        )
    try:
        eventually(lambda: _up(process, mark, folder), reason="the stack being up", deadline=UP_SECONDS)
        yield Waiting(process, mark.read_text("utf-8"))
    finally:
        process.kill()
        process.wait()


def passes(folder: Path, *options: str) -> str:
    """A run of one real scenario in containers that is green; what it printed."""
    scenario = "scenarios/test_mail.py::test_one_order_one_mail"
    words = [*PYTEST, "-q", scenario, "--stack=containers", f"--reports={folder / 'reports'}", *options]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=UP_SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _interruptible() -> None:
    """As from a terminal: what a shell starts in the background ignores Ctrl-C, and so would the run."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _up(process: subprocess.Popen[str], mark: Path, folder: Path) -> bool:
    assert process.poll() is None, (folder / "output").read_text("utf-8")
    return mark.is_file() and bool(mark.read_text("utf-8"))
