"""`summary.md`: the summary for a pull request, the same tables as the page; never longer than GitHub takes."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.judging.verdict import Run, Verdict
from harness.report import judged, machine, stacks, summary, tables, verdict_json

NAME = "summary.md"
# Under the limit of a step summary, 1 MiB: https://docs.github.com/actions (workflow commands, job summaries).
MOST_BYTES = 1_000_000
MOST_FINDINGS = 20
SHOWN = 1500
SIGNS = {"pass": "✅", "fail": "❌", "could_not_run": "⚠️", "unknown": "❔"}
CUT = "\n\n*The rest is left out here: read summary.html.*\n"
FENCE = "\n```"
# An @ that calls nobody.
AT = "@\u200b"
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
UNPRINTABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]")


def write(run: Run, verdict: Verdict, path: Path, stack_figures: dict[str, Any] | None = None) -> None:
    """Write the page."""
    path.write_text(render(run, verdict, stack_figures), encoding="utf-8")


def render(run: Run, verdict: Verdict, stack_figures: dict[str, Any] | None = None) -> str:
    """The summary as GitHub's Markdown; what the run says of the checkout cannot make markup of it.

    `stack_figures` are the figures of every stack (see stacks.py).
    """
    document = verdict_json.document(run, verdict)
    parts = [
        _verdict(run, verdict, document),
        _failures(document),
        *([] if run.adapter else [_goals(document), _not_offered(document)]),
        _not_run(run),
        _invariants(document),
        _windows(document),
        _matrix(run),
        _slowest(run),
        _stacks(stack_figures or {}),
        _known(document),
        _again(document),
    ]
    return cut(UNPRINTABLE.sub("?", "\n".join(part for part in parts if part)))


def cut(text: str, most: int = MOST_BYTES) -> str:
    """The text up to the last line that fits, and that there is more."""
    data = text.encode()
    if len(data) <= most:
        return text
    head = data[: most - len((FENCE + CUT).encode())].decode(errors="ignore")
    head = head[: head.rfind("\n")] if "\n" in head else head
    within_code = sum(line.startswith("```") for line in head.splitlines()) % 2
    return head + (FENCE if within_code else "") + CUT


def plain(value: object) -> str:
    """A text in one line, without what Markdown or HTML would make of it."""
    return SPECIAL.sub(r"\\\1", " ".join(str(value).split())).replace("@", AT)


def _verdict(run: Run, verdict: Verdict, document: dict[str, Any]) -> str:
    suites, cards = document["suites"], document["cards"]
    reasons = "".join(f"- {plain(reason)}\n" for reason in document["reasons"] if not run.adapter)
    reasons += "\n".join(_block(*document["reasons"])) + "\n" if run.adapter else ""
    skipped = f", {suites['skipped']} not run" if suites["skipped"] else ""
    figures = (
        f"{suites['cases']} cases: {suites['passed']} passed, {suites['failed']} failed, {suites['unknown']} unknown"
        f"{skipped}; {cards['exercised']} of {cards['usable_in_a_browser']} browser cards; "
        f"{suites['seconds']:.1f} s on {suites['workers']} workers; stack {document['stack'].get('mode')}; "
        f"seed {run.seed}"
    )
    word = f"`{verdict.word}`, exit code {verdict.exit_code}"
    told = "" if run.adapter else judged.line(run)
    not_judged = f"{plain(told)}.\n\n" if told else ""
    starved = f"\n{plain(line)}\n" if (line := machine.line(run)) else ""
    heading = f"## {SIGNS[verdict.word]} {summary.answer(run, verdict)}"
    return f"{heading}\n\n{word}\n\n{reasons}\n{not_judged}{figures}\n{starved}"


def _failures(document: dict[str, Any]) -> str:
    found = [(group, one) for group in document["failures"] for one in group["found"]]
    lines = ["### What went wrong\n"] if found else []
    for group, one in found[:MOST_FINDINGS]:
        heading = f"{_html(one['case'])}: {_html(one['title'])} <code>{_html(group['code'])}</code>"
        lines.append(f"<details><summary>{heading}</summary>\n")
        for word in ("let", "then", "however"):
            lines += [f"- **{word.capitalize()}** {plain(fact)}" for fact in one[word]]
        lines += [f"- Card {number} ({plain(name)})" for number, name in one["cards"].items()]
        lines += ["", *_block(one["exchange"]), *_block(one["rerun"]), "\n</details>\n"]
    if len(found) > MOST_FINDINGS:
        lines.append(f"... and {len(found) - MOST_FINDINGS} more: see summary.html\n")
    return "\n".join(lines)


def _goals(document: dict[str, Any]) -> str:
    told = [goal for goal in document["goals"].values() if goal["owed"] or goal["met_by"]]
    rows = [(goal["means"], goal["met_by"] or _not_met(goal)) for goal in told]
    return _table("Situations that the run reached", ("Reached at least once", "Cases"), rows)


def _not_met(goal: dict[str, Any]) -> str:
    return f"not offered: {judged.counted(goal['not_offered'])}" if goal["not_offered"] else "**never**"


def _not_offered(document: dict[str, Any]) -> str:
    rows = [(r["name"], r["promise"], r["cases"]) for r in document["adapter"]["not_offered"]]
    head = ("Method that its adapter lacks", "Not judged without it", "Cases not run")
    return _table("What this checkout does not offer", head, rows)


def _not_run(run: Run) -> str:
    return _table(
        "What did not run, and why", ("Reason", "Cases"), [(r["reason"], r["count"]) for r in tables.not_run(run)]
    )


def _invariants(document: dict[str, Any]) -> str:
    asked = [row for row in document["invariants"] if row["judged"] or row["nothing_seen"]]
    rows = [(r["sentence"], r["judged"], r["nothing_seen"], r["violated"], r["unknown"]) for r in asked]
    head = ("Invariant", "Cases judged", "Saw nothing", "Violated", "Unknown")
    return _table("What must hold after every case", head, rows)


def _windows(document: dict[str, Any]) -> str:
    rows = [(row["what"], row["places"], row["cases"]) for row in document["windows"]]
    head = ("What happened to a call of the checkout", "Places", "Cases")
    return _table("Places that were broken or held on purpose", head, rows)


def _matrix(run: Run) -> str:
    rows = []
    for card in tables.matrix(run):
        cells = [
            f"{cell['failed']} failed, {cell['passed']}" if cell["failed"] else cell["passed"] or "–"
            for cell in card["cells"].values()
        ]
        rows.append((card["number"], card["name"], card["state"], *cells))
    head = ("Number", "Card", "", *tables.CHANNELS.values())
    table = _table("", head, rows)
    return f"<details><summary>Cards by channel ({len(rows)})</summary>\n\n{table}\n</details>\n" if rows else ""


def _slowest(run: Run) -> str:
    return _table(
        "Slowest cases", ("Case", "Seconds"), [(r["title"], f"{r['seconds']:.2f}") for r in tables.slowest(run)]
    )


def _stacks(stack_figures: dict[str, Any]) -> str:
    table = stacks.table(stack_figures)
    rows = [(row["name"], *row["cells"]) for row in table["rows"]]
    return _table("The stacks compared", ("", *table["columns"]), rows)


def _known(document: dict[str, Any]) -> str:
    rows = [
        (row["title"], f"{row['until']}{' **expired**' if row['expired'] else ''}", row["cases"])
        for row in document["known_issues"]
    ]
    return _table("Known issues", ("Issue", "Until", "Cases"), rows)


def _again(document: dict[str, Any]) -> str:
    return "\n".join(["### Run it again\n", *_block(document["again"])])


def _table(title: str, head: Iterable[object], rows: Iterable[tuple[object, ...]]) -> str:
    """A table whose first cell is a text of the run; those after it are numbers and words of ours."""
    lines = [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    if not lines:
        return ""
    names = list(head)
    top = [f"### {title}\n"] if title else []
    return "\n".join([*top, f"| {' | '.join(map(str, names))} |", f"|{'---|' * len(names)}", *lines, ""])


def _cell(value: object) -> str:
    bold = re.fullmatch(r"(.*)\*\*(never|expired)\*\*", str(value))
    return f"{plain(bold[1])} **{bold[2]}**".strip() if bold else plain(value)


def _block(text: str) -> list[str]:
    excerpt = text[:SHOWN].replace("```", "'''")
    return ["```", excerpt, "```"] if text else []


def _html(text: object) -> str:
    return " ".join(str(text).split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", AT)
