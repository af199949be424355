"""Findings that a team knows and lives with for a while: `contracts/accepted.toml`, each with a reason and an end.

An accepted finding does not fail the run. An entry fails it once its day has passed, and when nothing is found any more
that it could accept: a list that outlives its findings hides the next one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from harness.config import toml_errors
from harness.core.failure import UNKNOWN, Failure
from harness.core.places import BUNDLED, team_folder
from harness.judging.verdict import Case, Finding

FILE = Path("contracts", "accepted.toml")
HINT = "docs/known_failures.md tells what an entry needs"
LABELS = {"feature": "After the run", "story": "Accepted findings", "severity": "normal"}


@dataclass(frozen=True)
class Entry:
    """One accepted finding: its code and operation (`POST /api/orders`), why, and until which day."""

    code: str
    operation: str
    reason: str
    expires: date

    @property
    def key(self) -> tuple[str, str]:
        """What a finding is matched by."""
        return self.code, self.operation


def read(root: Path) -> tuple[Entry, ...]:
    """The entries of the suites in this folder; TableError for one that does not fit."""
    path = root / FILE if root != BUNDLED else team_folder(root) / FILE.name
    if not path.is_file():
        return ()
    text = path.read_text(encoding="utf-8")
    data = toml_errors.read(text, str(FILE))
    if not data:
        return ()
    from harness.config import known_tables, tables

    try:
        rows = tables.rows(known_tables.AcceptedFinding, data, text, str(FILE), "finding")
    except toml_errors.TableError as error:
        raise error.with_hint(HINT) from None
    return tuple(Entry(row.code, row.operation, row.reason, row.expires) for row in rows)


def matching(entries: Iterable[Entry], code: str, operation: str, today: date | None = None) -> Entry | None:
    """The entry that accepts a finding today; None when there is none or it has expired."""
    day = today or datetime.now(UTC).date()
    return next((one for one in entries if one.key == (code, operation) and day <= one.expires), None)


def judge_all(root: Path, cases: tuple[Case, ...], rerun: str, today: date | None = None) -> tuple[Case, ...]:
    """A case for each entry that this run can judge: failed when expired or unmatched, else passed."""
    matched = {tuple(found["key"]) for case in cases for found in case.fuzzed.get("accepted", ())}
    tried = {case.fuzzed["operation"] for case in cases if case.fuzzed}
    day = today or datetime.now(UTC).date()
    try:
        entries = read(root) if tried else ()
    except ValueError as error:
        found = Finding.of(Failure(UNKNOWN, "The accepted findings cannot be read", however=str(error)))
        return (Case("after::accepted", found.title, "unknown", labels=LABELS, findings=(found,), rerun=rerun),)
    judged = []
    for entry in entries:
        if day > entry.expires:
            judged.append(_case(entry, rerun, _expired(entry)))
        elif entry.key in matched:
            judged.append(_case(entry, rerun))
        elif entry.operation in tried:
            judged.append(_case(entry, rerun, _unmatched(entry)))
    return tuple(judged)


def _expired(entry: Entry) -> Failure:
    return Failure(
        "accepted_expired",
        f"An accepted finding has expired: {entry.code} at {entry.operation}",
        let=f"{FILE} accept it until {entry.expires}: {entry.reason}",
        then="it is repaired by then, or accepted again with a later day",
        however=f"the day has passed. Hint: repair {entry.operation} and remove the entry",
    )


def _unmatched(entry: Entry) -> Failure:
    return Failure(
        "accepted_unmatched",
        f"An accepted finding was not found: {entry.code} at {entry.operation}",
        let=f"{FILE} accept it until {entry.expires}: {entry.reason}",
        then="it is still found, or the entry is gone",
        however="the operation was tried and it was not found. Hint: remove the entry",
    )


def _case(entry: Entry, rerun: str, failure: Failure | None = None) -> Case:
    found = (Finding.of(failure),) if failure is not None else ()
    title = f"{entry.code} at {entry.operation} is accepted until {entry.expires}"
    outcome = "failed" if found else "passed"
    return Case(
        f"after::accepted[{entry.code} {entry.operation}]", title, outcome, labels=LABELS, findings=found, rerun=rerun
    )
