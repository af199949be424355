"""What of Schemathesis's findings a contract that we did not write promises the contrary of; the rest is no finding.

A document of a framework lists a success and its own error for bad input, and leaves out what the handlers raise: it is
no promise that nothing else comes. Which requests are taken, and how others are refused, is promised by nobody's list.
"""

from __future__ import annotations

from typing import Any

from contracts.shared.document import Operation
from harness import openapi

SERVER_ERROR, STATUS, SCHEMA = "not_a_server_error", "status_code_conformance", "response_schema_conformance"
# What is declared of an answer, and how it is checked.
HELD = (
    SERVER_ERROR,
    STATUS,
    "content_type_conformance",
    "response_headers_conformance",
    SCHEMA,
)


def settings(names: list[str]) -> dict[str, Any]:
    """Schemathesis's `checks` with those alone."""
    return {name: {"enabled": False} for name in names if name not in HELD}


def broken(operation: Operation | None, check: str, status: int) -> bool:
    """Whether an answer that failed a check breaks what the operation's contract promises."""
    if check not in HELD:
        return False
    if operation is None:
        return check != STATUS
    documented = {str(one).upper() for one in operation.definition.get("responses", {})}
    if check == SERVER_ERROR:
        return not {str(status), f"{status // 100}XX", "DEFAULT"} & documented
    if check == SCHEMA:
        return not openapi.is_automatic(operation, status)
    if check == STATUS:
        return openapi.promises_no_other(operation, status)
    return True
