"""What one phase of a case adds to it, as plain JSON beside pytest's report: it crosses from xdist workers."""

from dataclasses import asdict
from typing import Any

import pytest

from harness.core.masking import mask
from harness.run.cases import stash
from harness.run.cases.description import cards_of, channel_of, judged_by, labels_of, parameters_of, title_of
from harness.run.cases.findings import findings
from harness.run.cases.goals import may_reach
from harness.run.cases.lanes import lanes_of

# The attribute of pytest's report that holds it.
ATTRIBUTE = "checkout_harness"
TRACE_CHARACTERS = 6000


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
        "goals": item.stash.get(stash.GOALS_SEEN, []),
        "may_reach": may_reach(item),
        "judged": judged_by(item),
        "line": (report.location[1] or 0) + 1,
        "lacks": item.stash.get(stash.MISSING_CAPABILITIES, []),
        "missing": item.stash.get(stash.MISSING, ""),
        "exercised": item.stash.get(stash.ANSWER_COUNTS, {}),
        "fuzzed": item.stash.get(stash.FUZZED, {}),
        "rerun": rerun,
        "start": call.start,
        "stop": call.stop,
    }


def unhide(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Take from a phase what a mark `xfail` made of its error: known_issues.toml names failures, and none is accepted.

    `pytest.xfail()` in a body stays a reason why it did not run, as a skip is.
    """
    error = call.excinfo.value if call.excinfo is not None else None
    if error is not None and report.skipped and not isinstance(error, stash.NOT_RUN):
        report.outcome = "failed"
        del report.wasxfail
