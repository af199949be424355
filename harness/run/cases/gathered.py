"""The cases of a run, put together from what the phases of each told, here and in the workers."""

import shlex
from collections.abc import Iterable
from typing import Any

import pytest

from harness.core.failure import UNKNOWN
from harness.judging.verdict import Case, Finding
from harness.run.cases.findings import LINE_CHARACTERS
from harness.run.cases.phases import ATTRIBUTE

BY_XFAIL = "The case is marked xfail, and did not fail"


class Cases:
    """The cases of a run, put together from the reports of their phases."""

    def __init__(self) -> None:
        self._reports: dict[str, list[pytest.TestReport]] = {}
        self._expected: tuple[str, ...] = ()

    def add(self, report: pytest.TestReport) -> None:
        """Take one phase of one case, from this process or from a worker."""
        if hasattr(report, ATTRIBUTE) or report.failed:
            self._reports.setdefault(report.nodeid, []).append(report)

    def all(self) -> tuple[Case, ...]:
        """Every case, in the order of its first report; those that were expected and told nothing are unknown."""
        finding = Finding(UNKNOWN, "The case was selected and never ran", then=("each of its phases is told",))
        never_reported = [nodeid for nodeid in self._expected if nodeid not in self._reports]
        never_ran = [Case(nodeid, nodeid, "unknown", findings=(finding,)) for nodeid in never_reported]
        return (*(_case(nodeid, reports) for nodeid, reports in self._reports.items()), *never_ran)

    def expect(self, nodeids: Iterable[str]) -> None:
        """These are to be accounted for."""
        self._expected = tuple(dict.fromkeys(nodeids))

    def any(self) -> bool:
        """Whether a case has told anything yet."""
        return bool(self._reports)

    def seconds(self) -> float:
        """From the start of the first case to the end of the last."""
        parts = [getattr(report, ATTRIBUTE, {}) for reports in self._reports.values() for report in reports]
        times = [(each["start"], each["stop"]) for each in parts if each]
        return round(max(stop for _, stop in times) - min(start for start, _ in times), 3) if times else 0.0


def _case(nodeid: str, reports: list[pytest.TestReport]) -> Case:
    parts: list[dict[str, Any]] = [getattr(report, ATTRIBUTE, {}) for report in reports]
    latest: dict[str, Any] = next((each for each in reversed(parts) if each), {})
    found = tuple(Finding.from_dict(finding) for each in parts for finding in each.get("findings", ()))
    found = found or _unexplained(reports)
    return Case(
        nodeid=nodeid,
        title=latest.get("title", nodeid),
        outcome=_outcome(reports, found),
        seconds=round(sum(report.duration for report in reports), 3),
        labels=latest.get("labels", {}),
        cards=latest.get("cards", {}),
        findings=found,
        goals=tuple(dict.fromkeys(goal for each in parts for goal in each.get("goals", ()))),
        may_reach=tuple(latest.get("may_reach", ())),
        reason=next((_skip_reason(report) for report in reports if report.skipped), ""),
        missing_capabilities=tuple(latest.get("lacks", ())),
        missing=latest.get("missing", ""),
        rerun=latest.get("rerun", f"pytest {shlex.quote(nodeid)}"),
        parameters=latest.get("parameters", {}),
        judged=latest.get("judged", {}),
        line=latest.get("line", 0),
        answer_counts=latest.get("exercised", {}),
        windows=latest.get("windows", {}),
        fuzzed=latest.get("fuzzed", {}),
        troubles=tuple(tuple(row) for each in parts for row in each.get("troubles", ())),
        lanes=next((each["lanes"] for each in parts if each.get("lanes")), {}),
    )


def _outcome(reports: list[pytest.TestReport], found: tuple[Finding, ...]) -> str:
    if found:
        return "unknown" if all(finding.code == UNKNOWN for finding in found) else "failed"
    return "skipped" if _not_run(reports) else "passed"


def _not_run(reports: list[pytest.TestReport]) -> bool:
    """Whether the body, or what comes before it, was skipped; what is skipped after a body takes nothing from it."""
    return any(report.skipped and report.when != "teardown" for report in reports)


def _unexplained(reports: list[pytest.TestReport]) -> tuple[Finding, ...]:
    """What is to be said of a case that brought no finding and still is no pass: only a body that passed is one."""
    text = next((report.longreprtext for report in reports if report.failed), None)
    if text is not None:
        title = BY_XFAIL if text.startswith("[XPASS(strict)]") else "The process that ran this case ended"
        return (Finding(UNKNOWN, title, however=(text[-LINE_CHARACTERS:],)),)
    if _not_run(reports) or any(report.when == "call" and report.passed for report in reports):
        return ()
    phases = ", ".join(str(report.when) for report in reports)
    then, however = ("its body runs",), (f"only these phases of it did: {phases}",)
    return (Finding(UNKNOWN, "The case's body never ran", then=then, however=however),)


def _skip_reason(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return f"expected to fail: {report.wasxfail}"
    text = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
