"""The criterion by which a machine starved a run, over readings of every kind, and what the readings cost."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from statistics import median
from types import SimpleNamespace

import psutil
import pytest

from harness.core import starvation
from harness.core.awaiting import eventually
from harness.core.machine import Machine, Reading, Total
from harness.core.starvation import Sampler, window

CORES = 2
SECONDS = 100
# Measured: 0.6 to 0.8, with few files and with many. Whoever reads each file twice is beyond it.
MOST_OF_PLAIN = 1.1
BUSY = "import time; ends = time.monotonic() + 30\nwhile time.monotonic() < ends: pass"


def readings(*, lag: float = 0.0, waited: float = 0.0, used: float = 0.0, others: float = 0.0) -> list[Reading]:
    """One reading a second; the arguments are seconds in each second."""
    return [
        Reading(float(at), lag=lag * at, waited=waited * at, used=used * at, busy=(used + others) * at)
        for at in range(SECONDS + 1)
    ]


@pytest.mark.parametrize(
    ("why", "given", "starved"),
    [
        ("nobody does anything: a checkout that hangs", {}, False),
        ("the run itself wants more than two quiet cores have", {"waited": 3.0, "used": 1.9, "others": 0.1}, False),
        ("others have the machine, but nobody of the run waits: a checkout that hangs", {"others": 1.9}, False),
        ("a worker gets little, but what it gets is enough", {"waited": 0.1, "used": 0.5, "others": 1.5}, False),
        ("two busy processes a core", {"waited": 1.5, "used": 0.7, "others": 1.3}, True),
        ("a third of a core for a checkout that needs more", {"waited": 0.6, "used": 0.3, "others": 1.7}, True),
        ("the whole process was stopped, or its machine", {"lag": 0.9}, True),
        ("woken a little late, as on any machine", {"lag": 0.05, "used": 1.0}, False),
    ],
)
def test_who_is_starved(why: str, given: dict[str, float], starved: bool) -> None:
    found = window(readings(**given), 50.0, CORES)
    assert found is not None
    assert found.starved == starved, why


def test_only_the_time_of_the_wait_counts() -> None:
    early = [Reading(float(at), waited=min(at, 50) * 1.5, busy=min(at, 50) * 1.9) for at in range(SECONDS + 1)]
    since = [window(early, moment, CORES) for moment in (0.0, 60.0)]
    assert [found is not None and found.starved for found in since] == [True, False]


def test_a_reason_says_what_the_run_did_not_get() -> None:
    found = window(readings(waited=1.5, used=0.7, others=1.3), 90.0, CORES)
    assert found is not None
    assert "in 10.0 s this run used 7.0 CPU seconds, waited 15.0 s for more" in found.description()
    assert "other processes had 65% of the machine" in found.description()


def test_what_others_take_and_what_comes_late_is_not_given() -> None:
    found = [window(readings(**given), 90.0, CORES) for given in ({"others": 1.0}, {"lag": 0.9}, {})]
    assert [round(each.given, 2) for each in found if each is not None] == [0.5, 0.1, 1.0]


def test_nothing_is_known_without_readings() -> None:
    assert window([], 0.0, CORES) is None
    assert window([Reading(1.0)], 0.0, CORES) is None
    assert starvation.starved_since(0.0) == ""


def test_a_total_never_shrinks_when_threads_and_processes_end() -> None:
    total = Total()
    taken = [total.take(counters) for counters in ({1: 5.0}, {1: 6.0, 2: 9.0}, {2: 9.5}, {2: 1.0}, {2: 2.0})]
    assert taken == [0.0, 1.0, 1.5, 1.5, 2.5]


@contextmanager
def busy() -> Iterator[int]:
    """A process that uses what CPU it can get."""
    child = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        yield child.pid
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize("linux", [True, False])
def test_what_the_run_s_own_processes_use_is_not_somebody_else_s(linux: bool) -> None:
    with busy() as pid:
        mine, foreign = Machine(os.getpid(), [pid], linux=linux), Machine(pid, linux=linux)
        first = mine.read()

        def used() -> Reading | None:
            reading = mine.read()
            return reading if reading.used - first.used >= 0.3 else None

        last = eventually(used, reason="a child of this process using CPU", deadline=20)
    assert last is not None
    assert last.busy - first.busy >= 0.2
    assert foreign.read().at > first.at


@pytest.mark.skipif(sys.platform != "linux", reason="the run queue is told by Linux alone")
def test_a_process_that_sleeps_waits_for_no_cpu_and_one_of_two_on_a_core_does() -> None:
    core = {min(os.sched_getaffinity(0))}
    with busy() as one, busy() as other:
        for pid in (one, other):
            os.sched_setaffinity(pid, core)
        machine = Machine(os.getpid(), [one])
        asleep = Machine(os.getpid(), [])
        first, slept = machine.read(), asleep.read()
        waited = eventually(
            lambda: machine.read().waited - first.waited >= 0.3, reason="two on one core waiting", deadline=20
        )
        assert waited
        assert asleep.read().waited - slept.waited < machine.read().waited - first.waited


def of_a_reading() -> list[str]:
    """The files that a reading cannot do without: all cores', the run's processes', and this process's threads'."""
    run = [os.getpid(), *(child.pid for child in psutil.Process().children(recursive=True))]
    threads = [f"/proc/self/task/{thread}/schedstat" for thread in os.listdir("/proc/self/task")]
    return ["/proc/stat", *(f"/proc/{pid}/stat" for pid in run), *threads]


def cpu_seconds(work: Callable[[], object]) -> float:
    """What it costs this thread."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_reading_costs_about_as_much_as_its_files_read_plainly() -> None:
    """CPU time of both side by side, so that a slow or busy machine slows both; a reading comes each second."""
    machine = Machine(os.getpid())
    machine.read()
    names = of_a_reading()

    def plainly() -> None:
        for name in names:
            with suppress(FileNotFoundError), open(name, encoding="utf-8") as file:
                file.read()

    pairs = [(cpu_seconds(machine.read), cpu_seconds(plainly)) for _ in range(200)]
    ratio = median(reading for reading, _ in pairs) / median(plain for _, plain in pairs)
    assert ratio < MOST_OF_PLAIN, f"a reading costs {ratio:.1f} times as much as its {len(names)} files read plainly"


def test_the_sampler_reads_at_most_once_a_second() -> None:
    sampler = Sampler(os.getpid()).start()
    try:
        eventually(lambda: len(sampler.readings) >= 4, reason="four readings", deadline=30)
    finally:
        sampler.stop()
    gaps = [later.at - sooner.at for sooner, later in pairwise(list(sampler.readings))]
    assert min(gaps) > 0.99, gaps


def test_looking_for_the_processes_of_the_run_takes_a_thousandth_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be thousands on the machine; this one takes 50 ms to look at them all."""
    clock, scans = SimpleNamespace(now=0.0), []

    def scan(_: Machine) -> None:
        scans.append(clock.now)
        clock.now += 0.05

    monkeypatch.setattr("harness.core.machine.time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(Machine, "_scan", scan)
    machine = Machine(os.getpid())
    for second in range(120):
        clock.now = max(clock.now, float(second))
        machine.read()
    assert len(scans) == 3
    assert all(50 <= later - sooner <= 51.1 for sooner, later in pairwise(scans)), scans


def test_a_report_is_told_what_the_machine_gave() -> None:
    sampler = Sampler(os.getpid()).start()
    try:
        facts = sampler.facts()
    finally:
        sampler.stop()
    assert facts["cores"] >= 1
    assert {"load_at_begin", "load_at_end", "worst_lag_seconds", "starved", "waited_share"} <= set(facts)
