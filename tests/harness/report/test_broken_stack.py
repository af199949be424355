"""A part of the stack that dies while cases run ends the run at once, with its last lines and what was judged."""

import os
import re
import signal
import sys
from pathlib import Path

import psutil
import pytest

from harness.config.profile import DEFAULT
from harness.core.awaiting import eventually
from tests.harness.report.gates import GOOD, Gates

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")]
NEVER_ENDING = """
import pathlib, pytest, threading
@pytest.mark.parametrize("number", range(200))
def test_one(stack, number):
    with pathlib.Path("ran").open("a") as ran:
        ran.write(".")
    threading.Event().wait(0.2 if pathlib.Path("ran").stat().st_size < 6 else 300)
"""
# Much less than a case of these waits, and enough for a busy machine to end a run.
SOON_SECONDS = 120.0


def parts(of: psutil.Process) -> dict[str, list[psutil.Process]]:
    """The guards below the process and what they guard, by the part's name."""
    found: dict[str, list[psutil.Process]] = {}
    for process in of.children(recursive=True):
        command = " ".join(process.cmdline())
        if name := re.search(r"harness\.(?:stack\.processes\.)?(edge|tap)\b", command):
            found.setdefault(name[1], []).append(process)
    return found


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("whose", ["the tap", "the tap's guard"])
def test_the_run_ends_soon_with_the_reason(gates: Gates, tmp_path: Path, workers: str, whose: str) -> None:
    gates.write(never=NEVER_ENDING)
    child = gates.start("never", "-n", workers, stack="embedded")
    eventually(lambda: written(tmp_path / "ran") > 5, reason="a few cases", deadline=90)
    guard, tap = parts(psutil.Process(child.pid))["tap"]
    os.kill(tap.pid if whose == "the tap" else guard.pid, signal.SIGKILL)
    assert child.wait(SOON_SECONDS) == 2, "the cases that waited were waited for"
    document = gates.verdict()
    assert document["verdict"] == "could_not_run"
    for word in ("The stack broke while cases ran: tap", "last lines of", "| ready http"):
        assert word in document["reasons"][0]
    assert document["suites"]["passed"] >= 1
    assert document["suites"]["cases"] < 200, (document["exit_code"], document["reasons"], document["problems"])
    assert not tap.is_running() or tap.status() == psutil.STATUS_ZOMBIE  # ended, and not every machine reaps orphans


def test_the_log_of_a_part_that_did_not_start_is_named(gates: Gates, tmp_path: Path) -> None:
    """Also in the verdict, where machines look for it."""
    dies = """command = ["{python}", "-c", "raise SystemExit('no MAIL_FROM, no shop')"]"""
    text = re.sub(r"(?m)^command = .*$", lambda _: dies, DEFAULT.read_text("utf-8"), count=1)
    (tmp_path / "dies.toml").write_text(text, "utf-8")
    gates.write(good=GOOD)
    assert gates.start("good", "--profile=dies.toml", stack="embedded").wait(60) == 2
    log = Path(gates.verdict()["stack"]["logs"]["checkout"])
    assert "no MAIL_FROM, no shop" in log.read_text("utf-8")


def written(path: Path) -> int:
    """How many cases have begun."""
    return path.stat().st_size if path.is_file() else 0
