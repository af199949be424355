"""Failures that are known, until a day: `known_issues.toml` beside the suites. They are named as such, never passed.

What it is for beside `contracts/accepted.toml`: docs/known_failures.md.

[[issue]]
title = "Refunds in yen are told with decimals"
match = "refund.*JPY"            # a regular expression over a case's title and its name
code = "unexpected_value"        # optional: only failures with this code
until = 2026-12-31               # from the day after, it is a failure like any other
link = "https://..."             # optional
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from harness.judging.verdict import Case, KnownIssue

NAME = "known_issues.toml"
FIELDS: dict[str, type] = {"title": str, "match": str, "code": str, "until": date, "link": str}
REQUIRED = ("title", "match", "until")


@dataclass(frozen=True)
class BadIssue(ValueError):
    """An entry that cannot be used: which, what was expected, what came."""

    number: int
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{NAME}, issue {self.number}: expected {self.expected}, got {self.got}"


def load(folder: Path) -> tuple[KnownIssue, ...]:
    """The issues of the folder's file, none without one; ValueError names the entry that does not fit."""
    path = folder / NAME
    if not path.is_file():
        return ()
    return tuple(_issue(number, row) for number, row in enumerate(tomllib.loads(path.read_text("utf-8"))["issue"], 1))


def of(case: Case, issues: tuple[KnownIssue, ...]) -> KnownIssue | None:
    """The known issue that a failed case is, expired or not."""
    codes = {finding.code for finding in case.findings}
    for issue in issues:
        if re.search(issue.match, f"{case.title}\n{case.nodeid}") and (not issue.code or issue.code in codes):
            return issue
    return None


def expired(issue: KnownIssue, today: date | None = None) -> bool:
    """Whether its day is over."""
    return (today or datetime.now(UTC).date()) > date.fromisoformat(issue.until)


def _issue(number: int, row: dict[str, Any]) -> KnownIssue:
    if missing := [name for name in REQUIRED if name not in row]:
        raise BadIssue(number, ", ".join(missing), ", ".join(row) or "nothing")
    for name, value in row.items():
        if name not in FIELDS or not isinstance(value, FIELDS[name]):
            kinds = ", ".join(f"{field} ({kind.__name__})" for field, kind in FIELDS.items())
            raise BadIssue(number, f"some of {kinds}", f"{name} = {value!r}")
    try:
        re.compile(row["match"])
    except re.error as error:
        raise BadIssue(number, "a regular expression for match", f"{row['match']!r}: {error}") from None
    return KnownIssue(**{**row, "until": row["until"].isoformat()})
