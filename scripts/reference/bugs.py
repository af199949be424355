"""The seeded bugs."""

from __future__ import annotations

from proving import harm
from proving.bugs import Bug, all_bugs
from scripts.reference.markdown import block, codes

HEAD = """# Seeded bugs

Each breaks a copy of the reference checkout in one plausible way; `make prove` runs the gate on every copy and checks
that it says what the bug's file expects. How to add one: [a seeded bug](../how-to/seeded-bug.md).
"""


def page() -> str:
    """The page."""
    kept = harm.read()
    return "\n\n".join([HEAD, *(_entry(bug, kept.get(bug.name, [])) for bug in all_bugs())])


def _entry(bug: Bug, lines: list[str]) -> str:
    expected = [f"exit code {bug.exit_code}"]
    expected += [f"codes {codes(bug.codes)}"] if bug.codes else []
    expected += [f"cases {codes(bug.cases)}"] if bug.cases else []
    exception = "" if bug.caught else f"\n\n**Not caught yet:** {bug.reason}."
    line = block(f".venv/bin/python -m proving --bug {bug.name}")
    said = block("\n".join(lines))
    told = f"What the gate says of this copy, and not of the right one:\n\n{said}\n\n" if lines else ""
    return f"## {bug.name}\n\n{bug.story}\n\n{told}Expected: {', '.join(expected)}.{exception}\n\n{line}"
