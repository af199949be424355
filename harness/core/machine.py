"""What this machine gave the processes of a run: CPU that they used, and waited for, and that others had.

Linux tells all of it in /proc (https://docs.kernel.org/scheduler/sched-stats.html: the second figure of a thread's
`schedstat` is the time for which it was ready to run and did not). Elsewhere psutil tells what was used, by whom.
"""

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SCAN_SECONDS = 3.0
# The most of its time that a reader spends on looking for new processes of the run.
SCAN_SHARE = 0.001
PROC = Path("/proc")


@dataclass(frozen=True)
class Reading:
    """Totals at a moment (`at`, monotonic clock), all in seconds, all growing.

    `lag` is by how much this process was woken late, `waited` how long threads of this process and of the stack were
    ready to run and did not, `used` the CPU time of the run's processes, `busy` that of everybody, with what the
    hypervisor gave to other machines.
    """

    at: float
    lag: float = 0.0
    waited: float = 0.0
    used: float = 0.0
    busy: float = 0.0


class Total:
    """A sum of counters that come and go with their threads or processes; it never shrinks."""

    def __init__(self) -> None:
        self.value = 0.0
        self._last: dict[int, float] = {}

    def take(self, counters: dict[int, float]) -> float:
        """The sum with these counters as they are now; one that is new counts from when it was first seen."""
        for key, now in counters.items():
            self.value += max(now - self._last.get(key, now), 0.0)
        self._last = counters
        return self.value


class Machine:
    """Reads for one process; `root` is the process that all others of the run descend from, `stack` are those that
    lead its parts."""

    def __init__(self, root: int, stack: Iterable[int] = (), *, linux: bool = sys.platform == "linux") -> None:
        self._root, self._stack, self._own = root, tuple(stack), os.getpid()
        self._linux = linux and (PROC / "self" / "schedstat").exists()
        self._tick = 1 / os.sysconf("SC_CLK_TCK") if self._linux else 0.0
        self._used, self._waited = Total(), Total()
        self._run: frozenset[int] = frozenset()
        self._waiting: frozenset[int] = frozenset()
        self._next_scan = 0.0

    def read(self, lag: float = 0.0) -> Reading:
        """The totals now; `lag` is what the caller has counted."""
        now = time.monotonic()
        if now >= self._next_scan:
            self._scan()
            self._next_scan = now + max(SCAN_SECONDS, (time.monotonic() - now) / SCAN_SHARE)
        waited = self._waited.take(self._run_delays()) if self._linux else 0.0
        return Reading(now, lag, waited, self._used.take(self._cpu_times()), self._busy())

    def _scan(self) -> None:
        """Find the processes of the run, and those whose waiting counts: this one and the stack's."""
        children: dict[int, list[int]] = {}
        for pid, parent in self._parents().items():
            children.setdefault(parent, []).append(pid)
        self._run = frozenset(_family(self._root, children)) | {self._own}
        self._waiting = frozenset(pid for part in self._stack for pid in _family(part, children)) | {self._own}

    def _parents(self) -> dict[int, int]:
        if not self._linux:
            return {process.pid: process.info["ppid"] for process in psutil.process_iter(["ppid"])}
        found = {}
        for name in os.listdir(PROC):
            if name.isdecimal() and (fields := _stat(int(name))):
                found[int(name)] = int(fields[1])
        return found

    def _cpu_times(self) -> dict[int, float]:
        times = {}
        for pid in self._run:
            if not self._linux:
                with suppress(psutil.Error):
                    used = psutil.Process(pid).cpu_times()
                    times[pid] = used.user + used.system
            elif fields := _stat(pid):
                times[pid] = (int(fields[11]) + int(fields[12])) * self._tick
        return times

    def _run_delays(self) -> dict[int, float]:
        delays = {}
        for pid in self._waiting:
            with suppress(OSError, ValueError, IndexError):  # it ended meanwhile
                for thread in os.listdir(f"/proc/{pid}/task"):
                    delays[int(thread)] = int(_text(f"/proc/{pid}/task/{thread}/schedstat").split()[1]) / 1e9
        return delays

    def _busy(self) -> float:
        if not self._linux:
            times = psutil.cpu_times()
            return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))
        # user nice system idle iowait irq softirq steal (guest is within user): man 5 proc_stat
        ticks = [int(each) for each in _text("/proc/stat").split("\n", 1)[0].split()[1:9]]
        return (sum(ticks) - ticks[3] - ticks[4]) * self._tick


def cores() -> int:
    """How many cores the machine has, those that this process may not use included: what others had is of them all."""
    return os.cpu_count() or 1


def load() -> float | None:
    """How many processes ran or waited to, on average over the last minute; None where the system does not tell."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def _family(pid: int, children: dict[int, list[int]]) -> Iterable[int]:
    yield pid
    for child in children.get(pid, ()):
        yield from _family(child, children)


def _stat(pid: int) -> list[str]:
    """The fields of a process's `stat` from its state on (field 3 of man 5 proc_pid_stat); none when it has ended."""
    try:
        return _text(f"/proc/{pid}/stat").rpartition(")")[2].split()
    except OSError:
        return []


def _text(path: str) -> str:
    """A file of /proc; `os.read`, because a reader that comes each second must cost next to nothing."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, 4096).decode()
    finally:
        os.close(handle)
