"""`verdict.json`: the whole verdict as data, for CI jobs and tools. `schema` changes when a field changes meaning."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from harness.failure import SEVERITIES
from harness.report import contract
from harness.verdict import GOALS, Case, Run, Verdict, failing_cards

NAME = "verdict.json"
SCHEMA = 1
OUTCOMES = ("passed", "failed", "unknown", "skipped")


def write(run: Run, verdict: Verdict, path: Path) -> None:
    """Write the document in one step, so that no reader sees half of it."""
    draft = path.with_suffix(".partial")
    draft.write_text(json.dumps(document(run, verdict), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def document(run: Run, verdict: Verdict) -> dict[str, Any]:
    """The verdict and everything it rests on, as plain data."""
    return {
        "schema": SCHEMA,
        "verdict": verdict.word,
        "exit_code": verdict.exit_code,
        "reasons": list(verdict.reasons),
        "full_run": run.full,
        "seed": run.seed,
        "command": run.command,
        "began": run.began,
        "stack": run.stack,
        "suites": {
            "cases": len(run.cases),
            **{outcome: len(run.with_outcome(outcome)) for outcome in OUTCOMES},
            "seconds": run.seconds,
            "workers": run.workers,
        },
        "goals": {goal: {"met_by": count, "means": GOALS[goal]} for goal, count in run.goals().items()},
        "cards": cards(run),
        "contract": contract.document(run),
        "problems": [*run.broken, *run.problems],
        "failures": by_code(run),
        "skipped": [{"nodeid": case.nodeid, "reason": case.reason} for case in run.with_outcome("skipped")],
        "cases": [_case(case) for case in run.cases],
    }


def cards(run: Run) -> dict[str, Any]:
    """Which documented cards were paid with, which failed, and which a browser checkout could use but none did."""
    unused = run.unused_cards()
    return {
        "usable_in_a_browser": len(run.catalogue),
        "exercised": len(run.catalogue) - len(unused),
        "not_exercised": [{"number": number, "name": name} for number, name in unused.items()],
        "failing": [{"number": number, "name": name} for number, name in failing_cards(run).items()],
    }


def by_code(run: Run) -> list[dict[str, Any]]:
    """The failures grouped by code, most frequent first; each names its cases."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for case in run.cases:
        for finding in case.findings:
            told = {"nodeid": case.nodeid, "case": case.title, "cards": case.cards, "rerun": case.rerun}
            groups.setdefault(finding.code, []).append({**told, **asdict(finding)})
    frequent_first = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [
        {"code": code, "severity": worst(found), "title": found[0]["title"], "count": len(found), "found": found}
        for code, found in frequent_first
    ]


def worst(found: list[dict[str, Any]]) -> str:
    """The worst severity among findings."""
    return min((str(finding["severity"]) for finding in found), key=SEVERITIES.index)


def _case(case: Case) -> dict[str, Any]:
    return {
        "nodeid": case.nodeid,
        "title": case.title,
        "outcome": case.outcome,
        "seconds": case.seconds,
        "labels": case.labels,
        "cards": sorted(case.cards),
        "goals": list(case.goals),
    }
