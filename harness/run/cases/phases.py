"""What one phase of a case adds to it, as plain JSON beside pytest's report: it crosses from xdist workers."""

from collections import Counter
from dataclasses import asdict
from typing import Any

import pytest

from harness.core.masking import mask
from harness.judging.goals.met import met
from harness.judging.resiliency import Cell, cells
from harness.run.cases import stash
from harness.run.cases.description import cards_of, channel_of, judged_by, labels_of, parameters_of, title_of
from harness.run.cases.findings import findings
from harness.run.cases.goals import may_reach
from harness.run.cases.lanes import lanes_of

# The attribute of pytest's report that holds it.
ATTRIBUTE = "checkout_harness"
TRACE_CHARACTERS = 6000
# How pytest names the phase of the body.
BODY = "call"


def part(item: pytest.Item, call: pytest.CallInfo[Any], report: pytest.TestReport, rerun: str) -> dict[str, Any]:
    """What one phase of a case adds to it; `rerun` is the command that runs the case again."""
    error = call.excinfo.value if call.excinfo is not None and report.failed else None
    judged = item.stash.get(stash.JUDGED, [])
    item.stash[stash.JUDGED] = []  # told once, with the phase after which it was judged
    trace = mask(report.longreprtext)[-TRACE_CHARACTERS:] if error is not None else ""
    found = findings(error, trace, judged, report.when)
    return {
        "title": title_of(item),
        "labels": {**channel_of(item), **labels_of(item)},
        "cards": cards_of(item),
        "parameters": parameters_of(item),
        "findings": [asdict(finding) for finding in found],
        "lanes": lanes_of(item, error, found),
        "goals": _goals(item, report.when == BODY),
        "troubles": _troubles(item, [finding.code for finding in found]) if report.when == BODY else [],
        "may_reach": may_reach(item),
        "judged": judged_by(item),
        "line": (report.location[1] or 0) + 1,
        "lacks": item.stash.get(stash.MISSING_CAPABILITIES, []),
        "missing": item.stash.get(stash.MISSING, ""),
        "exercised": item.stash.get(stash.ANSWER_COUNTS, {}),
        "windows": dict(item.stash.get(stash.WINDOWS, {})),
        "fuzzed": item.stash.get(stash.FUZZED, {}),
        "rerun": rerun,
        "start": call.start,
        "stop": call.stop,
    }


def _goals(item: pytest.Item, body: bool) -> list[str]:
    """The goals that the case has met, and with its body the stories within it."""
    within = [goal for history in item.stash.get(stash.TOLD, []) for goal in met(history)] if body else []
    return list(dict.fromkeys([*item.stash.get(stash.GOALS_SEEN, []), *within]))


def _troubles(item: pytest.Item, codes: list[str]) -> list[tuple[Any, ...]]:
    """The cells of the resiliency matrix that the case has met, and each story within it, with how often."""
    counts: Counter[Cell] = Counter()
    for history in item.stash.get(stash.TOLD, []):
        ended = history.of(kind="fact", operation="ended")
        counts += cells(history, [code for one in ended for code in one.data["codes"]])
    if stash.HISTORY in item.stash:
        counts += cells(item.stash[stash.HISTORY], codes)
    return [(*cell, count) for cell, count in sorted(counts.items())]


def unhide(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Take from a phase what a mark `xfail` made of its error: known_issues.toml names failures, and none is accepted.

    `pytest.xfail()` in a body stays a reason why it did not run, as a skip is.
    """
    error = call.excinfo.value if call.excinfo is not None else None
    if error is not None and report.skipped and not isinstance(error, stash.NOT_RUN):
        report.outcome = "failed"
        del report.wasxfail
