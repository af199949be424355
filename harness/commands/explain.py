"""`checkout-harness explain`: what a failure code means, and what to do about it; or a failing case."""

import sys
from pathlib import Path

from harness.commands import explain_case
from harness.core.failure_codes.code import FailureCode, UnknownCode, find
from harness.judging.failure_codes import codes, families

COULD_NOT_RUN = 2
OF_A_CODE = "expected the reports of a run before a case, got {!r}. Hint: checkout-harness explain reports CASE"


def run(what: str = "", case: str = "", *, svg: Path | None = None, open_it: bool = False) -> int:
    """Print one code, all by family without one, or a case of a run's reports; 2 with a hint for what there is not."""
    if not what:
        print(listing())
        return 0
    try:
        known = _known(what)
        if known is None and explain_case.is_reports(what):
            print("\n".join(explain_case.told(what, case, svg, open_it=open_it)))
        elif case or svg or open_it:
            raise explain_case.CannotExplain(OF_A_CODE.format(what))
        else:
            print(page(known or find(what.strip("[]"), codes())))
    except (UnknownCode, explain_case.CannotExplain) as error:
        print(error, file=sys.stderr)
        return COULD_NOT_RUN
    return 0


def _known(what: str) -> FailureCode | None:
    try:
        return find(what.strip("[]"), codes())
    except UnknownCode:
        return None


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
