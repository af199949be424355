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

import yaml

from harness.history import Event, History

CONTRACT = Path("contracts", "payments.openapi.yaml")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
EXCUSE = "x-not-caused-by-clients"
NO_BODY = "no body"
SEPARATOR = " -> "
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same document, ten times as fast


@dataclass(frozen=True)
class Promise:
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

    promises: tuple[Promise, ...]
    addresses: tuple[tuple[str, re.Pattern[str], str], ...]

    def operation(self, method: str, path: str) -> str | None:
        """The operation (`POST /api/orders`) that an address belongs to; None for an address outside the contract."""
        return next((label for verb, form, label in self.addresses if verb == method and form.fullmatch(path)), None)


def contract_of(root: Path) -> Contract | None:
    """The contract of the suites in this folder; None where there is none."""
    path = root / CONTRACT
    return _read(path) if path.is_file() else None


def count(contract: Contract, history: History) -> dict[str, int]:
    """How often each answer came from the checkout, documented or not, by `Promise.key`."""
    events = history.events
    asked = {event.seq: event for event in events if event.kind == "invoke"}
    return dict(Counter(key for event in events if (key := _key(contract, event, asked)) is not None))


def total(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """The counts of several cases together."""
    every: Counter[str] = Counter()
    for one in counts:
        every.update(one)
    return dict(sorted(every.items()))


def table(contract: Contract, counts: dict[str, int]) -> list[dict[str, Any]]:
    """A row for each operation with a cell for each of its documented answers, in the contract's order."""
    rows: dict[str, dict[str, Any]] = {}
    for promise in contract.promises:
        row = rows.setdefault(promise.operation, {"operation": promise.operation, "answers": []})
        told = {"status": promise.status, "media": promise.media, "excuse": promise.excuse}
        row["answers"].append({**told, "count": counts.get(promise.key, 0)})
    return list(rows.values())


def never_seen(contract: Contract, counts: dict[str, int]) -> list[Promise]:
    """The documented answers that a client can cause and that never came."""
    return [promise for promise in contract.promises if not promise.excuse and not counts.get(promise.key)]


@cache
def _read(path: Path) -> Contract:
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    operations = [
        (method, address, item[method])
        for address, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]
    return Contract(
        tuple(promise for operation in operations for promise in _promises(document, *operation)),
        tuple((method.upper(), _form(address), _label(method, address)) for method, address, _ in operations),
    )


def _promises(document: dict[str, Any], method: str, address: str, definition: dict[str, Any]) -> Iterator[Promise]:
    for status, response in definition["responses"].items():
        resolved = _resolve(document, response)
        for media in resolved.get("content", {NO_BODY: {}}):
            yield Promise(_label(method, address), int(status), media, resolved.get(EXCUSE, ""))


def _resolve(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        target: Any = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        value = target
    return value


def _label(method: str, address: str) -> str:
    return f"{method.upper()} {address}"


def _form(address: str) -> re.Pattern[str]:
    """The address as a pattern; a name in braces stands for one segment."""
    parts = re.split(r"\{[^}]*\}", address)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


def _key(contract: Contract, event: Event, asked: dict[int, Event]) -> str | None:
    if event.kind not in ("ok", "fail") or event.data.get("system") != "checkout":
        return None
    request = asked.get(event.data.get("invoke", -1))
    if request is None:
        return None
    path = "/" + str(request.data["url"]).partition("://")[2].partition("/")[2].partition("?")[0]
    operation = contract.operation(str(request.data["method"]), path)
    if operation is None:
        return None
    media = str(event.data.get("media", "")).partition(";")[0].strip() or NO_BODY
    return Promise(operation, int(event.data["status"]), media).key
