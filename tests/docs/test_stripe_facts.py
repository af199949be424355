"""Every fact that is cited by number is in docs/stripe_facts.md, and every fact there has a source."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "stripe_facts.md"
# "fact 8", "Facts 49, 56, and 64-65", "facts 53, 54,\n73-76" over lines of docstrings and comments
NUMBERS = r"\d+(?:\s?-\s?\d+)?"
CITED = re.compile(rf"\bfacts?[\s#]+({NUMBERS}(?:(?:,\s|,?\sand\s|\sor\s)[\s#]*(?:and\s)?{NUMBERS})*)", re.IGNORECASE)
ENTRY = re.compile(r"^### Fact (\d+)$\n\n(.+?)\n\nSource: (.+?)$", re.MULTILINE)
LINK = re.compile(r"(documented|recorded): \[[^\]]+\]\(https://[^)\s]+\)")
SUFFIXES = (".py", ".md", ".json", ".toml", ".yaml", ".ts", ".tsx", ".js")


def cited(text: str) -> set[int]:
    """The numbers of the facts that a text cites; a range cites all of it."""
    found: set[int] = set()
    for citation in CITED.finditer(text):
        for span in re.findall(NUMBERS, citation[1]):
            first, _, last = span.replace(" ", "").partition("-")
            found |= set(range(int(first), int(last or first) + 1))
    return found


def entries() -> dict[int, tuple[str, str]]:
    """Statement and source of each fact."""
    return {int(number): (statement, source) for number, statement, source in ENTRY.findall(LIST.read_text("utf-8"))}


def test_every_cited_fact_is_in_the_list() -> None:
    """Of every text file that git knows, but the tests of this folder."""
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    known, places, missing = entries(), 0, []
    for name in names:
        path = ROOT / name
        if path.suffix not in SUFFIXES or name.startswith("tests/docs/") or not path.is_file():
            continue
        numbers = cited(path.read_text("utf-8"))
        places += len(numbers)
        missing += [f"{name}: fact {number}" for number in sorted(numbers - set(known))]
    assert missing == []
    assert places > 200, "the search for citations finds them"


def test_every_fact_has_a_statement_and_a_source() -> None:
    """Numbered without a gap, each once."""
    text = LIST.read_text("utf-8")
    numbers = [int(number) for number in re.findall(r"^### Fact (\d+)$", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(entries()) == numbers
    assert [number for number, (_, source) in entries().items() if not LINK.search(source)] == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(fact 8)", {8}),
        ("Facts 14 and 49", {14, 49}),
        ("facts 47-49, 56, and 64-65", {47, 48, 49, 56, 64, 65}),
        ("facts 26, 32 and 51", {26, 32, 51}),
        ("# facts 53, 54,\n    # 73-75", {53, 54, 73, 74, 75}),
        ("a matter of fact 8", {8}),
        ("artifacts 12", set()),
        ("fact 30: 24 hours", {30}),
    ],
)
def test_how_facts_are_cited(text: str, numbers: set[int]) -> None:
    """In docstrings, comments and messages."""
    assert cited(text) == numbers
