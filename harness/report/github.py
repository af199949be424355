"""What GitHub Actions shows of a run: the summary of the job, and the failing cases beside their lines.

`::error file=,line=,title=::message`: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands.
GitHub shows ten of them for a step, and a job summary of at most 1 MiB.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.report import markdown

MOST = 10
LEVELS = {1: "error", 2: "error", 3: "warning"}
SUMMARY, ACTIONS = "GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS"
# All that a step may say, what is in its summary already included.
STEP_BYTES = 1_000_000


def tell(document: dict[str, Any], reports: Path, env: Mapping[str, str] = os.environ) -> None:
    """Append `summary.md` to the job's summary where there is one, and print annotations on GitHub Actions."""
    if path := env.get(SUMMARY):
        add_summary(reports / markdown.NAME, Path(path))
    if env.get(ACTIONS) == "true":
        for line in annotations(document):
            print(line, flush=True)


def add_summary(source: Path, target: Path) -> None:
    """Append what still fits of the summary."""
    if not source.is_file():
        return
    room = STEP_BYTES - (target.stat().st_size if target.is_file() else 0)
    if room > len(markdown.CUT.encode()):
        with target.open("a", encoding="utf-8") as file:
            file.write(markdown.cut(source.read_text("utf-8"), room))


def annotations(document: dict[str, Any]) -> list[str]:
    """An annotation for each failing case, ten at most; the reasons alone where no case failed."""
    level = LEVELS.get(document["exit_code"])
    if level is None:
        return []
    lines = {case["nodeid"]: case["line"] for case in document["cases"]}
    by_case: dict[str, str] = {}
    for group in document["failures"]:
        for found in group["found"]:
            by_case.setdefault(found["nodeid"], _annotation(level, found, lines.get(found["nodeid"], 0)))
    rows = list(by_case.values())
    if not rows:
        rows = [f"::{level} title=checkout-harness::{_data(reason)}" for reason in document["reasons"]]
    if len(rows) > MOST:
        rest = f"... and {len(rows) - MOST + 1} more: see the summary of the job"
        rows = [*rows[: MOST - 1], f"::{level} title=checkout-harness::{rest}"]
    return rows


def _annotation(level: str, found: dict[str, Any], line: int) -> str:
    file, separator, _ = found["nodeid"].partition(".py::")
    place = f"file={_property(file + '.py')},line={max(line, 1)}," if separator else ""
    facts = [f"{word.capitalize()} {fact}" for word in ("let", "then", "however") for fact in found[word]]
    message = "\n".join([found["title"], *facts, f"rerun: {found['rerun']}"])
    return f"::{level} {place}title={_property(found['case'])}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
