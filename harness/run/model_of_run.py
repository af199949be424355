"""The model in a run: how much of it, which seed each case has, and how a walk that found something is told."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.checkouts import Facts, NotOffered
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History
from harness.run.cases import lateness
from harness.run.rig_of_run import rig_of
from harness.run.selection import reports_folder

if TYPE_CHECKING:
    from harness.faults.rig import Rig
    from harness.model.kit.world import Setting
    from harness.model.told import Told
    from harness.model.walks import Walked
    from harness.stack.base.stack import Stack

OFF, QUICK, DEEP = EFFORTS = ("off", "quick", "deep")
MARK = "model(effort): walks of the model; the effort (quick or deep) from which on a case is there"
STORIES = "stories"
# What each case walks in the quick part: how many walks, and how many rules each.
WALKS, RULES = 8, 12
# Walks of `deep` without --minutes, in all its cases.
DEEP_WALKS, DEEP_RULES = 500, 25
# Seconds in which a story is made shorter.
SHORTER_SECONDS = {QUICK: 30.0, DEEP: 120.0}


@dataclass(frozen=True)
class Effort:
    """How much one case of `cases` walks; `seconds` for all it has, None where walks are counted."""

    word: str
    walks: int
    rules: int
    seconds: float | None = None


def keep(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the cases of the model that were not asked for."""
    asked = EFFORTS.index(config.option.model)
    left_out = [item for item in items if (mark := _mark(item)) and EFFORTS.index(mark) > asked]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def _mark(item: pytest.Item) -> str:
    mark = item.get_closest_marker("model")
    return str(mark.args[0]) if mark is not None else ""


def effort(config: pytest.Config, cases: int) -> Effort:
    """How much each of so many cases walks."""
    if config.option.model != DEEP:
        return Effort(QUICK, WALKS, RULES)
    if config.option.minutes is None:
        return Effort(DEEP, -(-DEEP_WALKS // cases), DEEP_RULES)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return Effort(DEEP, WALKS, DEEP_RULES, config.option.minutes * 60.0 * workers / cases)


class Model:
    """What a case of the model is given."""

    def __init__(self, request: pytest.FixtureRequest, stack: Stack, history: History, folder: Path) -> None:
        self._request, self._config, self._stack, self.history = request, request.config, stack, history
        self.seed = int(self._config.option.seed)
        self.rig = self._rig(folder)

    def walks(self, part: int, cases: int) -> None:
        """Walk as one of so many cases; raises what was found, with its story. What happened is noted as facts."""
        from harness.model.walks import ERRANDS, run_errands

        much = effort(self._config, cases)
        ends = time.monotonic() + much.seconds if much.seconds is not None else None
        total, number = None, 0
        while total is None or (total.failed is None and ends is not None and time.monotonic() < ends):
            walked = self._walk(f"{part} {number}", much)
            total, number = _with(total, walked), number + 1
        run_errands(self._opens(f"{part} errand"), self._plain, total)
        self._note(total)
        if total.failed is not None:
            self._tell(total.failed, much)
        if missed := [what for what in ERRANDS if not total.counts[what]]:
            raise Failure(
                UNKNOWN,
                "The model's walks did not come to what they are for",
                let=f"the model walk {total.walks} times with seed {self.seed}",
                then=f"there are payments that were {' and '.join(ERRANDS)}",
                however=f"none was {' or '.join(missed)}: {dict(total.counts)}",
            )

    def _walk(self, name: str, much: Effort) -> Walked:
        from harness.model.walks import walk

        drawn = int.from_bytes(hashlib.blake2b(f"{self.seed} {name}".encode(), digest_size=6).digest())
        return walk(self._opens(name), self._facts.currencies, drawn, walks=much.walks, steps=much.rules)

    def _opens(self, name: str) -> Callable[[Setting], Told]:
        from harness.model.told import Told
        from harness.shop.shop import Shop

        walks = iter(range(1_000_000))

        def begins(setting: Setting) -> Told:
            shop = Shop(self._shops, History(), self.seed, f"model {name} {next(walks)}")
            return Told(shop, self.rig, setting)

        return begins

    def _tell(self, failed: Told, much: Effort) -> None:
        from harness.model.story import scenario
        from harness.model.walks import shortest

        lateness.examine(failed.failures[0], failed.history)
        first = lateness.settled(failed.failures, failed.history)[0]
        if getattr(first, lateness.STARVED, ""):
            raise first
        best, tries = shortest(self._opens(f"{self._request.node.name} again"), failed, SHORTER_SECONDS[much.word])
        failure = best.failures[0]
        failure.history = best.history
        command = f"seed {self.seed}, {self._request.node.name}"
        text = scenario(best.lines, failure, command, rig=self.rig is not None)
        path = self._keep(text)
        again = "" if tries > 1 else ": told again, it did not fail in the same way"
        failure.add_note(
            f"The story, {len(best.steps)} of {len(failed.steps)} steps{again}, as a scenario: {path}\n\n{text}"
        )
        for other in best.failures[1:]:
            failure.add_note(str(other))
        raise failure

    def _keep(self, text: str) -> Path:
        folder = reports_folder(self._config) / STORIES
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "_", self._request.node.name).strip("_").removeprefix("test_")
        path = folder / f"test_{name}.py"
        path.write_text(text, "utf-8")
        return path

    def _note(self, total: Walked) -> None:
        self.history.record("fact", "test", "model", walks=total.walks, counts=dict(total.counts), seed=self.seed)

    @property
    def _facts(self) -> Facts:
        return Facts.from_dict(self._stack.facts)

    @property
    def _plain(self) -> Setting:
        """What a short walk is about: the first currency that is sold in, or dollars."""
        from harness.model.kit.world import Setting

        return Setting(currency=self._facts.currencies[0]) if self._facts.currencies else Setting()

    @property
    def _shops(self) -> Stack:
        return self.rig.stack if self.rig is not None else self._stack

    def _rig(self, folder: Path) -> Rig | None:
        try:
            return rig_of(self._request.node, self._stack, folder)
        except NotOffered:
            return None


def _with(total: Walked | None, walked: Walked) -> Walked:
    if total is None:
        return walked
    total.walks, total.failed = total.walks + walked.walks, walked.failed
    total.counts.update(walked.counts)
    return total
