"""The resiliency matrix of a run: what was told when something was in trouble; a cell that nothing filled says so."""

from __future__ import annotations

from collections import Counter
from typing import Any

from harness.judging.resiliency import ACTIONS, DONE, OUTCOMES, STUCK, SYSTEMS, TROUBLES, WRONG, worst_of
from harness.judging.verdict import Run

NOT_TRIED, NOT_OFFERED = "not tried", "not offered"
# How the cell of an outcome is coloured: as a failure, as a pass, or neither.
TONES = {WRONG: "fail", STUCK: "fail", DONE: "pass"}


def document(run: Run) -> list[dict[str, Any]]:
    """Every cell: action, system, trouble, its `outcome` (the worst of them; `not tried`, `not offered`) and how often
    each outcome came."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for case in run.cases:
        for action, system, trouble, outcome, count in case.troubles:
            counts.setdefault((action, system, trouble), Counter())[outcome] += count
    absent = {action for action, needs in ACTIONS.items() if all(name in run.not_offered for name in needs)}
    rows = []
    for action in ACTIONS:
        for system in SYSTEMS:
            for trouble in TROUBLES:
                came = counts.get((action, system, trouble), Counter())
                none = NOT_OFFERED if action in absent else NOT_TRIED
                outcomes = {outcome: came[outcome] for outcome in OUTCOMES if came[outcome]}
                outcome = worst_of(outcomes) if outcomes else none
                cell = {"action": action, "system": system, "trouble": trouble}
                rows.append({**cell, "outcome": outcome, "outcomes": outcomes})
    return rows


def table(run: Run) -> dict[str, Any]:
    """The matrix for the page: a row for each action and system of which anything was tried, and how many there are
    besides; empty where nothing was."""
    rows: list[dict[str, Any]] = []
    untried: list[str] = []
    cells = document(run)
    for action in ACTIONS:
        for system in SYSTEMS:
            of_row = [cell for cell in cells if (cell["action"], cell["system"]) == (action, system)]
            if any(cell["outcomes"] for cell in of_row):
                rows.append({"action": action, "system": system, "cells": [_cell(cell) for cell in of_row]})
            else:
                absent = f" ({NOT_OFFERED})" if of_row[0]["outcome"] == NOT_OFFERED else ""
                untried.append(f"{action} × {system}{absent}")
    return {"troubles": TROUBLES, "rows": rows, "untried": untried} if rows else {}


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    told = [f"{outcome} × {count}" for outcome, count in cell["outcomes"].items()]
    return {"lines": told or [cell["outcome"]], "tried": bool(told), "tone": TONES.get(cell["outcome"], "")}
