"""A child that leads a process group, and the end of the whole group, also when its leader was killed.

The leader is only looked at, never reaped, until its group is over: as long as it is a zombie, no other process or
group can be given its number. Windows knows no such groups; there the child alone is ended.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

POLL_SECONDS = 0.01
KILLED_SECONDS = 5.0
Child = subprocess.Popen[bytes]


def status_of(leader: Child) -> int | None:
    """Its exit status (minus the signal that ended it), or None while it runs; it is not reaped."""
    if sys.platform == "win32" or leader.returncode is not None:
        return leader.poll()
    try:
        result = os.waitid(os.P_PID, leader.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
    except ChildProcessError:  # this process has its children reaped by the system
        return leader.poll()
    return None if result is None else _status(result)


def wait(leader: Child) -> int:
    """Wait until it has ended, without reaping it; its exit status."""
    if sys.platform == "win32" or leader.returncode is not None:
        return leader.wait()
    try:
        result = os.waitid(os.P_PID, leader.pid, os.WEXITED | os.WNOWAIT)
    except ChildProcessError:
        return leader.wait()
    return leader.wait() if result is None else _status(result)


def interrupt(leader: Child) -> None:
    """Ask the leader alone to end, if it runs; Popen's own way would reap one that ended."""
    if status_of(leader) is None:
        os.kill(leader.pid, signal.SIGINT)


def end(leader: Child, seconds: float) -> None:
    """Ask the group to end, insist after `seconds`, and reap the leader. Nothing once that was done."""
    if leader.returncode is not None:
        return
    if sys.platform == "win32":
        _end_alone(leader, seconds)
        return
    orphaned = (status_of(leader) or 0) < 0  # killed: nobody waited for what it had started
    _signal(leader, signal.SIGTERM)
    _until((lambda: not _members(leader.pid)) if orphaned else (lambda: status_of(leader) is not None), seconds)
    _signal(leader, signal.SIGKILL)
    if orphaned:
        _until(lambda: not _members(leader.pid), KILLED_SECONDS)
    leader.wait(KILLED_SECONDS)


def _status(result: "os.waitid_result") -> int:
    return result.si_status if result.si_code == os.CLD_EXITED else -result.si_status


def _signal(leader: Child, number: signal.Signals) -> None:
    if leader.returncode is None and sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody left; macOS says so of zombies
            os.killpg(leader.pid, number)


def _members(group: int) -> list[int]:
    """The processes of the group that run."""
    import psutil  # half of a small process's start; needed where a guard was killed only

    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def _until(done: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not done() and time.monotonic() < ends:
        time.sleep(POLL_SECONDS)


def _end_alone(leader: Child, seconds: float) -> None:
    leader.terminate()
    try:
        leader.wait(seconds)
    except subprocess.TimeoutExpired:
        leader.kill()
        leader.wait(KILLED_SECONDS)
