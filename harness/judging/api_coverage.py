"""How much of the payment API a run exercised: operation x documented status x media type, counted over histories.

The contract is read, not imported: an OpenAPI document in `contracts/` beside the suites. A documented status that no
client can cause says so in the contract (`x-not-caused-by-clients`, with a reason); every other one has a floor of one.
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

CONTRACT = Path("contracts", "payments.openapi.yaml")
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
    """Every documented answer of an API, and which address belongs to which operation."""

    documented_responses: tuple[DocumentedResponse, ...]
    addresses: tuple[tuple[str, re.Pattern[str], str], ...]

    def operation(self, method: str, path: str) -> str | None:
        """The operation (`POST /api/orders`) that an address belongs to; None for an address outside the contract."""
        return next((label for verb, form, label in self.addresses if verb == method and form.fullmatch(path)), None)


def contract_of(root: Path) -> Contract | None:
    """The contract of the suites in this folder; None where there is none."""
    path = root / CONTRACT
    return _read(path) if path.is_file() else None


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
    """The documented answers that a client can cause and that never came."""
    return [
        documented
        for documented in contract.documented_responses
        if not documented.excuse and not counts.get(documented.key)
    ]


@cache
def _read(path: Path) -> Contract:
    document = openapi.read(path)
    operations = tuple(openapi.operations(document))
    return Contract(
        tuple(documented for operation in operations for documented in _promises(document, operation)),
        tuple((one.method, _form(one.path), one.label) for one in operations),
    )


def _promises(document: dict[str, Any], operation: openapi.Operation) -> Iterator[DocumentedResponse]:
    for status, response in operation.definition["responses"].items():
        resolved = openapi.resolve(document, response)
        for media in resolved.get("content", {NO_BODY: {}}):
            yield DocumentedResponse(operation.label, int(status), media, resolved.get(EXCUSE, ""))


def _form(address: str) -> re.Pattern[str]:
    """The address as a pattern; a name in braces stands for one segment."""
    parts = re.split(r"\{[^}]*\}", address)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


def _key(contract: Contract, event: Event, requests: dict[int, Event]) -> str | None:
    if event.kind not in ("ok", "fail") or event.data.get("system") != "checkout":
        return None
    request = requests.get(event.data.get("invoke", -1))
    if request is None:
        return None
    path = "/" + str(request.data["url"]).partition("://")[2].partition("/")[2].partition("?")[0]
    operation = contract.operation(str(request.data["method"]), path)
    if operation is None:
        return None
    media = str(event.data.get("media", "")).partition(";")[0].strip() or NO_BODY
    return DocumentedResponse(operation, int(event.data["status"]), media).key
