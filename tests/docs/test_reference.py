"""The pages that are made from code name everything that the code has."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.main import get_command

from harness.checkouts.facts import Facts
from harness.checkouts.features import FEATURES
from harness.cli import app
from harness.config.profile_tables import SECTIONS
from harness.core.cards import catalogue
from harness.judging.goals import GOALS
from harness.judging.invariants import all_invariants
from harness.stripe.fault_kinds import KINDS
from harness.stripe.probing import capabilities
from harness.tap.rules import all_rules
from proving.bugs import all_bugs
from scripts import reference
from scripts.reference import failure_codes, markdown
from stripe_emulator import coverage
from stripe_emulator.webhooks import faults

EVERYTHING: dict[str, Iterable[str]] = {
    "command-line": [f"## checkout-harness {name}\n" for name in get_command(app).commands],
    "profile": [
        f"`{field.alias or key}`"
        for name, model in SECTIONS.items()
        if name != "env"
        for key, field in model.model_fields.items()
    ],
    "adapter": [f"### {one.name}\n" for one in FEATURES],
    "facts": [f"`{one.name}`" for one in dataclasses.fields(Facts)],
    "styles": [f"](../styles/{path.stem}.md)" for path in Path(__file__).parents[2].glob("docs/styles/*.md")],
    "features": [f"| `{one.name}` |" for one in FEATURES if one.name != "catalogue"],
    "invariants": [f"## {one.name}\n" for one in all_invariants()],
    "goals": [f"`{goal}`" for goal in GOALS],
    "tap-rules": [f"## {judge.__module__.rpartition('.')[2]}\n" for judge in all_rules()],
    "faults": [f"`{kind}`" for kind in (*KINDS, *faults.KINDS)],
    "capabilities": [f"| `{name}` |" for name in capabilities.names()],
    "cards": [f"`{card.number}`" for card in catalogue()],
    "emulator-operations": [f"`{key}`" for one in coverage.measure().resources for key in one.here],
    "seeded-bugs": [f"## {bug.name}\n" for bug in all_bugs()],
    "failure-codes": [f"### {one.code}\n" for rows in failure_codes.families().values() for one in rows],
}


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_page_has_everything(name: str) -> None:
    """No row of the code is missing."""
    page = reference.PAGES[name]()
    assert [one for one in EVERYTHING[name] if one not in page] == []


def test_a_page_that_stays_the_same_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sphinx reads only what changed."""
    pages = {"one": lambda: "# One", "two": lambda: "# Two"}
    monkeypatch.setattr(reference, "PAGES", pages)
    reference.write(tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    pages["two"] = lambda: "# Another"
    reference.write(tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert sorted(after) == ["one.md", "two.md"]
    assert [name for name in after if after[name] != before[name]] == ["two.md"]


def test_a_code_keeps_its_underscores_in_its_address() -> None:
    """`reference/failure-codes/#money_without_order`."""
    code = SimpleNamespace(
        code="drift_*", severity="critical", title="T", meaning="M.", what_to_do="Do.", example="T [drift_x]"
    )
    assert '<a id="drift_"></a>\n\n### drift_*' in failure_codes.entry(code)


def test_cited_facts_are_links() -> None:
    """Each number of a list."""
    text = markdown.cited("(facts 23, 41)")
    assert text == "(facts [23](../stripe_facts.md#fact-23), [41](../stripe_facts.md#fact-41))"


def test_failure_codes_are_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are declared; other words in code stay as they are."""
    declared = {"Money": [SimpleNamespace(code="oversold")]}
    monkeypatch.setattr(failure_codes, "families", lambda: declared)
    assert failure_codes.linked("`oversold`, `amount`") == "[`oversold`](failure-codes.md#oversold), `amount`"
