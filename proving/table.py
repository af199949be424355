"""The outcome of all bugs as one table, which is Markdown too, and as data."""

import os
from collections.abc import Sequence
from statistics import median
from typing import Any

from proving.judgement import Row

HEAD = ("bug", "expected", "got", "caught by", "first failure", "first red", "seconds", "outcome")
TITLE_CHARACTERS = 60


def table(rows: Sequence[Row]) -> str:
    """One line for each bug, and below it what is not as expected."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = [_line(line, widths) for line in cells]
    lines.insert(1, _line(["-" * width for width in widths], widths))
    wrong = [f"{row.bug.name}: {sentence}" for row in rows for sentence in row.wrong]
    return "\n".join([*lines, *(["", *wrong] if wrong else [])])


def matrix(rows: Sequence[Row], seed: int) -> dict[str, Any]:
    """Which cases catch which bug, as plain data."""
    return {"seed": seed, "bugs": {row.bug.name: _row(row) for row in rows}}


def figures(rows: Sequence[Row]) -> str:
    """How many bugs were caught, how soon (the median of the seconds to the first red case), and what that took."""
    bugs = [row for row in rows if row.bug.edits]
    caught = [row for row in bugs if row.outcome == "caught"]
    red = [row.got.red_seconds or row.got.seconds for row in caught]
    soon = f", median {median(red):.1f} s to the first red case" if red else ""
    gates = sum(row.got.seconds for row in rows)
    spent = os.times()
    cpu = spent.children_user + spent.children_system
    took = f"all gates took {gates:.0f} s, one after the other, and those of this command {cpu:.0f} CPU seconds"
    return f"{len(caught)} of {len(bugs)} bugs caught{soon}; {took}"


def _row(row: Row) -> dict[str, Any]:
    got = row.got
    return {
        "outcome": row.outcome,
        "expected_exit": row.bug.exit_code,
        "exit_code": got.exit_code,
        "codes": list(got.codes),
        "caught_by": sorted(got.catchers),
        "failing_cards": sorted(got.cards),
        "seconds": got.seconds,
        "red_seconds": got.red_seconds,
        "detected_seconds": got.detected_seconds,
        "wrong": list(row.wrong),
    }


def _cells(row: Row) -> tuple[str, ...]:
    got, title = row.got, row.got.first.replace("|", "/")
    excerpt = title if len(title) <= TITLE_CHARACTERS else f"{title[: TITLE_CHARACTERS - 1]}…"
    cases = f"{len(got.catchers)} case{'' if len(got.catchers) == 1 else 's'}"
    red = f"{got.red_seconds:.1f}" if got.red_seconds else ""
    exits = (str(row.bug.exit_code), str(got.exit_code))
    return (row.bug.name, *exits, cases, excerpt, red, f"{got.seconds:.1f}", row.outcome)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
