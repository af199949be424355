"""Hooks of dual mode: with a key each marked test runs on both sides, and the last word is the drift report."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.dual_mode.drift import Ran
from tests.dual_mode.facts import stated
from tests.dual_mode.real import Real, Refused, from_environment
from tests.dual_mode.recording import Recording
from tests.dual_mode.report import Report, report

SIDES = ("emulator", "stripe")
PROPERTY = "dual mode"
REAL: pytest.StashKey[Real | None] = pytest.StashKey()
_SIDE = re.compile(r"(\[|-)(emulator|stripe)\]$")


def pytest_configure(config: pytest.Config) -> None:
    """Read the environment; a usage error, before anything is sent, for a key that must not be used."""
    try:
        config.stash[REAL] = from_environment(os.environ)
    except Refused as refused:
        raise pytest.UsageError(str(refused)) from None
    if config.stash[REAL] is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Collector(config), "dual-mode-collector")


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both sides for a marked test."""
    marked = metafunc.definition.get_closest_marker("stripe") is not None
    if marked and metafunc.config.stash.get(REAL, None) is not None:
        metafunc.parametrize("side", SIDES, indirect=True)


def keep(request: pytest.FixtureRequest, side: str, recording: Recording, names: dict[str, str]) -> None:
    """Hand what a marked test was told to whoever writes the report, also from a worker."""
    if request.config.stash[REAL] is None or request.node.get_closest_marker("stripe") is None:
        return
    facts = stated(request.function, request.module)
    kept = json.dumps({"side": side, "facts": facts, "lines": recording.lines(names)})
    request.node.user_properties.append((PROPERTY, kept))


class Collector:
    """Gathers both sides of every marked test and writes the report."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._outcomes: dict[str, tuple[str, str]] = {}
        self._kept: dict[str, dict[str, Any]] = {}
        self._report: Report | None = None

    @property
    def folder(self) -> Path:
        """Where the report goes."""
        given = self._config.getoption("--reports", default=None)
        return Path(given) if given else self._config.rootpath / "reports"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """How a phase ended, and what the test was told."""
        if report.failed or report.skipped or report.when == "call":
            self._outcomes[report.nodeid] = (report.outcome, _reason(report))
        for name, value in report.user_properties:
            if name == PROPERTY:
                self._kept[report.nodeid] = json.loads(str(value))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the report; a run in which the two sides differ does not end well."""
        real = self._config.stash[REAL]
        if real is None or self._config.option.collectonly:
            return
        self._report = report(real.base, [self._ran(nodeid) for nodeid in self._kept])
        self._report.write(self.folder)
        if self._report.differences and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """One line."""
        if self._report is not None:
            terminalreporter.section("drift")
            terminalreporter.line(f"{self._report.summary} See {self.folder / 'drift.md'}")

    def _ran(self, nodeid: str) -> Ran:
        kept, (outcome, reason) = self._kept[nodeid], self._outcomes.get(nodeid, ("failed", "it never ended"))
        test = _SIDE.sub(lambda found: "]" if found[1] == "-" else "", nodeid)
        return Ran(test, kept["side"], outcome, reason, tuple(kept["facts"]), tuple(kept["lines"]))


def _reason(report: pytest.TestReport) -> str:
    if report.passed:
        return ""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message).splitlines()[0] if crash else report.longreprtext.strip().splitlines()[-1]
