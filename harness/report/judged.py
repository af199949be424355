"""How much of the suites was judged, and what kept the rest from it: a "yes" says it in the same breath."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from harness.judging.goals import GOALS
from harness.judging.verdict import Run

NOT_RUN = "not run: "
NAMED = 5


def document(run: Run) -> dict[str, Any]:
    """The judged cases (those that passed or failed) of how many; of those that were not, how many for what reason."""
    skipped = run.with_outcome("skipped")
    not_run = Counter(
        case.reason.removeprefix(NOT_RUN) or "no reason given" for case in skipped if not case.not_offered
    )
    return {
        "cases": sum(case.outcome in ("passed", "failed") for case in run.cases),
        "of": len(run.cases),
        "not_offered": dict(Counter(case.not_offered for case in skipped if case.not_offered).most_common()),
        "not_run": dict(not_run.most_common()),
    }


def line(run: Run) -> str:
    """What was not judged and why, in a sentence or two; empty where every case ran."""
    told = document(run)
    skipped = len(run.with_outcome("skipped"))
    reasons = {"Not offered": told["not_offered"], "Not run": told["not_run"]}
    parts = [f"{name}: {counted(why)}" for name, why in reasons.items() if why]
    return ". ".join([f"{skipped} of {told['of']} cases were not judged", *parts]) if skipped else ""


def goals(run: Run) -> list[str]:
    """The goals of which no case is offered, each with what its cases need."""
    owed = run.goals_owed()
    not_offered = {goal: why for goal, why in run.goals_not_offered().items() if goal in owed}
    return [f"no case of {goal} ({GOALS[goal]}): {counted(why)}" for goal, why in not_offered.items()]


def counted(reasons: Mapping[str, int]) -> str:
    """The first few reasons, each with its number of cases."""
    first = [f"{reason} ({count})" for reason, count in list(reasons.items())[:NAMED]]
    more = f" and {len(reasons) - NAMED} more" if len(reasons) > NAMED else ""
    return ", ".join(first) + more
