"""Whether the gate said about a broken checkout what it must say."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from proving.bugs import Bug
from proving.copies import MARK
from proving.gate import GateResult

MOST_NAMED = 5


@dataclass(frozen=True)
class Row:
    """One line of the table: a bug, what came, and what of it is not as expected."""

    bug: Bug
    got: GateResult
    wrong: tuple[str, ...] = ()
    # Run once more by itself: beside other gates it was unknown.
    alone: bool = False

    @property
    def outcome(self) -> str:
        """The outcome in a word, and why for a bug that is known not to be caught."""
        if self.wrong:
            return "WRONG"
        if not self.bug.caught:
            return f"NOT CAUGHT: {self.bug.reason}"
        return "caught" if self.bug.exit_code else "green"


def judge(bug: Bug, got: GateResult) -> Row:
    """Compare; a bug marked as not caught must still be not caught, so that no marker outlives its reason."""
    if bug.caught:
        return Row(bug, got, tuple(differences(bug, got)))
    wrong = list(_ran(bug, got))
    if got.exit_code != 0:
        hint = f"when it is caught now, remove caught=False from {bug.file}"
        wrong.append(f"exit code: expected 0 of a bug marked as not caught, got {got.exit_code}; {hint}")
    return Row(bug, got, tuple(wrong))


def differences(bug: Bug, got: GateResult) -> Iterator[str]:
    """What is not as the bug's file expects, one sentence each."""
    yield from _ran(bug, got)
    if got.exit_code != bug.exit_code:
        yield f"exit code: expected {bug.exit_code}, got {got.exit_code}"
    if got.verdict.get("exit_code") != got.exit_code:
        yield f"verdict.json: expected the process's exit code {got.exit_code}, got {got.verdict.get('exit_code')}"
    yield from _missing("failure code", bug.codes, got.codes)
    caught_by = [part for part in bug.cases if any(part in nodeid for nodeid in got.catchers)]
    yield from _missing("case", bug.cases, caught_by, among=got.catchers)
    others = [nodeid for nodeid in got.catchers if not any(part in nodeid for part in bug.cases)]
    if bug.exactly and others:
        yield f"case: expected no other to fail, got {', '.join(others[:MOST_NAMED])}"
    yield from _missing("failing card", bug.cards, got.cards)
    outputs = {"output": got.output, "verdict.json": _strings(got.verdict)}
    for where, text in outputs.items():
        yield from (f"{where}: expected the text {wanted!r}, got none" for wanted in bug.texts if wanted not in text)


def _ran(bug: Bug, got: GateResult) -> Iterator[str]:
    if MARK + bug.name not in got.log.splitlines():
        yield "checkout.log: expected the line of this copy, got none: something else was judged"


def _missing(
    what: str, wanted: Collection[str], found: Collection[str], *, among: Collection[str] | None = None
) -> Iterator[str]:
    lost = [one for one in wanted if one not in found]
    if lost:
        names = list(found if among is None else among)
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        yield f"{what}: expected {', '.join(lost)}; got {', '.join(names[:MOST_NAMED]) or 'none'}{more}"


def _strings(verdict: dict[str, object]) -> str:
    """The reasons and problems as people read them, and the rest as JSON."""
    lines = [str(line) for name in ("reasons", "problems") for line in _listed(verdict.get(name))]
    return "\n".join([*lines, json.dumps(verdict, ensure_ascii=False)])


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
