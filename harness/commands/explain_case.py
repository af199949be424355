"""`checkout-harness explain REPORTS CASE`: a failing case of a run, in words, step by step and as a picture."""

from __future__ import annotations

import difflib
import json
import webbrowser
from pathlib import Path
from typing import Any

from harness.core.places import name_of
from harness.report.lanes.lines import lines
from harness.report.lanes.picture import svg
from harness.report.lanes.rows import Lanes

VERDICT = "verdict.json"
FOLDER = "explain"
FAILING = ("failed", "unknown")
NAMED = 10
Json = dict[str, Any]


class CannotExplain(ValueError):
    """What was expected, what came, and a hint."""


def is_reports(what: str) -> bool:
    """Whether a word means a run's reports, and no failure code: it is a path, or looks like one."""
    return Path(what).exists() or "/" in what or what.endswith(".json")


def told(what: str, case: str, picture: Path | None, *, open_it: bool) -> list[str]:
    """The case in lines, or without one the failing cases of the run; CannotExplain for what there is not."""
    verdict = _verdict(Path(what))
    document = _read(verdict)
    failing = [row for row in document["cases"] if row["outcome"] in FAILING]
    if not case and len(failing) != 1:
        return _listed(what, failing)
    row = _chosen(document["cases"], failing, case) if case else failing[0]
    found = [one for group in document["failures"] for one in group["found"] if one["nodeid"] == row["nodeid"]]
    head = [row["title"], row["nodeid"], ""]
    facts = [line for one in found for line in _facts(one)]
    return [*head, *facts, *_steps(row, verdict, picture, open_it=open_it), "", "Run it again:", f"  {row['rerun']}"]


def _steps(row: Json, verdict: Path, picture: Path | None, *, open_it: bool) -> list[str]:
    if not row.get("lanes"):
        return ["Nothing was asked of the checkout in this case: there are no steps, and no picture."]
    lanes = Lanes.from_dict(row["lanes"])
    path = picture or verdict.parent / FOLDER / f"{name_of(row['nodeid'])}.svg"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg(lanes), encoding="utf-8")
    except OSError as error:
        raise CannotExplain(f"the picture could not be written: {error}. Hint: name a file, --svg FILE") from None
    if open_it:
        webbrowser.open(path.resolve().as_uri())
    return ["Step by step:", *lines(lanes), "", f"picture: {path}"]


def _verdict(what: Path) -> Path:
    path = what / VERDICT if what.is_dir() else what
    if path.is_file():
        return path
    hint = "run `checkout-harness gate`, which writes `reports`, or name its --reports folder"
    raise CannotExplain(f"expected the reports of a run, got {what} without a {VERDICT}. Hint: {hint}")


def _read(path: Path) -> Json:
    try:
        document: Json = json.loads(path.read_text(encoding="utf-8"))
        return {"cases": document["cases"], "failures": document["failures"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "name the verdict.json that a gate has written"
        raise CannotExplain(f"expected a verdict, got {path}: {type(error).__name__}. Hint: {hint}") from None


def _listed(what: str, failing: list[Json]) -> list[str]:
    if not failing:
        return ["No case of this run failed: there is nothing to explain."]
    rows = [line for row in failing for line in (f"{row['outcome']}: {row['title']}", f"    {row['nodeid']}")]
    return [
        *rows,
        "",
        f"`checkout-harness explain {what} CASE` tells one of them: CASE is any words of its name or title.",
    ]


def _chosen(cases: list[Json], failing: list[Json], wanted: str) -> Json:
    """The failing case that is meant: by its whole name, else by words of it that no other has."""
    exact = [row for row in failing if wanted in (row["nodeid"], row["title"])]
    fits = exact or [row for row in failing if wanted.lower() in f"{row['nodeid']}\n{row['title']}".lower()]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise CannotExplain(
            f"expected words of one failing case, got {wanted!r}, which {len(fits)} have: {_named(fits)}"
        )
    others = [row for row in cases if wanted in (row["nodeid"], row["title"])]
    if others:
        raise CannotExplain(f"expected a failing case, got {wanted!r}, which is {others[0]['outcome']}")
    names = {name: row for row in failing for name in (row["nodeid"].rpartition("::")[2], row["nodeid"], row["title"])}
    near = difflib.get_close_matches(wanted, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"those that failed are {_named(failing) or 'none'}"
    raise CannotExplain(f"expected a failing case, got {wanted!r}. Hint: {hint}")


def _named(rows: list[Json]) -> str:
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return ", ".join(row["nodeid"].rpartition("::")[2] for row in rows[:NAMED]) + more


def _facts(found: Json) -> list[str]:
    told = [f"{found['title']} [{found['code']}]"]
    for word in ("Let", "Then", "However"):
        told += [f"  {word if number == 0 else 'and':>7} {fact}" for number, fact in enumerate(found[word.lower()])]
    return [*told, ""]
