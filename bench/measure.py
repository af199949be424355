"""What is measured: how long the embedded stack takes to start, and how long the suites take."""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from harness import profile, stack

IMPORTS = ("import moto.dynamodb.models, starlette.applications, uvicorn", "import fastapi, boto3, stripe, uvicorn")
"""What the edge and the checkout import: no stack of these parts starts faster than one interpreter after the other."""


@dataclass(frozen=True)
class Figure:
    """One measurement beside its yardstick, both in seconds; `target` is what the project promises."""

    name: str
    seconds: float
    yardstick: str
    yardstick_seconds: float
    target: float

    @property
    def ratio(self) -> float:
        """The measurement as a multiple of its yardstick."""
        return self.seconds / self.yardstick_seconds


def start_up(rounds: int) -> Figure:
    """Median seconds until the embedded stack is healthy, beside the bare imports of its parts, taken in turns."""
    starts, imports = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            imports.append(_import_seconds())
            with stack.start("embedded", profile.load(), seed=number + 1, logs=Path(folder)) as running:
                starts.append(running.startup_seconds)
    return Figure("embedded stack up", median(starts), "importing its parts", median(imports), 4.0)


def suites(seed: int) -> tuple[Figure, int]:
    """Seconds of the whole suites as `gate` runs them, beside one worker alone; and the number of cases."""
    spread, cases = _gate_seconds(seed, [])
    alone, _ = _gate_seconds(seed, ["-n", "1"])
    return Figure("the suites", spread, "the suites with one worker", alone, 60.0), cases


def _import_seconds() -> float:
    began = time.monotonic()
    for line in IMPORTS:
        subprocess.run([sys.executable, "-c", line], check=True)
    return time.monotonic() - began


def _gate_seconds(seed: int, options: list[str]) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "harness.cli", "gate", "--seed", str(seed), "--reports", folder, *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        counted = json.loads(Path(folder, "verdict.json").read_text(encoding="utf-8"))["suites"]
    return float(counted["seconds"]), int(counted["cases"])
