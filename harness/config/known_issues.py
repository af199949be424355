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
from datetime import UTC, date, datetime
from pathlib import Path

from harness.config import toml_errors
from harness.judging.verdict import Case, KnownIssue

NAME = "known_issues.toml"
HINT = "docs/known_failures.md tells what an entry needs"


def load(folder: Path) -> tuple[KnownIssue, ...]:
    """The issues of the folder's file, none without one; TableError names what does not fit."""
    path = folder / NAME
    if not path.is_file():
        return ()
    from harness.config import known_tables, tables

    text = path.read_text("utf-8")
    try:
        rows = tables.rows(known_tables.KnownFailure, toml_errors.read(text, NAME), text, NAME, "issue")
    except toml_errors.TableError as error:
        raise error.with_hint(HINT) from None
    return tuple(KnownIssue(row.title, row.match, row.until.isoformat(), row.code, row.link) for row in rows)


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
