"""A pytest plugin for the gate of a broken copy: the likeliest killers run first, and the run ends once it is caught.

It comes in by PYTEST_PLUGINS and is told by a file what is enough (`variables`). It neither judges nor selects: what
was found is read from the gate's verdict afterwards, by the same rules as without it.
"""

import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.judging.verdict import Case

MODULE, VARIABLE = __name__, "PROVING_ENOUGH"
ASKED, TOLD = "enough.json", "detected.json"
CONTROLLER = "checkout-harness-controller"


@dataclass(frozen=True)
class Enough:
    """What ends a run: all of these have failed; of nothing named, any case. `killers` are names of cases to run first.

    `codes` are failure codes, `cases` parts of node ids, `cards` numbers. `whole` never ends it: only the order holds.
    `suites` (folders, as node ids begin) end one by one, each with its first red case, and the run when all have.
    """

    codes: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    killers: tuple[str, ...] = ()
    whole: bool = False
    suites: tuple[str, ...] = ()

    def suite(self, nodeid: str) -> str:
        """The innermost of the suites that a case is in; empty for none."""
        return max((suite for suite in self.suites if nodeid.startswith(f"{suite}/")), key=len, default="")

    def met(self, failed: "Sequence[Case]") -> bool:
        """Whether these failed cases are enough."""
        if self.whole or not failed:
            return False
        if self.suites:
            return {self.suite(case.nodeid) for case in failed}.issuperset(self.suites)
        codes = {finding.code for case in failed for finding in case.findings}
        cards = {number for case in failed for number in case.cards}
        named = all(any(part in case.nodeid for case in failed) for part in self.cases)
        return named and codes.issuperset(self.codes) and cards.issuperset(self.cards)

    def place(self, nodeid: str) -> int:
        """Where a case belongs: what the bug names, what pays with its cards, what killed it before, the rest."""
        if any(part in nodeid for part in self.cases):
            return 0
        if any(number in nodeid for number in self.cards):
            return 1
        return 2 + (self.killers.index(nodeid) if nodeid in self.killers else len(self.killers))


@dataclass(frozen=True)
class Detected:
    """Seconds since 1970: of the first red case, and of the moment at which what failed was enough; 0 for never.

    `spent` are the seconds that the cases of each suite took, to its first red one or to its end; `ran` counts them.
    """

    first_red: float = 0.0
    enough: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)
    ran: dict[str, int] = field(default_factory=dict)


def variables(folder: Path, enough: Enough) -> dict[str, str]:
    """Write down what is enough; the variables that lead the plugin there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOLD).unlink(missing_ok=True)
    (folder / ASKED).write_text(json.dumps(asdict(enough)), "utf-8")
    return {"PYTEST_PLUGINS": MODULE, VARIABLE: str(folder / ASKED)}


def detected(folder: Path) -> Detected:
    """What the plugin left there."""
    path = folder / TOLD
    return Detected(**json.loads(path.read_text("utf-8"))) if path.is_file() else Detected()


def pytest_configure(config: pytest.Config) -> None:
    """Take part in the process that gathers the cases, where a proving run asks for it."""
    path = os.environ.get(VARIABLE)
    if path and not hasattr(config, "workerinput"):
        values: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
        names = {name: tuple(value) for name, value in values.items() if name != "whole"}
        enough = Enough(**names, whole=values["whole"])
        config.pluginmanager.register(FailFast(config, enough, Path(path).parent), "proving-fail-fast")


class FailFast:
    """Orders the cases and ends the run, by pytest's own way to end at a failure."""

    def __init__(self, config: pytest.Config, enough: Enough, folder: Path) -> None:
        self._config, self._enough, self._folder = config, enough, folder
        self._session: pytest.Session | None = None
        self._seen = Detected()
        self._over: set[str] = set()

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Keep what can be ended."""
        self._session = session

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The likeliest killers first; among equals, the order of the run's seed."""
        items.sort(key=lambda item: self._enough.place(item.nodeid))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Leave out what is left of a suite that has found something."""
        if self._enough.suite(item.nodeid) in self._over:
            pytest.skip("its suite has found something")

    def pytest_sessionfinish(self) -> None:
        """Tell what each suite took."""
        self._tell(self._seen)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """After each red phase: is that enough?"""
        suite = self._enough.suite(report.nodeid)
        self._seen.spent[suite] = round(self._seen.spent.get(suite, 0.0) + report.duration, 3)
        self._seen.ran[suite] = self._seen.ran.get(suite, 0) + (report.when == "setup" and not report.skipped)
        if not report.failed or self._session is None or self._seen.enough:
            return
        failed = [case for case in self._cases() if case.outcome == "failed"]
        now = time.time()
        first = self._seen.first_red or (now if failed else 0.0)
        met = self._enough.met(failed)
        self._over = {self._enough.suite(case.nodeid) for case in failed} & set(self._enough.suites)
        self._seen = replace(self._seen, first_red=first, enough=now if met else 0.0)
        self._tell(self._seen)
        if met:
            self._session.shouldfail = "this is what a proving run waited for"

    def _tell(self, seen: Detected) -> None:
        (self._folder / TOLD).write_text(json.dumps(asdict(seen)), "utf-8")

    def _cases(self) -> "Iterable[Case]":
        controller: Any = self._config.pluginmanager.getplugin(CONTROLLER)
        return () if controller is None else controller.cases.all()
