"""What the last run of all bugs over all suites found out (`matrix.json`), as tables; and which cases kill nothing.

`python -m proving.kept` prints the table of suites and baselines, the row of each bug, and what kills nothing;
`--docs` writes both tables where the documentation has them.
"""

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

from harness.core.suites import SUITES
from harness.judging.failure_codes import families
from proving.bugs import Bug, all_bugs, bugs_in
from proving.shops import ROOT

MATRIX = Path(__file__).with_name("matrix.json")
PAGES = (ROOT / "docs" / "proving.md",)
HEAD = "| suite or baseline | catches | of | median seconds to its first red case |\n| --- | ---: | ---: | ---: |"
NOTHING = "no run is kept: `python -m proving.suites --write` makes one"


def read(path: Path = MATRIX) -> dict[str, Any]:
    """The matrix; empty when none is kept."""
    kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return kept


def table(kept: dict[str, Any]) -> str:
    """What each suite catches of all bugs, beside the baselines. A column that was not to be had says so."""
    if not kept:
        return NOTHING
    bugs = kept["bugs"]
    lines = [HEAD]
    for name in kept["columns"]:
        if name in kept["not_had"]:
            lines.append(f"| {name} | not measured: {kept['not_had'][name]} | | |")
            continue
        times = [row["caught"][name] for row in bugs.values() if row["caught"].get(name) is not None]
        lines.append(f"| {name} | {len(times)} | {len(bugs)} | {f'{median(times):.1f}' if times else ''} |")
    any_suite = sum(any(row["caught_by"]) for row in bugs.values())
    lines.append(f"| **the gate, all suites** | {any_suite} | {len(bugs)} | |")
    drawn = f"{len(bugs)} of the {kept['of']} seeded bugs, drawn by seed {kept['seed']}"
    return "\n".join([*lines, *(["", f"Tried with {drawn}."] if len(bugs) < kept["of"] else [])])


def matrix(kept: dict[str, Any]) -> str:
    """A row for each bug: the seconds in which each caught it."""
    if not kept:
        return NOTHING
    columns = [name for name in kept["columns"] if name not in kept["not_had"]]
    lines = [f"| bug | {' | '.join(columns)} |", f"| --- {'| ---: ' * len(columns)}|"]
    for name, row in kept["bugs"].items():
        found = (row["caught"].get(column) for column in columns)
        cells = " | ".join("" if seconds is None else f"{seconds:.1f}" for seconds in found)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def idle(rows: dict[str, Any]) -> dict[str, list[str]]:
    """What kills nothing, by kind: the failure codes (of invariants, rules and checks) that no bug's file expects and
    none of these rows shows, and the files of cases that were never the first of their suite to see a bug.
    """
    bugs = [*all_bugs(), *(bug for folder in sorted((ROOT / "examples").glob("*/bugs")) for bug in _of_example(folder))]
    seen = {code for bug in bugs if bug.caught for code in bug.codes}
    seen |= {code for row in rows.values() for code in row["codes"]}
    named = {name for bug in bugs for name in (*bug.run, *bug.cases)}
    named |= {nodeid for row in rows.values() for nodeid in row["caught_by"]}
    files = [path.relative_to(ROOT).as_posix() for suite in SUITES for path in (ROOT / suite).rglob("test_*.py")]
    never = sorted(file for file in files if not any(file.rpartition("/")[2] in name for name in named))
    unseen = {kind: sorted(code.code for code in codes if code.code not in seen) for kind, codes in families().items()}
    return {**{kind: codes for kind, codes in unseen.items() if codes}, "files of cases": never}


def _of_example(folder: Path) -> tuple[Bug, ...]:
    return bugs_in(folder, folder.relative_to(ROOT).as_posix())


def with_tables(text: str, kept: dict[str, Any]) -> str:
    """The text with the tables between their marks, `<!-- suites -->` and `<!-- bugs -->`, each to `<!-- end -->`."""
    for mark, made in (("suites", table(kept)), ("bugs", matrix(kept))):
        begin, end = f"<!-- {mark} -->", "<!-- end -->"
        head, found, rest = text.partition(begin)
        if found:
            text = f"{head}{begin}\n\n{made}\n\n{end}{rest.partition(end)[2]}"
    return text


def main() -> int:
    """Print all of it, or write the tables."""
    kept = read()
    if sys.argv[1:] == ["--docs"]:
        for path in PAGES:
            path.write_text(with_tables(path.read_text("utf-8"), kept), "utf-8")
        return 0
    print(table(kept), "", matrix(kept), sep="\n")
    for kind, names in idle(kept.get("bugs", {})).items():
        print(f"\nkills nothing, {kind} ({len(names)}): {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
