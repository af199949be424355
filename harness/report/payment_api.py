"""What a run says about the payment API: answers exercised and never seen, how much was fuzzed, what was found once."""

from typing import Any

from harness.core import api_coverage
from harness.judging.verdict import Run

PREFIX = "contract_"


def document(run: Run) -> dict[str, Any]:
    """The contract's part of `verdict.json`; empty without a contract."""
    if run.contract is None:
        return {}
    counts = run.answer_counts()
    fuzzed = [case.fuzzed for case in run.cases if case.fuzzed]
    return {
        "answers": len(run.contract.documented_responses),
        "exercised": sum(bool(counts.get(documented.key)) for documented in run.contract.documented_responses),
        "never_seen": run.never_seen(),
        "every_answer": run.contract.every_answer,
        "table": api_coverage.table(run.contract, counts),
        "fuzzed": _figures(fuzzed),
        "findings": _findings(run),
        "accepted": _accepted(fuzzed),
    }


def _figures(fuzzed: list[dict[str, Any]]) -> dict[str, Any]:
    cases, seconds = sum(one["cases"] for one in fuzzed), sum(one["seconds"] for one in fuzzed)
    rate = round(cases / seconds, 1) if seconds else 0.0
    return {"cases": cases, "worker_seconds": round(seconds, 2), "cases_a_worker_second": rate}


def _findings(run: Run) -> list[dict[str, Any]]:
    """Each finding of the contract suite once, whichever cases met it; the first tells exchange and replay."""
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for case in run.cases:
        for found in case.findings:
            if found.code.startswith(PREFIX):
                finding = {"code": found.code, "title": found.title, "exchange": found.exchange, "replay": case.rerun}
                row = first.setdefault((found.code, found.title), {**finding, "cases": []})
                row["cases"].append(case.nodeid)
    return list(first.values())


def _accepted(fuzzed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = {tuple(row["key"]): row for one in fuzzed for row in one["accepted"]}
    return [
        {"code": code, "operation": operation, **{name: row[name] for name in ("title", "reason", "expires")}}
        for (code, operation), row in sorted(rows.items())
    ]
