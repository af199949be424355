"""What Schemathesis found, each thing once: a stable code, a title without random values, the exchange."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from schemathesis.core.failures import CustomFailure
from schemathesis.openapi.checks import JsonSchemaError

from contracts.fuzzing.wire import exchange_of
from harness import AcceptedEntry, Exchange, Failure, matching_entry

SERVER_ERROR = "not_a_server_error"
VALUES = re.compile(r"'[^']*[0-9][^']*'|\b[0-9a-f]{12,}\b|\b\d{4,}\b")
MOST_CHARACTERS = 160


@dataclass(frozen=True)
class PlainText:
    """A text that is shown as it is: a command without an answer of its own."""

    text: str

    def as_text(self) -> str:
        """The text."""
        return self.text


# Whether a failed check of an operation (by label), with the status of the answer, is a finding at all.
Counts = Callable[[str, str, int], bool]


def of_checks(recorder: Any, counts: Counts = lambda *_: True) -> Iterator[tuple[str, Failure]]:
    """Each failed check of a recorded scenario with its operation, as the harness tells failures."""
    for case_id, checks in recorder.checks.items():
        found = {
            check.name: failed.failure
            for check in checks
            if (failed := check.failure_info) is not None
            and counts(failed.failure.operation, check.name, _status(recorder, failed.failure.case_id or case_id))
        }
        if SERVER_ERROR in found:  # the same answer is also undocumented and breaks schemas: one thing, told once
            found = {SERVER_ERROR: found[SERVER_ERROR]}
        for name, failure in found.items():
            yield failure.operation, failure_of(name, failure, _exchange(recorder, failure.case_id or case_id))


def failure_of(check: str, failure: Any, exchange: Exchange | PlainText) -> Failure:
    """One failed check."""
    label, detail = failure.operation, detail_of(failure)
    message = detail if isinstance(failure, CustomFailure) else f"{failure.title}{f': {detail}' if detail else ''}"
    status = f" (answer {exchange.status})" if isinstance(exchange, Exchange) and check == SERVER_ERROR else ""
    return Failure(
        f"contract_{check}",
        f"{label}: {message}{status}",
        let=f"the fuzzer send {label} as the contract describes it",
        then=f"the answer passes the check {check}",
        however=[line.strip() for line in str(failure.message).splitlines() if line.strip()][:12] or failure.title,
        exchange=exchange,
    )


def detail_of(failure: Any) -> str:
    """What of a failure is the same in every run: where and what, without the values that were drawn."""
    if isinstance(failure, CustomFailure):
        return steady(str(failure.message).strip().splitlines()[-1])
    if isinstance(failure, JsonSchemaError):
        where = ".".join("[]" if isinstance(step, int) else step for step in failure.instance_path)
        return steady(f"{where or 'body'}: {failure.validation_message}")
    lines = [line.strip(" -") for line in str(failure.message).splitlines() if line.strip()]
    wrong = [line for line in lines if line.startswith(("Invalid component", "Undocumented", "Missing", "Documented"))]
    return steady(wrong[0]) if wrong else ""


def steady(text: str) -> str:
    """A text in which values that another run would draw otherwise are three dots."""
    return VALUES.sub("…", text)[:MOST_CHARACTERS]


def once(found: Iterable[tuple[str, Failure]]) -> list[tuple[str, Failure]]:
    """The first of each code, operation and title."""
    first: dict[tuple[str, str, str], tuple[str, Failure]] = {}
    for operation, failure in found:
        first.setdefault((failure.code, operation, failure.title), (operation, failure))
    return list(first.values())


def sort_out(
    found: Iterable[tuple[str, Failure]], entries: tuple[AcceptedEntry, ...]
) -> tuple[list[Failure], list[dict[str, Any]]]:
    """Those that fail the case, and those that are accepted, as the reports tell them."""
    failing, accepted = [], []
    for operation, failure in once(found):
        if entry := matching_entry(entries, failure.code, operation):
            row = {"key": list(entry.key), "title": failure.title, "reason": entry.reason}
            accepted.append({**row, "expires": str(entry.expires)})
        else:
            failing.append(failure)
    return failing, accepted


def _status(recorder: Any, case_id: str) -> int:
    response = recorder.find_response(case_id=case_id)
    return int(response.status_code) if response is not None else 0


def _exchange(recorder: Any, case_id: str) -> Exchange | PlainText:
    response = recorder.find_response(case_id=case_id)
    return exchange_of(response.request, response) if response is not None else PlainText("no answer came")
