"""What the checkout sent to Stripe during a run, one case an operation: what the tap recorded and what it found."""

import json
from pathlib import Path
from typing import Any

from harness.checkouts.facts import Facts
from harness.core.failure import UNKNOWN, Failure
from harness.judging.verdict import Case, Finding
from harness.report.stripe_requests import NAME
from harness.stack.base.http_probe import call
from harness.stack.base.stack import Stack

FEATURE = "What the checkout sends to Stripe"
HAR = "stripe.har"
SECONDS = 120.0
NEVER_ASKED = "the checkout asks Stripe at STRIPE_API_BASE, which is the tap"
# What of an operation the reports tell beside the verdict.
ANSWER_COUNTS = ("requests", "outcomes", "replayed", "params", "versions", "judged_by")


def judge(stack: Stack, rerun: str, reports: Path | None, full: bool = False) -> tuple[Case, ...]:
    """A case for each Stripe operation that the tap saw; the HAR goes into the reports.

    A `full` run without a single request means that the checkout asks Stripe past the tap: unknown, never green.
    """
    if not stack.tap_url:
        return ()
    try:
        files = {HAR: str(_keep_har(stack.tap_url, reports))} if reports is not None else {}
        document = json.loads(_get(stack.tap_url, "findings"))
    except (OSError, ValueError) as error:
        found = Failure(UNKNOWN, "The tap could not be asked", however=f"{type(error).__name__}: {error}")
        return (_unknown(found, rerun),)
    if full and not document["operations"]:
        return (_unknown(Failure(UNKNOWN, "The tap saw nothing", then=NEVER_ASKED, however="no request came"), rerun),)
    doubts, promised = _doubts(document), Facts.from_dict(stack.facts).begins_with_key
    findings = [each for each in document["findings"] if promised or not each.get("begins")]
    return tuple(_case(row, findings, doubts, rerun, files) for row in document["operations"])


def _unknown(found: Failure, rerun: str) -> Case:
    return Case(NAME, FEATURE, "unknown", labels=_labels(""), findings=(Finding.of(found),), rerun=rerun)


def _case(
    row: dict[str, Any], findings: list[dict[str, Any]], doubts: list[Finding], rerun: str, files: dict[str, str]
) -> Case:
    operation = row["operation"]
    found = [_finding(each) for each in findings if each["operation"] == operation]
    doubts = [*doubts, *([_not_read(row)] if row["not_judged"] and not found else [])]
    return Case(
        f"{NAME}[{operation}]",
        f"{operation}: what the checkout sends is what Stripe's contract takes",
        "failed" if found else "unknown" if doubts else "passed",
        labels=_labels(operation),
        findings=(*found, *doubts),
        rerun=rerun,
        operation_counts={"operation": operation, **{name: row[name] for name in ANSWER_COUNTS}},
        files=files,
    )


def _finding(row: dict[str, Any]) -> Finding:
    times = f"{row['count']} times" if row["count"] > 1 else "once"
    let, then = tuple(row["let"]), (*row["then"], f"see {row['source']}")
    however = (*row["however"], f"seen {times}")
    return Finding(row["code"], row["title"], row["severity"], let, then, however, exchange=row["example"])


def _doubts(document: dict[str, Any]) -> list[Finding]:
    """What keeps the tap from having seen everything."""
    reasons = (
        (document["dropped"], "requests were more than the tap keeps, the oldest were dropped unjudged"),
        (document["unread_connections"], "connections spoke something that the tap cannot read"),
    )
    return [
        Finding.of(Failure(UNKNOWN, "Not every request to Stripe was judged", however=f"{count} {reason}"))
        for count, reason in reasons
        if count
    ]


def _not_read(row: dict[str, Any]) -> Finding:
    however = f"{row['not_judged']} of {row['requests']} requests: no operation of the contract, or no whole form"
    return Finding.of(Failure(UNKNOWN, "Not every request could be read as Stripe reads it", however=however))


def _keep_har(tap_url: str, reports: Path) -> Path:
    path = reports / HAR
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_get(tap_url, "har"), encoding="utf-8")
    return path


def _get(tap_url: str, page: str) -> str:
    status, body = call("GET", f"{tap_url}/_tap/{page}", timeout=SECONDS)
    if status != 200:
        raise ValueError(f"GET {tap_url}/_tap/{page}: expected 200, got {status}: {body[:200]}")
    return body


def _labels(operation: str) -> dict[str, str]:
    story = operation or "All operations"
    return {"epic": "Payment API contract", "feature": FEATURE, "story": story, "severity": "critical"}
