"""The outcome of all bugs as one table, which is Markdown too, and as data."""

from collections.abc import Sequence
from typing import Any

from proving.judgement import Row

HEAD = ("bug", "expected", "got", "caught by", "first failure", "seconds", "outcome")
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
        "wrong": list(row.wrong),
    }


def _cells(row: Row) -> tuple[str, ...]:
    got, title = row.got, row.got.first.replace("|", "/")
    excerpt = title if len(title) <= TITLE_CHARACTERS else f"{title[: TITLE_CHARACTERS - 1]}…"
    cases = f"{len(got.catchers)} case{'' if len(got.catchers) == 1 else 's'}"
    return (row.bug.name, str(row.bug.exit_code), str(got.exit_code), cases, excerpt, f"{got.seconds:.1f}", row.outcome)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
