"""The command itself: `gate` from start to prompt, beside the same command of an older commit, in turns.

Both are called as the README calls them and warmed up once. Wall seconds depend on what else the machine does; CPU
seconds (user and system, of the command and of all that it started and waited for) hardly do. `BENCH_OLD` names a
clone of the older commit that is set up already; without it one is made in a temporary folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.figures.figure import Figure
from harness.browser import chromium

TITLE = "The command"
ROOT = Path(__file__).resolve().parent.parent
# The commit whose command stands beside: the last one before the gate was made to take half the time.
OLD = "6ac0d16"
ROUNDS = 3
SEED = 1


@dataclass(frozen=True)
class Taken:
    """What one run of a command took."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Way:
    """A way to call the gate, and what is promised of it: the share of the old CPU seconds, and wall seconds."""

    name: str
    options: tuple[str, ...]
    share: float
    wall: float


WITHOUT = Way("gate --browser=off", ("--browser=off",), 0.55, 60.0)
WITH = Way("gate --browser=required", ("--browser=required",), 0.6, 80.0)


def figures() -> list[Figure]:
    """The command without a browser, and with one where there is a Chromium."""
    with old_clone() as old:
        return [figure for way in (WITHOUT, *([] if chromium.why_not() else [WITH])) for figure in beside(way, old)]


def beside(way: Way, old: Path) -> list[Figure]:
    """Old and new in turns, after a run of each that does not count."""
    for root in (old, ROOT):
        take(root, way.options)
    rounds = [(take(old, way.options), take(ROOT, way.options)) for _ in range(ROUNDS)]
    before, now = ([one[side] for one in rounds] for side in (0, 1))
    cpu, wall = median(one.cpu for one in now), median(one.wall for one in now)
    old_cpu, old_wall = median(one.cpu for one in before), median(one.wall for one in before)
    times = f"median of {ROUNDS}: {cpu:.1f} CPU s, {wall:.1f} s"
    return [
        Figure(
            f"{way.name}: CPU seconds as a share of those of {OLD}",
            times,
            f"{OLD}: {old_cpu:.1f} CPU s, {old_wall:.1f} s",
            cpu / old_cpu,
            way.share,
        ),
        Figure(f"{way.name}: from start to prompt", times, f"{OLD}: {old_wall:.1f} s", wall, way.wall, unit="s"),
    ]


def take(root: Path, options: tuple[str, ...]) -> Taken:
    """Run the command of a clone; CalledProcessError when it does not pass: a figure of a failed run says nothing."""
    with tempfile.TemporaryDirectory() as reports:
        command = ["gate", "--stack=embedded", f"--seed={SEED}", f"--reports={reports}", *options]
        began = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, str(root / "scripts" / "setup.py"), *command],
            cwd=root,
            env=_environment(),
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
    if child.returncode != 0:
        raise subprocess.CalledProcessError(child.returncode, f"gate in {root.name}")
    return Taken(wall, used.ru_utime + used.ru_stime)


@contextmanager
def old_clone() -> Iterator[Path]:
    """A clone of the older commit, set up."""
    if named := os.environ.get("BENCH_OLD"):
        yield Path(named)
        return
    with tempfile.TemporaryDirectory(prefix="bench-old-") as folder:
        subprocess.run(["git", "clone", "-q", str(ROOT), folder], check=True)
        subprocess.run(["git", "checkout", "-q", OLD], cwd=folder, check=True)
        subprocess.run([sys.executable, "scripts/setup.py"], cwd=folder, env=_environment(), check=True)
        yield Path(folder)


def _environment() -> dict[str, str]:
    """This process's variables without what would keep one of the two from keeping its bytecode, or lend it ours."""
    ours = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "VIRTUAL_ENV", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in ours}
