"""`kill -9` of the gate, of its guard, of both: its pytest ends, no verdict passes, and the folder is free."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import psutil
import pytest

from harness.core.awaiting import eventually
from harness.run import reports_lock
from tests.harness.report.gates import Gates

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")]
SLOWLY_GOOD = """
import pathlib, threading
def test_slowly(stack):
    pathlib.Path("waits").touch()
    while not pathlib.Path("go on").exists():
        threading.Event().wait(0.05)
"""


class Family:
    """A gate whose case is running, its guard, and the pytest under that."""

    def __init__(self, gates: Gates) -> None:
        gates.write(slowly=SLOWLY_GOOD)
        self.gates, self.child = gates, gates.start("slowly")
        eventually((gates.folder / "waits").exists, reason="the gate's case", deadline=60)
        self.gate = psutil.Process(self.child.pid)
        (self.guard,) = self.gate.children()
        (self.pytest,) = self.guard.children()

    def kill(self, *members: psutil.Process) -> None:
        """End them by SIGKILL, the first one first; then let the case pass, if somebody still runs it.

        They are stopped before, or those left would already act on the end of the first: a gate that sees its guard die
        rightly writes that it could not run.
        """
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for member in members:
                member.send_signal(number)
        self.let_the_case_pass()

    def let_the_case_pass(self) -> None:
        """The case ends well, if somebody still runs it."""
        (self.gates.folder / "go on").touch()

    def wait_for_pytest(self) -> None:
        """Wait until the gate's pytest has ended; Failure when it has not within 30 seconds."""
        eventually(lambda: not lives(self.pytest), reason="the gate's pytest ending", deadline=30)

    def ended(self) -> int:
        """The gate's exit code, once its pytest has ended too."""
        code = self.child.wait(60)
        self.wait_for_pytest()
        return code


def lives(process: psutil.Process) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_the_guard_is_killed(gates: Gates) -> None:
    family = Family(gates)
    family.kill(family.guard)
    assert family.ended() == 2
    assert gates.verdict()["verdict"] == "could_not_run"
    assert "exit status -9" in gates.verdict()["reasons"][0]


@pytest.mark.parametrize("passes", [False, True], ids=["interrupted", "passed"])
def test_the_guard_is_killed_and_the_gate_is_slow_to_see_it(gates: Gates, passes: bool) -> None:
    """Its pytest has time to end by itself; the verdict is the gate's all the same, and no pass."""
    family = Family(gates)
    family.gate.suspend()
    family.guard.send_signal(signal.SIGKILL)
    if passes:
        family.let_the_case_pass()
    family.wait_for_pytest()
    assert not (gates.folder / "reports" / "verdict.json").exists()
    family.gate.resume()
    assert family.ended() == 2
    assert gates.verdict()["verdict"] == "could_not_run"
    assert "exit status -9" in gates.verdict()["reasons"][0]


@pytest.mark.parametrize("pause", [0.0, 0.2])
def test_the_gate_is_killed_after_it_saw_its_guard_die(gates: Gates, pause: float) -> None:
    """However far it came: a verdict that is there tells that the run could not be judged."""
    family = Family(gates)
    family.guard.send_signal(signal.SIGKILL)
    threading.Event().wait(pause)
    family.kill(family.gate)
    assert family.child.wait(60) in (2, -signal.SIGKILL)
    family.wait_for_pytest()
    if (gates.folder / "reports" / "verdict.json").exists():
        assert gates.verdict()["verdict"] == "could_not_run"


@pytest.mark.parametrize(
    "killed",
    [lambda f: (f.gate,), lambda f: (f.gate, f.guard), lambda f: (f.guard, f.gate)],
    ids=["the gate", "the gate and its guard", "the guard and its gate"],
)
def test_the_gate_is_killed(gates: Gates, killed: Callable[[Family], tuple[psutil.Process, ...]]) -> None:
    family = Family(gates)
    family.kill(*killed(family))
    assert family.ended() == -signal.SIGKILL
    assert not (gates.folder / "reports" / "verdict.json").exists()
    run = reports_lock.holder(gates.folder / "reports")
    assert run is not None
    assert not reports_lock.is_held_for(gates.folder / "reports", run.run)


def test_a_run_of_no_gate_writes_no_verdict(gates: Gates) -> None:
    command = [sys.executable, "-m", "pytest", "scenarios/test_good.py", "--stack=external", "--run-id=never-held"]
    ended = subprocess.run(
        command, cwd=gates.folder, env=gates.environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 2
    assert "the gate that started this run is gone" in ended.stdout + ended.stderr
    assert not (gates.folder / "reports" / "verdict.json").exists()
