"""`drift.json` for machines and `drift.md` for people: the facts first, then where each was seen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.dual_mode.drift import Difference, Ran, compare

SHOWN = 160


@dataclass(frozen=True)
class Report:
    """What was compared with which Stripe, what differs, and what could not be compared."""

    base: str
    compared: tuple[Ran, ...]
    not_compared: tuple[Ran, ...]
    differences: tuple[Difference, ...]

    @property
    def facts(self) -> list[int]:
        """The numbers of the facts that differ."""
        return sorted({fact for one in self.differences for fact in one.facts})

    @property
    def cards(self) -> list[str]:
        """The numbers of the test cards that differ."""
        return sorted({card for one in self.differences for card in one.cards})

    def write(self, folder: Path) -> None:
        """Both files."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "drift.json").write_text(json.dumps(self.to_json(), indent=2, ensure_ascii=False) + "\n", "utf-8")
        (folder / "drift.md").write_text(self.to_markdown(), "utf-8")

    def to_json(self) -> dict[str, Any]:
        """Everything."""
        return {
            "stripe": self.base,
            "facts": self.facts,
            "cards": self.cards,
            "drift": [asdict(one) for one in self.differences],
            "compared": [{"test": ran.test, "facts": ran.facts, "cards": _cards(ran)} for ran in self.compared],
            "not_compared": [{"test": ran.test, "facts": ran.facts, "reason": ran.reason} for ran in self.not_compared],
        }

    def to_markdown(self) -> str:
        """The summary, a table of differences, and the tests that Stripe could not run."""
        lines = ["# Drift", "", self.summary, ""]
        if self.differences:
            lines += ["| facts | cards | request | field | emulator | Stripe | test |", "|---|---|---|---|---|---|---|"]
            lines += [_row(one) for one in self.differences]
            lines.append("")
        if self.not_compared:
            lines += ["## Not compared", "", *(f"- {ran.test}: {ran.reason}" for ran in self.not_compared), ""]
        return "\n".join(lines)

    @property
    def summary(self) -> str:
        """One line."""
        stated = len({fact for ran in self.compared for fact in ran.facts})
        cards = len({card for ran in self.compared for card in _cards(ran)})
        what = f"{len(self.compared)} tests of {stated} facts and {cards} cards compared with {self.base}"
        if not self.differences:
            return f"{what}: no drift."
        facts, cards_differ = _listed(self.facts), _listed(self.cards)
        return f"{what}: {len(self.differences)} differences; facts {facts}; cards {cards_differ}."


def report(base: str, ran: Iterable[Ran]) -> Report:
    """Compare what ran on both sides."""
    sides: dict[str, dict[str, Ran]] = {}
    for one in ran:
        sides.setdefault(one.test, {})[one.side] = one
    pairs = [(both["emulator"], both["stripe"]) for both in sides.values() if len(both) == 2]
    compared = [(here, there) for here, there in pairs if there.outcome != "skipped"]
    differences = [difference for here, there in compared for difference in compare(here, there)]
    skipped = tuple(there for _, there in pairs if there.outcome == "skipped")
    return Report(base, tuple(here for here, _ in compared), skipped, tuple(differences))


def _cards(ran: Ran) -> list[str]:
    return list(dict.fromkeys(card for line in ran.lines for card in line["cards"]))


def _row(one: Difference) -> str:
    cells = (_listed(one.facts), _listed(one.cards), one.request, one.field, one.emulator, one.stripe, one.test)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(value: Any) -> str:
    text = str(value).replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(str(value) for value in values) or "-"
