"""`summary.html`: the verdict for people, one self-contained page, verdict first."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from harness.judging.verdict import PASS, Run, Verdict
from harness.report import judged, machine, resiliency, stacks, stripe_requests, tables, verdict_json, webhook_events
from harness.report.lanes import picture
from harness.report.lanes.rows import Lanes

NAME = "summary.html"
TEMPLATE = "summary.html"
# A page with more of them is slow to open, and nobody reads them.
MOST_PICTURES = 60
NOT_PRINTABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]")
PART_PASSED = "Nothing wrong in the part that ran: no answer for the whole checkout"
QUICK_PASSED = (
    "Pass of the {name} part: {cases} of {of} cases, not a release's answer; "
    "run `checkout-harness gate` before a release"
)
QUICK_PASSED_SO_FAR = (
    "Pass of the {name} part, as far as it was asked: {judged} of its {cases} cases were judged, of {of} in all; "
    "not a release's answer, run `checkout-harness gate` before a release"
)
SO_FAR = (
    "Yes, as far as it was asked: this checkout charges people correctly in the {cases} of {of} cases that were judged"
)
NO_ADAPTER = "No answer: the adapter cannot use this checkout yet"
ANSWERS = {
    PASS: "Yes: this checkout charges people correctly",
    "fail": "No: this checkout does not charge people correctly",
    "could_not_run": "No answer: the run could not judge this checkout",
    "unknown": "No answer: something could not be judged",
}


def answer_for_allure(run: Run, verdict: Verdict) -> dict[str, str]:
    """The answer and what was not judged, as facts by name."""
    not_judged = judged.line(run)
    return {"answer": answer(run, verdict), **({"not.judged": not_judged} if not_judged else {})}


def answer(run: Run, verdict: Verdict) -> str:
    """The verdict as a sentence; a selection of the suites never says yes, and a yes says how far it goes."""
    if run.adapter:
        return NO_ADAPTER
    asked_all = not run.with_outcome("skipped")
    if verdict.word == PASS and run.whole and not asked_all:
        return SO_FAR.format(**judged.document(run))
    if verdict.word != PASS or run.whole:
        return ANSWERS[verdict.word]
    if (part := verdict_json.part(run)) and not run.shard:
        ran = sum(case.outcome != "skipped" for case in run.selected())
        return (QUICK_PASSED if asked_all else QUICK_PASSED_SO_FAR).format(**part, judged=ran)
    return PART_PASSED


def write(run: Run, verdict: Verdict, path: Path, stack_figures: dict[str, Any] | None = None) -> None:
    """Write the page."""
    path.write_text(render(run, verdict, stack_figures), encoding="utf-8")


def render(run: Run, verdict: Verdict, stack_figures: dict[str, Any] | None = None) -> str:
    """The page as text; everything in it is escaped. `stack_figures` are the figures of every stack (see stacks.py)."""
    document = verdict_json.document(run, verdict)
    parts = {
        "pictures": _pictures(run),
        "machine": machine.line(run),
        "troubles": resiliency.table(run),
        "not_judged": judged.line(run),
        "counted": judged.counted,
        "features": _features(run),
        "stripe_requests": stripe_requests.rows(run.cases),
        "webhooks": webhook_events.table(run),
        "matrix": tables.matrix(run),
        "channels": tables.CHANNELS,
        "taken": document["channels"],
        "slowest": tables.slowest(run),
        "not_run": tables.not_run(run),
        "stacks": stacks.table(stack_figures or {}),
    }
    return _environment().get_template(TEMPLATE).render(doc=document, answer=answer(run, verdict), **parts)


@cache  # 0.4 s of CPU for the templates' code
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([Path(__file__).with_name("page"), picture.STYLE.parent]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_printable,
    )


def _printable(value: Any) -> Any:
    """A text without the control characters that no page may hold."""
    return NOT_PRINTABLE.sub("?", value) if type(value) is str else value


def _pictures(run: Run) -> dict[str, Markup]:
    """The lanes of the first failing cases by their node ids; the command draws those of every other."""
    drawn = [case for case in run.cases if case.lanes][:MOST_PICTURES]
    return {case.nodeid: Markup(picture.svg(Lanes.from_dict(case.lanes), alone=False)) for case in drawn}


def _features(run: Run) -> list[dict[str, Any]]:
    """A row for each feature with the number of its cases by outcome."""
    rows: dict[str, dict[str, Any]] = {}
    for case in run.cases:
        feature = case.labels.get("feature", "Other")
        row = rows.setdefault(feature, {"name": feature, "seconds": 0.0, "cases": [], **_zeros()})
        row[case.outcome] += 1
        row["seconds"] += case.seconds
        row["cases"].append(case)
    return sorted(rows.values(), key=lambda row: (-row["failed"], -row["unknown"], row["name"]))


def _zeros() -> dict[str, int]:
    return dict.fromkeys(verdict_json.OUTCOMES, 0)
