"""Many shoppers at once through the embedded stack: all are answered, and what is paid, ordered and left agrees."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.crowd import judgement, shoppers
from bench.crowd.judgement import Outcome
from bench.crowd.processes import cpu_seconds
from bench.crowd.shoppers import Crowd
from bench.figures.figure import Figure
from harness import stack
from harness.config import profile
from harness.stack import aws

TITLE = "Many shoppers at once"
MANY, SOME = 500, 120
EDGE = "harness.stack.processes.edge"
# The stack's processes by the module that they run.
PARTS = {"edge": EDGE, "tap": "harness.tap", "checkout": "checkout"}
# How many times moto's work the edge has at least saved; 3.8 to 6.3 were measured.
TIMES = 2.0
SEED = 1


def figures() -> list[Figure]:
    """What does not hold after five hundred; then the edge's work for a purchase beside moto's, in one run."""
    many, work = _crowd_on(MANY, aws.DEFAULT)
    broken = judgement.broken(many)
    for line in broken:
        print(f"crowd: {line}", flush=True)
    beside = ", ".join(f"{part} {ms:.1f} ms" for part, ms in work.items())
    crowd = Figure(
        f"{MANY} shoppers at once: what does not hold",
        judgement.summary(many),
        f"CPU a purchase: {beside}",
        len(broken),
        0,
        unit="broken",
        digits=0,
    )
    return [crowd, _beside_moto()]


def _beside_moto() -> Figure:
    ours, motos = (_crowd_on(SOME, engine)[1]["edge"] for engine in (aws.DEFAULT, aws.MOTO))
    measured, beside = f"with {aws.DEFAULT}: {ours:.1f} ms CPU", f"with {aws.MOTO}: {motos:.1f} ms CPU"
    return Figure(
        f"the edge's work for a purchase, {SOME} at once", measured, beside, motos / ours, TIMES, at_least=True
    )


def _crowd_on(count: int, engine: str) -> tuple[Outcome, dict[str, float]]:
    """What a crowd on a stack of its own came to, and milliseconds of CPU a purchase for each part and for this one."""
    with (
        tempfile.TemporaryDirectory() as folder,
        stack.start("embedded", profile.load(), seed=SEED, logs=Path(folder), aws=engine) as running,
    ):
        crowd = Crowd(running, count)
        before = cpu_seconds(PARTS)
        buying = shoppers.buy(crowd)
        spent = {part: seconds - before[part] for part, seconds in cpu_seconds(PARTS).items()}
        spent["client"] = buying.client_seconds
        return judgement.look(crowd, buying), {part: seconds * 1000 / count for part, seconds in spent.items()}
