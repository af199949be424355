"""`checkout-harness explain`: what a failure code means, and what to do about it."""

import sys

from harness.core.failure_codes.code import FailureCode, UnknownCode, find
from harness.judging.failure_codes import codes, families

COULD_NOT_RUN = 2


def run(code: str) -> int:
    """Print one code, or all by family without one; 2 when there is no such code."""
    if not code:
        print(listing())
        return 0
    try:
        print(page(find(code.strip("[]"), codes())))
    except UnknownCode as error:
        print(error, file=sys.stderr)
        return COULD_NOT_RUN
    return 0


def page(row: FailureCode) -> str:
    """Everything that is known of one code."""
    return "\n".join(
        (
            f"{row.code} ({row.severity}): {row.title}",
            "",
            f"What it means: {row.meaning}",
            f"What to do:    {row.what_to_do}",
            "",
            "For example:",
            *(f"  {line}".rstrip() for line in row.example.splitlines()),
        )
    )


def listing() -> str:
    """Every code with its severity and title, by family."""
    width = max(map(len, codes()))
    lines: list[str] = []
    for family, rows in families().items():
        lines += [family, *(f"  {row.code:{width}}  {row.severity:8}  {row.title}" for row in rows), ""]
    return "\n".join([*lines, "`checkout-harness explain CODE` says what one means and what to do."])
