"""What each bug does to whoever shops there, as the gate tells it: lines that the unbroken shop brings no gate to say.

`python -m proving --write-harm` keeps them in `harm.json`, and the documentation's list of bugs shows them.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from proving.bugs import Bug
from proving.judgement import Row

KEPT = Path(__file__).with_name("harm.json")
WORDS = (("let", "    Let"), ("then", "   Then"), ("however", "However"))
CHARACTERS = 160
# What is another one in each run.
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


def harm(bug: Bug, verdict: dict[str, Any]) -> list[str]:
    """The case and how it failed, a line for each word; of what failed, what the bug's file expects comes first."""
    found = [one for group in verdict.get("failures", ()) for one in group.get("found", ())]
    found.sort(key=lambda one: (one["code"] not in bug.codes, not any(part in one["nodeid"] for part in bug.cases)))
    if not found:
        return []
    words = [f"{begin} {_line(' and '.join(found[0][name]))}" for name, begin in WORDS if found[0].get(name)]
    return [_line(found[0]["case"]), f"  {_line(found[0]['title'])} [{found[0]['code']}]", *words]


def read(path: Path = KEPT) -> dict[str, list[str]]:
    """The lines of each bug of which some are kept."""
    kept: dict[str, list[str]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return kept


def write(rows: Iterable[Row], names: Iterable[str], path: Path = KEPT) -> None:
    """Keep what these rows tell, beside what is kept of other bugs; `names` are the bugs that there are."""
    told = {row.bug.name: lines for row in rows if (lines := harm(row.bug, row.got.verdict))}
    both = {**read(path), **told}
    path.write_text(json.dumps({name: both[name] for name in sorted(set(names) & set(both))}, indent=1) + "\n", "utf-8")


def _line(text: str) -> str:
    line = " ".join(ADDRESS.sub("the checkout", text).split())
    return line if len(line) <= CHARACTERS else f"{line[: CHARACTERS - 1]}…"
