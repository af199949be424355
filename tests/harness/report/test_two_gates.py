"""Two gates at once in one folder: each answers for its own run, or says that it could not; never for the other's."""

import subprocess
import sys
from threading import Event

import pytest

from harness.core.awaiting import eventually
from harness.run import reports_lock
from tests.harness.report.gates import Gates

SECONDS = 120
PASS, FAIL, COULD_NOT_RUN = 0, 1, 2


def ended(child: "subprocess.Popen[str]") -> tuple[int, str]:
    """Its exit code and all it printed."""
    output, errors = child.communicate(timeout=SECONDS)
    return child.returncode, output + errors


@pytest.mark.slow
@pytest.mark.parametrize(
    ("order", "apart"),
    [(("broken", "good"), 0.0), (("broken", "good"), 0.6), (("good", "broken"), 0.3), (("good", "broken"), 1.2)],
)
def test_neither_answers_for_the_other(gates: Gates, order: tuple[str, str], apart: float) -> None:
    first = gates.start(order[0])
    Event().wait(apart)  # what is tried: how far apart they start
    second = gates.start(order[1])
    got = {name: ended(child) for name, child in zip(order, (first, second), strict=True)}
    right = {"broken": FAIL, "good": PASS}
    for name, (code, output) in got.items():
        assert code in (right[name], COULD_NOT_RUN), (name, code, output)
        if code == COULD_NOT_RUN:
            assert "no other run writes" in output
            assert "Hint: " in output
    codes = {name: code for name, (code, _) in got.items()}
    assert list(codes.values()).count(COULD_NOT_RUN) <= 1, got
    assert gates.verdict()["exit_code"] in [code for code in codes.values() if code != COULD_NOT_RUN]


def test_the_second_is_told_who_has_the_folder_and_since_when(gates: Gates) -> None:
    first = gates.start("waits")
    eventually((gates.folder / "waits").exists, reason="the first gate's case", deadline=60)
    holder = reports_lock.holder(gates.folder / "reports")
    assert holder is not None
    code, output = ended(gates.start("broken"))
    assert code == COULD_NOT_RUN
    for word in (f"process {first.pid}", holder.since, holder.run, "test_waits.py", "--reports=FOLDER"):
        assert word in output
    assert ended(gates.start("broken", "--reports=other"))[0] == FAIL


def test_a_pytest_by_hand_writes_nothing_into_the_folder_of_a_gate(gates: Gates) -> None:
    gates.start("waits")
    eventually((gates.folder / "waits").exists, reason="the gate's case", deadline=60)
    command = [sys.executable, "-m", "pytest", "scenarios/test_good.py", "--stack=external"]
    by_hand = subprocess.run(
        command, cwd=gates.folder, env=gates.environment(), capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert by_hand.returncode == COULD_NOT_RUN
    assert "no other run writes" in by_hand.stdout + by_hand.stderr
    assert not (gates.folder / "reports" / "verdict.json").exists()


def test_a_folder_whose_holder_was_killed_is_free(gates: Gates) -> None:
    first = gates.start("waits")
    eventually((gates.folder / "waits").exists, reason="the first gate's case", deadline=60)
    first.kill()
    first.wait(SECONDS)
    assert ended(gates.start("broken"))[0] == FAIL
    assert gates.verdict()["verdict"] == "fail"


def test_two_gates_with_a_folder_each_are_both_right(gates: Gates) -> None:
    broken, good = gates.start("broken", "--reports=one"), gates.start("good", "--reports=two")
    assert (ended(broken)[0], ended(good)[0]) == (FAIL, PASS)
    assert gates.verdict("one")["run"]["id"] != gates.verdict("two")["run"]["id"]
