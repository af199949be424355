"""Many walks of one seed, until one finds something; and the shortest story of what it found."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import hypothesis
from hypothesis.stateful import run_state_machine_as_test

from harness.model.kit.steps import Step
from harness.model.kit.world import Setting
from harness.model.machine import WalkFailed, machine
from harness.model.told import Told, tell

Begins = Callable[[Setting], Told]


class Enough(BaseException):
    """There were as many walks as there should be."""


@dataclass
class Walked:
    """What came of some walks: how many there were, what happened in them, and the walk that found something."""

    walks: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failed: Told | None = None
    most: int = 0

    def ended(self, told: Told) -> None:
        """One more walk; Enough when there are as many as there should be: Hypothesis may go on for some more."""
        self.walks += 1
        self.counts["steps"] += len(told.steps)
        self.counts.update(told.world.counts)
        if self.walks == self.most:
            raise Enough


def walk(begins: Begins, currencies: tuple[str, ...], seed: int, *, walks: int, steps: int) -> Walked:
    """So many walks of so many rules each; fewer when one finds something."""
    walked = Walked(most=walks)
    settings = hypothesis.settings(
        max_examples=walks,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
    rules = hypothesis.seed(seed)(machine(begins, walked.ended, currencies))
    try:
        run_state_machine_as_test(rules, settings=settings)
    except Enough:
        pass
    except WalkFailed as found:
        walked.failed = found.told
        with contextlib.suppress(Enough):
            walked.ended(found.told)
    return walked


ADA = {"who": "ada"}
BEGUN = (Step("add", {**ADA, "what": "tea", "units": 1}), Step("begin", {**ADA, "payment": "payment_1"}))
OF_IT = {"payment": "payment_1"}
# Short walks for what chance has left out: what a run must have seen, it goes and sees.
ERRANDS = {
    "paid": (*BEGUN, Step("attempt", {**OF_IT, "attempt": "attempt_1", "card": "good"}), Step("settle", OF_IT)),
    "declined": (*BEGUN, Step("attempt", {**OF_IT, "attempt": "attempt_1", "card": "declined"}), Step("settle", OF_IT)),
}


def run_errands(begins: Begins, setting: Setting, walked: Walked) -> None:
    """What no walk has come to yet, by a walk that is for just that."""
    walked.most = 0
    for what, steps in ERRANDS.items():
        if walked.failed is None and not walked.counts[what]:
            told = begins(setting)
            if tell(told, steps):
                walked.failed = told
            walked.ended(told)


def shortest(begins: Begins, failed: Told, seconds: float) -> tuple[Told, int]:
    """The shortest walk of its steps that fails with the same code, as far as it is found in so many seconds; and how
    many walks were tried. The whole walk is told again first: one that does not fail again stays as it is."""
    tries, ends, best = 0, time.monotonic() + seconds, failed
    code, setting = failed.failures[0].code, failed.world.setting

    def fails(steps: Sequence[Step]) -> bool:
        nonlocal tries, best
        tries += 1
        told = begins(setting)
        if any(found.code == code for found in tell(told, steps)[:1]):
            best = told
            return True
        return False

    if not fails(failed.steps):
        return failed, tries
    size = len(best.steps)
    while size > 0:
        start, shorter = len(best.steps) - size, False
        while start >= 0 and time.monotonic() < ends:
            steps = best.steps
            if fails([*steps[:start], *steps[start + size :]]):
                shorter = True
            start -= size
        if time.monotonic() >= ends:
            break
        size = size if shorter and size == 1 else size // 2
    for number, step in enumerate(best.steps):
        if step.cut and time.monotonic() < ends:
            fails([*best.steps[:number], replace(step, cut=""), *best.steps[number + 1 :]])
    return best, tries
