"""The pages of the documentation that are made from code each time it is built: `docs/reference/*.md`.

Nothing in them is written by hand, so none of them is in git. Adding a page is adding a function to `PAGES` and its
name to `docs/reference/index.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.reference import (
    bugs,
    cards,
    checkouts,
    commands,
    emulator,
    failure_codes,
    judging,
    profile,
    stripe_backend,
    styles,
)

PAGES: Mapping[str, Callable[[], str]] = {
    "command-line": commands.page,
    "profile": profile.page,
    "adapter": checkouts.adapter_page,
    "facts": checkouts.facts_page,
    "features": checkouts.features_page,
    "styles": styles.page,
    "failure-codes": failure_codes.page,
    "invariants": judging.invariants,
    "goals": judging.goals,
    "tap-rules": judging.tap_rules,
    "faults": stripe_backend.faults,
    "capabilities": stripe_backend.capabilities,
    "cards": cards.page,
    "emulator-operations": emulator.page,
    "seeded-bugs": bugs.page,
}


def write(folder: Path) -> None:
    """Write every page into this folder; one that says the same already is left as it is, so Sphinx skips it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        path, text = folder / f"{name}.md", page().rstrip() + "\n"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
