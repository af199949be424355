"""The stack and the suites: how long the embedded stack takes to start, and how long the suites take."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures.figure import Figure
from harness import stack
from harness.browser import chromium
from harness.config import profile

TITLE = "The stack and the suites"
# What the edge and the checkout import: no stack of these parts starts faster than one interpreter after the other.
IMPORTS = ("import ministack.services.dynamodb, starlette.routing, uvicorn", "import fastapi, boto3, stripe, uvicorn")
STARTS = 5
SEED = 1
STACK_SECONDS, SUITES_SECONDS, BROWSER_SECONDS = 4.0, 60.0, 60.0
LOCALSTACK_SECONDS, CONTAINERS_SECONDS = 3.0, 8.0
BROWSER = "scenarios/browser"


def figures() -> list[Figure]:
    """All figures; those of containers and of the browser where there are some."""
    return [start_up(), *in_containers(), suites(), *([] if chromium.why_not() else [in_a_browser()])]


def start_up() -> Figure:
    """Median seconds until the embedded stack is healthy, beside the bare imports of its parts, taken in turns."""
    starts, imports = [], []
    for number in range(STARTS):
        imports.append(_import_seconds())
        starts.append(_started("embedded", number).startup_seconds)
    measured, beside = f"median of {STARTS}: {median(starts):.2f} s", f"importing its parts: {median(imports):.2f} s"
    return Figure("embedded stack up", measured, beside, median(starts), STACK_SECONDS, unit="s")


def in_containers() -> list[Figure]:
    """Median seconds of LocalStack's container and of the whole stack, beside the embedded one, taken in turns.

    None where no engine answers or the images are not built (`make images`).
    """
    if stack.choose("auto", profile.load())[0] != "containers":
        return []
    embedded, localstack, whole = [], [], []
    for number in range(STARTS):
        embedded.append(_started("embedded", number).startup_seconds)
        started = _started("containers", number)
        localstack.append(started.parts["localstack"])
        whole.append(started.startup_seconds)
    beside = f"embedded stack up: {median(embedded):.2f} s"
    return [
        Figure(what, f"median of {STARTS}: {median(got):.2f} s", beside, median(got), promised, unit="s")
        for what, got, promised in (
            ("LocalStack's container healthy", localstack, LOCALSTACK_SECONDS),
            ("stack of containers up", whole, CONTAINERS_SECONDS),
        )
    ]


def suites() -> Figure:
    """Seconds of `gate` without a browser from its start to its end, beside the same with one worker."""
    return _beside_one_worker("the suites without a browser", ["--browser=off"], SUITES_SECONDS)


def in_a_browser() -> Figure:
    """Seconds of `gate` on the browser scenarios alone, beside the same with one worker."""
    return _beside_one_worker("the scenarios in a browser", [BROWSER, "--browser=required"], BROWSER_SECONDS)


def _beside_one_worker(what: str, options: list[str], promised: float) -> Figure:
    spread, cases = _gate_seconds(options)
    alone, _ = _gate_seconds([*options, "-n", "1"])
    return Figure(
        f"{what} ({cases} cases)", f"{spread:.2f} s", f"with one worker: {alone:.2f} s", spread, promised, unit="s"
    )


def _started(mode: str, number: int) -> stack.Stack:
    """What a stack of its own says of its start; it is ended."""
    with (
        tempfile.TemporaryDirectory() as folder,
        stack.start(mode, profile.load(), seed=number + 1, logs=Path(folder)) as running,
    ):
        return running


def _import_seconds() -> float:
    began = time.monotonic()
    for line in IMPORTS:
        subprocess.run([sys.executable, "-c", line], check=True)
    return time.monotonic() - began


def _gate_seconds(options: list[str]) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "harness.cli", "gate", "--stack=embedded", "--no-html", *options]
        command += ["--seed", str(SEED), "--reports", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        verdict = json.loads(Path(folder, "verdict.json").read_text(encoding="utf-8"))
    return float(verdict["run"]["seconds"]), int(verdict["suites"]["passed"])
