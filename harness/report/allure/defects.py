"""Which kind of trouble a failed case is: a known issue, the stack, the emulator, the suite or the product."""

import re

from harness.config import known_issues
from harness.core.failure import UNKNOWN
from harness.judging.verdict import Case, Run

KNOWN, STACK, EMULATOR, SUITE = "Known issue", "Stack problem", "Emulator gap", "Error in the suite"
CONTRACT, PRODUCT, FLAKY = "Product defect: contract", "Product defect", "Flaky"
ORDER = (KNOWN, STACK, EMULATOR, SUITE, CONTRACT, PRODUCT)

STACK_CODES = re.compile(r"connection_lost")
STACK_WORDS = re.compile(
    r"The stack broke|The process that ran this case ended|Connection refused|ConnectionLost in setup"
)
# What Stripe's stand-in answers for what it does not know, and how the suites tell what a backend lacks.
EMULATOR_WORDS = re.compile(r"Unrecognized request URL|[Nn]ot emulated|the backend ")


def kind(case: Case, run: Run) -> str:
    """The kind of a failed, unknown or not judged case; empty for a passed one."""
    if case.outcome in ("passed", "skipped"):
        return EMULATOR if EMULATOR_WORDS.search(case.reason) else ""
    issue = known_issues.of(case, run.known)
    if issue is not None and not known_issues.expired(issue):
        return f"{KNOWN} until {issue.until}: {issue.title}"
    codes = [finding.code for finding in case.findings]
    text = "\n".join(_text(case))
    if run.broken or any(map(STACK_CODES.fullmatch, codes)) or STACK_WORDS.search(text):
        return STACK
    if EMULATOR_WORDS.search(text):
        return EMULATOR
    if all(code in (UNKNOWN, "error_in_test") for code in codes):
        return SUITE
    return CONTRACT if any(code.startswith("contract") for code in codes) else PRODUCT


def _text(case: Case) -> list[str]:
    return [text for found in case.findings for text in (found.title, *found.however, found.exchange)]
