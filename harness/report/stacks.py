"""`stacks.json`: figures of the last whole run on each kind of stack, kept beside the reports so that a run on one
stack shows the other one's too."""

import json
from pathlib import Path
from typing import Any

from harness.config.usual import unusual
from harness.judging.verdict import Run, Verdict

NAME = "stacks.json"
OUTCOMES = ("passed", "failed", "unknown", "skipped")


def keep(run: Run, verdict: Verdict, folder: Path) -> dict[str, Any]:
    """The figures of every stack so far, with this run's in place of the earlier one on its stack."""
    stack_figures = read(folder)
    if run.whole and run.cases and run.stack.get("mode") not in (None, "none"):
        stack_figures[_name(run)] = figures(run, verdict)
        (folder / NAME).write_text(json.dumps(stack_figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return stack_figures


def read(folder: Path) -> dict[str, Any]:
    """What was kept; nothing when there is no such file, or it cannot be read."""
    try:
        document = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def figures(run: Run, verdict: Verdict) -> dict[str, Any]:
    """What one run says of its stack; times in seconds, `parts` from the start of each part until it was healthy."""
    return {
        "verdict": verdict.word,
        "began": run.began,
        "cases": {outcome: len(run.with_outcome(outcome)) for outcome in OUTCOMES},
        "seconds": run.seconds,
        "workers": run.workers,
        "startup_seconds": run.stack.get("startup_seconds"),
        "parts": run.stack.get("parts") or {},
    }


def table(stack_figures: dict[str, Any]) -> dict[str, Any]:
    """The figures side by side: a column for each stack, a row for each figure; no rows until there are two stacks."""
    columns = sorted(stack_figures, key=lambda name: (name != "embedded", name))
    if len(columns) < 2:
        return {"columns": [], "rows": []}
    runs = [stack_figures[name] for name in columns]
    parts = dict.fromkeys(part for run in runs for part in run["parts"])
    rows = [
        ("verdict", [str(run["verdict"]).replace("_", " ") for run in runs]),
        ("run", [str(run["began"]).partition("+")[0].replace("T", " ") for run in runs]),
        *((f"cases {outcome}", [str(run["cases"][outcome]) for run in runs]) for outcome in OUTCOMES),
        ("suites", [f"{run['seconds']:.1f} s on {run['workers']} workers" for run in runs]),
        ("stack up after", [_seconds(run["startup_seconds"]) for run in runs]),
        *((f"{part} healthy after", [_seconds(run["parts"].get(part)) for run in runs]) for part in parts),
    ]
    return {"columns": columns, "rows": [{"name": name, "cells": cells} for name, cells in rows]}


def _name(run: Run) -> str:
    options = unusual({name: run.stack.get(name) for name in ("stripe", "aws")})
    return ", ".join([run.stack["mode"], *(f"--{name}={value}" for name, value in options.items())])


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"
