"""What went wrong in a phase of a case, as findings of the verdict."""

import re

import pytest

from harness.core.failure import UNKNOWN, Failure
from harness.core.masking import mask
from harness.judging.verdict import Finding
from harness.run.cases import lateness
from harness.run.cases.stash import NOT_RUN

LINE_CHARACTERS = 400
ANSWER_AND_CURL = re.compile(r"^\[\d{3}\] .*", re.MULTILINE | re.DOTALL)


def findings(
    error: BaseException | None, trace: str, judged: list[Failure], when: str | None = "call"
) -> list[Finding]:
    """What went wrong in a phase: the error it ended with, and what the judges found beside it."""
    if error is None:
        return []
    lateness.examine(error)
    told_by = [single for single in lateness.singles(error) if not isinstance(single, NOT_RUN)]
    found = [lateness.judged(single, _finding(single, trace, when, _exchange(error))) for single in told_by]
    known = {(finding.code, finding.title) for finding in found}
    return found + [Finding.of(failure) for failure in judged if (failure.code, failure.title) not in known]


def _exchange(error: BaseException) -> str:
    """The answer and the curl that a group of Schemathesis ends its message with."""
    message = mask(error.message) if isinstance(error, BaseExceptionGroup) else ""
    found = ANSWER_AND_CURL.search(message)
    return "\n".join(line.strip() for line in found[0].splitlines() if line.strip()) if found else ""


def _finding(error: BaseException, trace: str, when: str | None, exchange: str = "") -> Finding:
    if isinstance(error, Failure):
        return Finding.of(error, trace)
    name, text = type(error).__name__, mask(str(error))
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    kind = type(error).__module__.partition(".")[0]
    if kind == "schemathesis":
        title, facts = getattr(error, "title", name), tuple(_lines(text))
        return Finding(f"contract:{name}", title, however=facts, exchange=exchange, trace=trace)
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Finding("assertion", first[:LINE_CHARACTERS] or "An assertion does not hold", trace=trace)
    code = UNKNOWN if when != "call" else "error_in_test"
    return Finding(code, f"{name} in {when}: {first[:LINE_CHARACTERS]}", trace=trace)


def _lines(text: str) -> list[str]:
    return [line.strip()[:LINE_CHARACTERS] for line in text.splitlines() if line.strip()][:12]
