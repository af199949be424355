"""The verdict in a few lines, for a terminal."""

from collections import Counter
from pathlib import Path

from harness.judging.verdict import NOT_OFFERED, Run, Verdict
from harness.report import judged, machine, summary, verdict_json

SHOWN_FAILURES = 10
HINT = (
    "Nothing was judged. Hint: `checkout-harness try` shows each step of a purchase; mend the adapter until it passes"
)


def closing_lines(run: Run, verdict: Verdict, folder: Path) -> list[str]:
    """The answer, why, the figures, and where the report is."""
    lines = [summary.answer(run, verdict), *(f"  - {reason}" for reason in verdict.reasons)]
    lines += _failures(run)
    lines += _not_run(run)
    if run.adapter:
        return [*lines, HINT, f"report: {folder / summary.NAME}"]
    exercised = verdict_json.cards(run)
    startup = run.stack.get("startup_seconds")
    aws = f", AWS by {engine}" if (engine := run.stack.get("aws_engine")) else ""
    started = f"stack {run.stack.get('mode')} up in {startup:.1f} s{aws}" if startup is not None else "no stack"
    workers = f"{run.workers} worker{'' if run.workers == 1 else 's'}"
    lines.append(
        f"{_counted(run)} in {run.seconds:.1f} s on {workers}, "
        f"{exercised['exercised']} of {exercised['usable_in_a_browser']} browser cards, {started}, seed {run.seed}"
    )
    if windows := verdict_json.windows(run):
        lines.append(windows)
    lines += [starved] if (starved := machine.line(run)) else []
    lines.append(f"report: {folder / summary.NAME}")
    if any(case.lanes for case in run.cases):
        lines.append(f"step by step: checkout-harness explain {folder}")
    return lines


def _counted(run: Run) -> str:
    """The cases; pytest's own count lacks those that are judged once it is over."""
    after = len(run.cases) - len(run.selected())
    return f"{len(run.cases)} cases" + (f" ({after} of them checks after the run)" if after else "")


def _not_run(run: Run) -> list[str]:
    """What was not run and why; what the verdict's reasons tell already is left out."""
    not_run = [
        case
        for case in run.with_outcome("skipped")
        if not case.missing and not (run.full and case.missing_capabilities)
    ]
    reasons = Counter(_told(case.reason) for case in not_run)
    told = [f"  o {count} {reason}" for reason, count in reasons.most_common()]
    return [*told, *(f"  o {NOT_OFFERED}{goal}" for goal in judged.goals(run) if not run.adapter)]


def _told(reason: str) -> str:
    """Why a case was not run, in words that say so."""
    return reason if reason.startswith((judged.NOT_RUN, NOT_OFFERED)) else f"{judged.NOT_RUN}{reason}"


def _failures(run: Run) -> list[str]:
    failed = run.with_outcome("failed") if not run.broken else []
    lines = [f"  x {case.title}\n    rerun: {case.rerun}" for case in failed[:SHOWN_FAILURES]]
    return lines + ([f"  ... and {len(failed) - SHOWN_FAILURES} more"] if len(failed) > SHOWN_FAILURES else [])
