"""Accepted findings: matched ones pass, expired and unmatched ones fail with their own code, a broken list is told."""

from datetime import date
from pathlib import Path

import pytest

from harness.config import accepted
from harness.config.accepted import Entry
from harness.judging.verdict import Case

OPERATION, CODE = "GET /api/orders", "contract_response_schema_conformance"
DAY = date(2026, 11, 25)
ENTRY = Entry(CODE, OPERATION, "old orders lack a date", date(2026, 12, 31))
TEXT = f"""
[[finding]]
code = "{CODE}"
operation = "{OPERATION}"
reason = "old orders lack a date"
expires = 2026-12-31
"""


def suites(folder: Path, text: str = TEXT) -> Path:
    """A folder with this list of accepted findings."""
    (folder / "contracts").mkdir()
    (folder / accepted.FILE).write_text(text, encoding="utf-8")
    return folder


def tried(operation: str = OPERATION, *, found: bool = False) -> tuple[Case, ...]:
    """The case of an operation; with `found`, it accepted the finding."""
    fuzzed = {"operation": operation, "accepted": [{"key": [CODE, OPERATION]}] if found else []}
    return (Case("c.py::requests", "", "passed", fuzzed=fuzzed),)


def codes(cases: tuple[Case, ...]) -> list[str]:
    """The codes of what failed."""
    return [finding.code for case in cases for finding in case.findings]


def test_a_list_is_read(tmp_path: Path) -> None:
    """And no list is an empty one."""
    assert accepted.read(suites(tmp_path)) == (ENTRY,)
    assert accepted.read(tmp_path / "elsewhere") == ()


@pytest.mark.parametrize("line", ["code", "operation", "reason", "expires"])
def test_an_entry_that_is_not_whole_is_refused(tmp_path: Path, line: str) -> None:
    """No finding is accepted without a reason or without an end; the run that has such a list is unknown."""
    text = "\n".join(row for row in TEXT.splitlines() if not row.startswith(line))
    root = suites(tmp_path, text)
    message = (
        rf"accepted\.toml:2: expected \[finding\] with `code` and .*, got no {line}\. Hint: docs/known_failures\.md"
    )
    with pytest.raises(ValueError, match=message):
        accepted.read(root)
    (case,) = accepted.judge_all(root, tried(), "again", DAY)
    assert case.outcome == "unknown"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reason = "old orders lack a date"', 'reason = ""', "5: expected text that is not empty for `reason`, got ''"),
        (
            "expires = 2026-12-31",
            'expires = "soon"',
            "6: expected a day such as 2030-01-31.* for `expires`",
        ),
        ("expires = 2026-12-31", "expires = 2026-12-31\nexpire = 1", "7: expected .* Hint: did you mean `expires`"),
        ("[[finding]]", "[[findings]]", r"2: expected \[\[finding\]\] only, .* Hint: did you mean \[\[finding\]\]"),
        ("[[finding]]", "[finding]", r"2: expected \[\[finding\]\] only"),
        ("2026-12-31", "2026-12-31\n" + TEXT.replace("code =", "cod ="), r"9: expected code .* did you mean `code`"),
        ("[[finding]]", "[[finding", "2: expected valid TOML"),
    ],
)
def test_a_mistake_in_the_list_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    """And the run that has such a list is unknown."""
    root = suites(tmp_path, TEXT.replace(old, new))
    with pytest.raises(ValueError, match=r"^contracts/accepted\.toml:" + message):
        accepted.read(root)
    (case,) = accepted.judge_all(root, tried(), "again", DAY)
    assert case.outcome == "unknown"


def test_a_finding_is_accepted_until_its_day() -> None:
    """On the day itself too, and only at its operation and by its code."""
    assert accepted.matching([ENTRY], CODE, OPERATION, ENTRY.expires) == ENTRY
    assert accepted.matching([ENTRY], CODE, OPERATION, date(2027, 1, 1)) is None
    assert accepted.matching([ENTRY], CODE, "GET /api/cart", DAY) is None
    assert accepted.matching([ENTRY], "contract_ignored_auth", OPERATION, DAY) is None


def test_a_matched_entry_passes(tmp_path: Path) -> None:
    """It is a case of the run, so that the reports show it."""
    (case,) = accepted.judge_all(suites(tmp_path), tried(found=True), "again", DAY)
    assert (case.outcome, codes((case,))) == ("passed", [])
    assert CODE in case.title


def test_an_unmatched_entry_fails(tmp_path: Path) -> None:
    """Once its operation was tried; of another nothing is known."""
    root = suites(tmp_path)
    assert codes(accepted.judge_all(root, tried(), "again", DAY)) == ["accepted_unmatched"]
    assert accepted.judge_all(root, tried("GET /api/cart"), "again", DAY) == ()


def test_an_expired_entry_fails(tmp_path: Path) -> None:
    """Whether its finding is still there or not."""
    root, later = suites(tmp_path), date(2027, 1, 1)
    assert codes(accepted.judge_all(root, tried(found=True), "again", later)) == ["accepted_expired"]
    assert codes(accepted.judge_all(root, tried(), "again", later)) == ["accepted_expired"]


def test_a_run_without_the_contract_suite_judges_no_entry(tmp_path: Path) -> None:
    """Scenarios alone find nothing of this kind."""
    assert accepted.judge_all(suites(tmp_path), (Case("s.py::one", "", "passed"),), "again", date(2030, 1, 1)) == ()
