"""The rows of a run as they come, in a file, so that an interrupted run goes on where it was."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from proving.bugs import Bug, BugError
from proving.gate import GateResult
from proving.judgement import Row
from proving.shops import ROOT, Shop

NAME = "runs.jsonl"
# What judges, and what is judged: a change of it makes rows of before and after incomparable.
JUDGES = ("harness", "scenarios", "contracts", "services", "proving")
KINDS = (".py", ".json", ".toml", ".yaml", ".html", ".js")
# Of proving, the bugs are told apart one by one, and what earlier runs found out only orders a run.
APART = ("proving/bugs", "proving/matrix.json", "proving/harm.json")


class Record:
    """One run's rows; `done` are those of the run that goes on."""

    def __init__(self, path: Path, head: dict[str, Any]) -> None:
        self._path, self.head = path, head
        self.done: dict[str, Row] = {}

    @property
    def seed(self) -> int:
        """The run's seed."""
        return int(self.head["seed"])

    def add(self, row: Row) -> None:
        """Write a row down at once."""
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(_written(row)) + "\n")


def begin(reports: Path, seed: int, shop: Shop) -> Record:
    """A record with no row yet; what an earlier run wrote is gone."""
    reports.mkdir(parents=True, exist_ok=True)
    head = {"seed": seed, "source": digest(shop), "shop": shop.name}
    (reports / NAME).write_text(json.dumps(head) + "\n", "utf-8")
    return Record(reports / NAME, head)


def resume(reports: Path, seed: int | None, shop: Shop, bugs: tuple[Bug, ...]) -> Record:
    """The record of the run that was interrupted, with its seed; BugError where nothing, or another source, began."""
    path = reports / NAME
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    if not lines:
        raise BugError(f"--resume: expected a run that began, got no {path}. Hint: begin without --resume")
    head = json.loads(lines[0])
    wanted = {"seed": head["seed"] if seed is None else seed, "source": digest(shop), "shop": shop.name}
    for name, value in wanted.items():
        if head.get(name) != value:
            hint = "begin anew, without --resume"
            raise BugError(f"--resume: expected the {name} {head.get(name)} of {path}, got {value}. Hint: {hint}")
    record, known = Record(path, head), {bug.name: bug for bug in bugs}
    for line in lines[1:]:
        values = _read(line)
        bug = known.get(values.get("bug", ""))
        if bug is not None and values["file"] == _mark(bug):
            got = GateResult(values["exit_code"], values["verdict"], "", "", *values["times"])
            record.done[bug.name] = Row(bug, got, tuple(values["wrong"]), alone=values["alone"])
    return record


def digest(shop: Shop) -> str:
    """A short name of the source: the shop's, and that of all that judges it."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted({*_files(shop.source), *(file for name in JUDGES for file in _files(ROOT / name))}):
        found.update(str(path).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        within = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()
        if path.suffix in KINDS and not within.startswith(APART) and "node_modules" not in path.parts:
            yield path


def _mark(bug: Bug) -> str:
    return hashlib.blake2b(repr(bug).encode(), digest_size=8).hexdigest()


def _read(line: str) -> dict[str, Any]:
    """A row; nothing for a line that was not written to its end."""
    try:
        values: dict[str, Any] = json.loads(line)
    except ValueError:
        return {}
    return values


def _written(row: Row) -> dict[str, Any]:
    got = row.got
    return {
        "bug": row.bug.name,
        "file": _mark(row.bug),
        "exit_code": got.exit_code,
        "verdict": got.short(),
        "times": list(astuple(got)[4:]),
        "wrong": list(row.wrong),
        "alone": row.alone,
    }
