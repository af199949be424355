"""Which types of event the checkout registers for, and what the cases that sent them in each API version found."""

from typing import Any

from harness.judging.verdict import Case, Run

FEATURE = "What Stripe sends to the checkout"
WORST_FIRST = ("failed", "unknown", "passed", "skipped")


def table(run: Run) -> dict[str, Any]:
    """The versions, and a row for each type that was registered for or sent, with the worst outcome in each version.

    None stands for a type that no case sent in that version; a skipped case sent nothing either.
    """
    sent = [case for case in run.cases if case.labels.get("feature") == FEATURE and "version" in case.parameters]
    versions = sorted({case.parameters["version"] for case in sent}, reverse=True)
    registered = [type for type in run.stack.get("webhook_events", ()) if type != "*"]
    types = dict.fromkeys([*registered, *sorted(case.parameters["event"] for case in sent)])
    rows = [
        {
            "type": type,
            "registered": type in registered or "*" in run.stack.get("webhook_events", ()),
            "outcomes": [_worst(sent, type, version) for version in versions],
        }
        for type in types
    ]
    return {"versions": versions, "rows": rows}


def _worst(sent: list[Case], type: str, version: str) -> str | None:
    mine = {"event": type, "version": version}
    found = [case.outcome for case in sent if mine.items() <= case.parameters.items()]
    worst = next((outcome for outcome in WORST_FIRST if outcome in found), None)
    return None if worst == "skipped" else worst
