"""`verdict.json`: the whole verdict as data, for CI jobs and tools. `schema` changes when a field changes meaning."""

import json
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import Any

from harness.config import known_issues
from harness.config.usual import USUAL, unusual
from harness.core.failure import SEVERITIES
from harness.judging.goals import BY_NAME, GOALS
from harness.judging.verdict import AFTER, Case, Run, Verdict, failing_cards
from harness.report import judged, payment_api, resiliency, tables

NAME = "verdict.json"
SCHEMA = 1
# How a command begins that a gate gave itself, with its seed.
GATE = "checkout-harness gate "
OUTCOMES = ("passed", "failed", "unknown", "skipped")


def write(run: Run, verdict: Verdict, path: Path) -> None:
    """Write what the run tells."""
    save(document(run, verdict), path)


def save(document: dict[str, Any], path: Path) -> None:
    """Write the document in one step, so that no reader sees half of it."""
    draft = path.with_suffix(".partial")
    draft.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def document(run: Run, verdict: Verdict) -> dict[str, Any]:
    """The verdict and everything it rests on, as plain data."""
    return {
        "schema": SCHEMA,
        "verdict": verdict.word,
        "exit_code": verdict.exit_code,
        "reasons": list(verdict.reasons),
        "full_run": run.whole,
        "part": part(run),
        "deep": run.deep,
        "shard": {"part": run.shard, "of_full_run": run.full} if run.shard else None,
        "seed": run.seed,
        "run": run.identity,
        "command": run.command,
        "again": again(run),
        "began": run.began,
        "stack": run.stack,
        "machine": run.machine,
        "suites": {
            "cases": len(run.cases),
            **{outcome: len(run.with_outcome(outcome)) for outcome in OUTCOMES},
            "seconds": run.seconds,
            "workers": run.workers,
        },
        "judged": judged.document(run),
        "goals": goals(run),
        "resiliency": resiliency.document(run),
        "cards": cards(run),
        "invariants": tables.invariants(run),
        "channels": tables.channels(run),
        "windows": tables.windows(run),
        "known_issues": known(run),
        "backend": backend(run),
        "adapter": {"trouble": run.adapter, "not_offered": tables.not_offered(run)},
        "contract": payment_api.document(run),
        "problems": [*run.broken, *run.problems],
        "failures": by_code(run),
        "skipped": [{"nodeid": case.nodeid, "reason": case.reason} for case in run.with_outcome("skipped")],
        "cases": [_case(case) for case in run.cases],
    }


def again(run: Run) -> str:
    """The command that runs the same cases with the same seed."""
    if run.command.startswith(GATE):
        return run.command
    if not run.full:
        return run.command if "--seed" in run.command else f"{run.command} --seed={run.seed}"
    options = {"seed": run.seed, "stack": run.stack.get("asked"), "shard": run.shard}
    options |= {name: run.stack.get(name) for name in USUAL}
    quick = [f"--{run.part}"] if run.part else []
    given = unusual(options)
    return shlex.join(["checkout-harness", "gate", *quick, *(f"--{name}={value}" for name, value in given.items())])


def part(run: Run) -> dict[str, Any] | None:
    """The part of the suites that was asked for: its name, its cases, and of how many; None for all of them."""
    if not run.part:
        return None
    ours = sum(not case.nodeid.startswith(AFTER) for case in run.cases)
    return {"name": run.part, "cases": ours, "of": run.out_of}


def goals(run: Run) -> dict[str, dict[str, Any]]:
    """Each goal with how many cases met it; of one that the checkout cannot be asked, what its cases need instead.

    `part` is the smallest part of the suites that must meet it (`quick`, `whole`, `deep`; empty: none must), `owed`
    whether this run had to.
    """
    not_offered, owed = run.goals_not_offered(), run.goals_owed()
    return {
        goal: {
            "met_by": count,
            "means": GOALS[goal],
            "not_offered": not_offered.get(goal, {}),
            "part": BY_NAME[goal].part,
            "owed": goal in owed,
        }
        for goal, count in run.goals().items()
    }


def known(run: Run) -> list[dict[str, Any]]:
    """The known issues, whether their day is over, and how many cases each names."""
    failed = [case for case in run.cases if case.findings]
    found = [known_issues.of(case, run.known) for case in failed]
    return [
        {**asdict(issue), "expired": known_issues.expired(issue), "cases": found.count(issue)} for issue in run.known
    ]


def cards(run: Run) -> dict[str, Any]:
    """Which documented cards were paid with, which failed, and which a browser checkout could use but none did."""
    unused = run.unused_cards()
    return {
        "usable_in_a_browser": len(run.catalogue),
        "exercised": len(run.catalogue) - len(unused),
        "not_exercised": [{"number": number, "name": name} for number, name in unused.items()],
        "failing": [{"number": number, "name": name} for number, name in failing_cards(run).items()],
    }


def backend(run: Run) -> dict[str, Any]:
    """What the run's Stripe was found to do beside what Stripe documents, and how many cases were not run for it."""
    counts = run.not_judged()
    plain = [ability for ability in run.backend if not ability.cards]
    cards_asked = sum(ability.cards for ability in run.backend)
    wrong = sum(len(ability.wrong_cards) for ability in run.backend)
    return {
        "as_documented": not any(ability.deviation() for ability in run.backend),
        "not_run": sum(bool(case.missing_capabilities) for case in run.cases),
        "capabilities": {"asked": len(plain), "as_documented": sum(not one.instead for one in plain)},
        "cards": {"asked": cards_asked, "as_documented": cards_asked - wrong},
        "abilities": [
            {**asdict(one), "as_documented": not one.deviation(), "not_run": counts.get(one.name, 0)}
            for one in run.backend
        ],
    }


def by_code(run: Run) -> list[dict[str, Any]]:
    """The failures grouped by code, most frequent first; each names its cases."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for case in run.cases:
        for finding in case.findings:
            facts = {"nodeid": case.nodeid, "case": case.title, "cards": case.cards, "rerun": case.rerun}
            groups.setdefault(finding.code, []).append({**facts, **asdict(finding)})
    frequent_first = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [
        {"code": code, "severity": worst(found), "title": found[0]["title"], "count": len(found), "found": found}
        for code, found in frequent_first
    ]


def windows(run: Run) -> str:
    """How many places were broken or held on purpose, in a line; empty where none was."""
    rows = tables.windows(run)
    told = ", ".join(f"{row['what']} ({row['places']})" for row in rows)
    return f"{sum(row['places'] for row in rows)} places broken or held on purpose: {told}" if rows else ""


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
        **({"may_reach": list(case.may_reach)} if case.may_reach else {}),
        **({"seen": case.operation_counts} if case.operation_counts else {}),
        **({"parameters": case.parameters} if case.parameters else {}),
        "judged": case.judged,
        "reason": case.reason,
        "rerun": case.rerun,
        "line": case.line,
        "lacks": list(case.missing_capabilities),
        **({"missing": case.missing} if case.missing else {}),
        **({"exercised": case.answer_counts} if case.answer_counts else {}),
        **({"fuzzed": case.fuzzed} if case.fuzzed else {}),
        **({"windows": case.windows} if case.windows else {}),
        **({"troubles": [list(row) for row in case.troubles]} if case.troubles else {}),
        **({"lanes": case.lanes} if case.lanes else {}),
    }
