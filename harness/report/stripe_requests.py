"""What the checkout sent to Stripe, as a report shows it: a row for each operation that the tap saw."""

from typing import Any

from harness.judging.verdict import AFTER, Case

NAME = f"{AFTER}stripe_requests"


def rows(cases: tuple[Case, ...]) -> list[dict[str, Any]]:
    """What the summary page shows: an operation with its counts and the number of its findings."""
    return [
        {
            **case.operation_counts,
            "operation": case.operation_counts["operation"],
            "outcome": case.outcome,
            "findings": len(case.findings),
        }
        for case in cases
        if case.nodeid.startswith(f"{NAME}[") and case.operation_counts
    ]
