"""How much of a checkout's own contract a run exercised: operation x documented status x media type, over histories.

The contract is the OpenAPI document of the profile's `[contract]`. A documented status that no client can cause says so
in it (`x-not-caused-by-clients`, with a reason); every other one has a floor of one where the profile asks for that.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from harness.core import openapi
from harness.core.history import Event, History

EXCUSE = "x-not-caused-by-clients"
NO_BODY = "no body"
SEPARATOR = " -> "


@dataclass(frozen=True)
class DocumentedResponse:
    """One documented answer; `excuse` says why no client can bring it about."""

    operation: str
    status: int
    media: str
    excuse: str = ""

    @property
    def key(self) -> str:
        """How it is counted."""
        return f"{self.operation}{SEPARATOR}{self.status} {self.media}"


@dataclass(frozen=True)
class Contract:
    """Every documented answer of an API, and which address belongs to which operation.

    `every_answer`: each of them has to occur in a whole run.
    """

    documented_responses: tuple[DocumentedResponse, ...]
    addresses: tuple[tuple[str, re.Pattern[str], str], ...] = ()
    every_answer: bool = True

    def operation(self, method: str, path: str) -> str | None:
        """The operation (`POST /api/orders`) that an address belongs to; None for an address outside the contract."""
        return next((label for verb, form, label in self.addresses if verb == method and form.fullmatch(path)), None)


def contract_of(facts: dict[str, Any]) -> Contract | None:
    """The contract that a stack's facts (`Stack.contract`) tell of; None where the checkout has none."""
    return _read(Path(facts["file"]), bool(facts["every_answer"])) if facts.get("file") else None


def of_table(told: dict[str, Any]) -> Contract | None:
    """The contract that a run's `verdict.json` tells of: what is documented, without addresses."""
    if not told:
        return None
    documented = tuple(
        DocumentedResponse(row["operation"], answer["status"], answer["media"], answer["excuse"])
        for row in told["table"]
        for answer in row["answers"]
    )
    return Contract(documented, every_answer=told["every_answer"])


def count(contract: Contract, history: History) -> dict[str, int]:
    """How often each answer came from the checkout, documented or not, by `DocumentedResponse.key`."""
    events = history.events
    requests = {event.seq: event for event in events if event.kind == "invoke"}
    return dict(Counter(key for event in events if (key := _key(contract, event, requests)) is not None))


def total(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """The counts of several cases together."""
    every: Counter[str] = Counter()
    for one in counts:
        every.update(one)
    return dict(sorted(every.items()))


def table(contract: Contract, counts: dict[str, int]) -> list[dict[str, Any]]:
    """A row for each operation with a cell for each of its documented answers, in the contract's order."""
    rows: dict[str, dict[str, Any]] = {}
    for documented in contract.documented_responses:
        row = rows.setdefault(documented.operation, {"operation": documented.operation, "answers": []})
        response = {"status": documented.status, "media": documented.media, "excuse": documented.excuse}
        row["answers"].append({**response, "count": counts.get(documented.key, 0)})
    return list(rows.values())


def never_seen(contract: Contract, counts: dict[str, int]) -> list[DocumentedResponse]:
    """The documented answers that a client can cause and that never came; none where they need not come."""
    if not contract.every_answer:
        return []
    return [
        documented
        for documented in contract.documented_responses
        if not documented.excuse and not counts.get(documented.key)
    ]


@cache
def _read(path: Path, every_answer: bool) -> Contract:
    document = openapi.read(path)
    operations, base = tuple(openapi.operations(document)), openapi.base_path(document)
    # The plain addresses first: /orders/open is no order.
    addresses = sorted(operations, key=lambda one: one.path.count("{"))
    return Contract(
        tuple(documented for operation in operations for documented in _promises(document, operation)),
        tuple((one.method, _form(base + one.path), one.label) for one in addresses),
        every_answer,
    )


def _promises(document: dict[str, Any], operation: openapi.Operation) -> Iterator[DocumentedResponse]:
    """Those of one status; `default` and `4XX` are no certain answer."""
    for status, response in operation.definition.get("responses", {}).items():
        if str(status).isdigit():
            resolved = openapi.resolve(document, response)
            for media in resolved.get("content") or {NO_BODY: {}}:
                yield DocumentedResponse(operation.label, int(status), media, resolved.get(EXCUSE, ""))


def _form(address: str) -> re.Pattern[str]:
    """The address as a pattern; a name in braces stands for one segment."""
    parts = re.split(r"\{[^}]*\}", address)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


def operation_of(contract: Contract, event: Event, requests: dict[int, Event]) -> str | None:
    """The operation of the contract that the checkout answers with this event; None for any other event."""
    if event.kind not in ("ok", "fail") or event.data.get("system") != "checkout":
        return None
    request = requests.get(event.data.get("invoke", -1))
    if request is None:
        return None
    path = "/" + str(request.data["url"]).partition("://")[2].partition("/")[2].partition("?")[0]
    return contract.operation(str(request.data["method"]), path)


def _key(contract: Contract, event: Event, requests: dict[int, Event]) -> str | None:
    operation = operation_of(contract, event, requests)
    if operation is None:
        return None
    media = str(event.data.get("media", "")).partition(";")[0].strip() or NO_BODY
    return DocumentedResponse(operation, int(event.data["status"]), media).key
