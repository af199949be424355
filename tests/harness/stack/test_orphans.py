"""A guard that is killed: what it watched over is found and ended with its group, and nothing else."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from harness.core.awaiting import eventually
from harness.stack.processes.ports import LOOPBACK, free_port, listening
from harness.stack.processes.process import Process

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups as POSIX has them")
FOREVER = "import threading; threading.Event().wait()"
SERVES = f"""
import os, socket, sys, threading
taken = socket.create_server(("{LOOPBACK}", int(sys.argv[1])))
print("ready", os.getpid(), flush=True)
threading.Event().wait()
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the part writes."""
    return tmp_path / "part.log"


@pytest.fixture
def part(log: Path) -> Iterator[tuple[Process, int, int]]:
    """A part that has a port, the part's own process id (not its guard's), and the port."""
    port = free_port()
    process = Process("the part", [sys.executable, "-c", SERVES, str(port)], log=log)
    pid = int(process.wait_for_line("ready ", 20))
    yield process, pid, port
    process.close()
    if lives(pid):
        os.kill(pid, signal.SIGKILL)


def lives(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_closing_ends_a_part_whose_guard_was_killed_and_frees_its_port(part: tuple[Process, int, int]) -> None:
    process, pid, port = part
    os.kill(process.pid, signal.SIGKILL)
    eventually(lambda: process.broke() is not None, reason="the guard's end being seen", deadline=10)
    process.close()
    assert not lives(pid)
    assert not listening(port)


def test_a_guard_that_ended_keeps_its_number_until_its_group_was_ended(part: tuple[Process, int, int]) -> None:
    process, _, _ = part
    os.kill(process.pid, signal.SIGKILL)
    eventually(lambda: process.status() == -signal.SIGKILL, reason="the guard's end being seen", deadline=10)
    assert psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE  # so nobody else can be given its number
    process.close()
    assert not psutil.pid_exists(process.pid)


def test_what_a_part_left_when_it_ended_by_itself_ends_at_closing(log: Path) -> None:
    text = f"import subprocess, sys; print('ready', subprocess.Popen([sys.executable, '-c', {FOREVER!r}]).pid)"
    process = Process("the part", [sys.executable, "-c", text], log=log)
    eventually(lambda: process.status() is not None, reason="the part ending by itself", deadline=20)
    left = int(log.read_text("utf-8").split()[1])
    assert lives(left)
    process.close()
    eventually(lambda: not lives(left), reason="what the part left ending", deadline=10)


def test_a_line_of_somebody_else_s_log_is_not_taken_for_its_own(log: Path) -> None:
    process = Process("the part", [sys.executable, "-c", f"print('ready mine', flush=True); {FOREVER}"], log=log)
    try:
        log.unlink()
        log.write_text("ready theirs\n", "utf-8")
        assert process.wait_for_line("ready ", 20) == "mine"
    finally:
        process.close()
    assert log.read_text("utf-8") == "ready theirs\n"


def test_a_log_that_is_there_is_left_to_who_writes_it(log: Path) -> None:
    with log.open("wb") as theirs:
        theirs.write(b"ready theirs\n")
        theirs.flush()
        process = Process("the part", [sys.executable, "-c", f"print('ready mine', flush=True); {FOREVER}"], log=log)
        try:
            assert process.wait_for_line("ready ", 20) == "mine"
        finally:
            process.close()
        theirs.write(b"more of theirs\n")
    assert "theirs" not in log.read_text("utf-8")
