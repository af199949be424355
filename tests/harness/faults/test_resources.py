"""What processes hold is read from outside, and what grows with each story is told from what fills up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.faults.resources import MEMORY_EACH, MIB, Resources, of_processes

WAITS = "import sys, threading\n{}\nprint('ready', flush=True)\nsys.stdin.read()\n"
FILES = "held = [open(sys.executable, 'rb') for _ in range(7)]\n"
HOLDS = FILES + "threading.Thread(target=threading.Event().wait, daemon=True).start()"
SLEEPER = "[sys.executable, '-c', 'import sys; sys.stdin.read()']"
CHILD = f"import subprocess\nchild = subprocess.Popen({SLEEPER}, stdin=subprocess.PIPE)"


def held_by(what: str) -> Resources:
    """What a process that does this holds."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", WAITS.format(what)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return of_processes(process.pid)


@pytest.mark.skipif(sys.platform == "win32", reason="the rig is not for Windows")
def test_files_threads_and_memory_of_a_process_and_its_children() -> None:
    nothing, something, more = held_by("pass"), held_by(HOLDS), held_by(CHILD)
    assert (something.files - nothing.files, something.threads - nothing.threads) == (7, 1)
    assert nothing.memory > MIB
    assert more.threads == 2 * nothing.threads
    assert more.files > nothing.files


def test_a_process_that_has_ended_holds_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"], cwd=tmp_path)
    process.wait()
    assert of_processes(process.pid) == Resources()
    assert of_processes(os.getpid()).files > 0


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (Resources(20, 5, 100 * MIB), []),
        (Resources(20 + 12, 5 + 12, 100 * MIB + 24 * MEMORY_EACH), []),
        (Resources(10, 3, 50 * MIB), []),
        (Resources(20 + 13, 5, 100 * MIB), ["20 open files and sockets became 33"]),
        (Resources(20, 5 + 24, 100 * MIB), ["5 threads became 29"]),
        (Resources(20, 5, 101 * MIB + 24 * MEMORY_EACH), ["100 MiB of memory became 197"]),
    ],
)
def test_what_grows_with_each_story(after: Resources, found: list[str]) -> None:
    """Half of a unit for each story, and some MiB: pools and caches fill up, and then do not grow."""
    assert after.left_by(24, Resources(20, 5, 100 * MIB)) == found
