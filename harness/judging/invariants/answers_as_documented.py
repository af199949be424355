"""Each answer of the checkout is one that its own contract documents: status, media type, headers and schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.core import api_coverage, openapi
from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History
from harness.judging.invariants import BEGIN, snapshots

if TYPE_CHECKING:
    import jsonschema_rs

ANSWER_NOT_DOCUMENTED = FailureCode(
    code="answer_not_documented",
    severity="critical",
    title="An answer is not as the checkout's contract documents it",
    meaning="The checkout answered a scenario's request with a status, a media type, headers or a body that its "
    "OpenAPI document does not allow: whoever was built against the document does not understand the "
    "answer, and a page that does not understand an answer to a payment tells its shopper something wrong.",
    what_to_do="Answer as documented, also when Stripe or the database fails; or document what is answered.",
    example="""\
POST /orders/{id}/refund: an answer is not as its contract documents it [answer_not_documented]
      Let Ada ask for POST /orders/{id}/refund
     Then the answer is a documented one
  However there is no status 500 in the contract""",
)
# What the history shows in place of a secret; nothing that holds it can be compared with a schema.
MASKED = "…"
SHOWN = 3


def seen(history: History) -> int:
    """The answers to operations of the contract."""
    return sum(1 for _ in _answers(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `answer_not_documented`, each kind once; a checkout without a contract has nothing to see."""
    told: set[tuple[str, str]] = set()
    for document, label, event in _answers(history):
        for wrong in document.wrong(label, event.data):
            if (label, wrong) not in told:
                told.add((label, wrong))
                yield Failure(
                    ANSWER_NOT_DOCUMENTED,
                    f"{label}: an answer is not as its contract documents it",
                    let=f"{event.actor} ask for {label}",
                    then="the answer is a documented one",
                    however=wrong,
                )


class Document:
    """The answers that an OpenAPI document has, as something to hold answers to.

    A `complete` one lists every answer there is; of another a status that it leaves out is wrong only where it lists
    others of that kind (`openapi.promises_no_other`).
    """

    def __init__(self, file: Path, *, complete: bool) -> None:
        self._complete = complete
        self._document = openapi.read(file)
        self._operations = {one.label: one for one in openapi.operations(self._document)}
        self._validators: dict[tuple[str, str, str], jsonschema_rs.Validator | None] = {}

    def wrong(self, label: str, answer: dict[str, Any]) -> Iterator[str]:
        """What is not as documented in one answer, as clauses."""
        operation, status = self._operations[label], str(answer["status"])
        responses = operation.definition.get("responses", {})
        key = next((one for one in (status, f"{status[0]}XX", f"{status[0]}xx", "default") if one in responses), None)
        if key is None and not (self._complete or openapi.promises_no_other(operation, answer["status"])):
            return
        if key is None:
            yield f"there is no status {status} in the contract"
            return
        response = openapi.resolve(self._document, responses[key])
        yield from self._wrong_headers(response, answer)
        content = response.get("content") or {}
        media = str(answer.get("media", "")).partition(";")[0].strip()
        if content and media not in content and "*/*" not in content:
            yield f"status {status} has the media type {media or 'none'}, documented is {' or '.join(content)}"
        elif not self._complete and openapi.is_automatic(operation, answer["status"]):
            return
        elif content and _is_json(media) and not isinstance(answer["response"], str):
            yield from self._wrong_body((label, key, media), content.get(media, {}), answer)

    def _wrong_headers(self, response: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
        for name, header in (response.get("headers") or {}).items():
            if openapi.resolve(self._document, header).get("required") and name.lower() not in answer["headers"]:
                yield f"status {answer['status']} has no header {name}"

    def _wrong_body(self, key: tuple[str, str, str], media: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
        if key not in self._validators:
            self._validators[key] = self._validator(media.get("schema"))
        validator = self._validators[key]
        found = list(validator.iter_errors(answer["response"])) if validator is not None else []
        shown = [error for error in found if MASKED not in str(error.instance)]
        for error in shown[:SHOWN]:
            where = "".join(f"[{step!r}]" for step in error.instance_path) or "the body"
            yield f"status {answer['status']}: {where}: {error.message}"

    def _validator(self, schema: dict[str, Any] | None) -> jsonschema_rs.Validator | None:
        import jsonschema_rs

        if schema is None:
            return None
        whole = {**schema, "components": self._document.get("components", {})}
        if str(self._document["openapi"]).startswith("3.0"):
            return jsonschema_rs.Draft4Validator(_of_draft_4(whole))
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


@cache
def _document(file: Path, complete: bool) -> Document:
    return Document(file, complete=complete)


def _answers(history: History) -> Iterator[tuple[Document, str, Event]]:
    """Each answer of the checkout to an operation of its contract."""
    facts: dict[str, Any] = next((row["contract"] for row in snapshots(history, BEGIN) if row.get("contract")), {})
    contract = api_coverage.contract_of(facts)
    if contract is None:
        return
    document, events = _document(Path(facts["file"]), bool(facts["every_answer"])), history.events
    requests = {event.seq: event for event in events if event.kind == "invoke"}
    for event in events:
        label = api_coverage.operation_of(contract, event, requests)
        if label is not None and "headers" in event.data:
            yield document, label, event


def _is_json(media: str) -> bool:
    return media == "application/json" or re.fullmatch(r"application/[\w.-]+\+json", media) is not None


def _of_draft_4(schema: Any) -> Any:
    """OpenAPI 3.0 has `nullable` where JSON Schema has a type `null`
    (https://spec.openapis.org/oas/v3.0.3#fixed-fields-20)."""
    if isinstance(schema, list):
        return [_of_draft_4(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _of_draft_4(value) for name, value in schema.items()}
    return {"anyOf": [inner, {"type": "null"}]} if inner.pop("nullable", False) is True else inner
