"""Whether events of changes carry the old values of exactly what changed (fact 138)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stripe_emulator.resource_kit.changes import difference
from tests.stripe_emulator.client import JSON

# What carries old values besides `*.updated`.
ALSO = frozenset(
    {"charge.captured", "charge.dispute.closed", "charge.expired", "charge.refunded", "payment_method.detached"}
)
# Fields that change without an event of their own: the next event of the object shows them, but did not change them.
SILENT = {
    "charge": {"dispute", "disputed", "review"},
    "customer": {"invoice_prefix", "next_invoice_sequence"},
}


def wrong(events: Iterable[JSON]) -> Iterator[str]:
    """What is wrong with the old values of these events, which are oldest first."""
    known: dict[str, JSON] = {}
    for event in events:
        data, type = event["data"], event["type"]
        obj, previous = data["object"], data.get("previous_attributes")
        key = f"{obj['object']} {obj.get('id')}"
        before, known[key] = known.get(key), obj
        changes = type.endswith(".updated") or type in ALSO
        if changes is not (previous is not None):
            yield f"{type}: {'no previous_attributes' if changes else f'previous_attributes {previous}'}"
            continue
        if previous is None:
            continue
        if not previous:
            yield f"{type}: nothing changed"
        yield from (f"{type}: {path}" for path in _same(previous, obj))
        if before is not None:
            missing = set(difference(before, obj)) - set(previous) - SILENT.get(obj["object"], set())
            if missing:
                yield f"{type}: {sorted(missing)} changed since the event before, {previous}"


def _same(previous: Mapping[str, Any], obj: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Values that are as before, or hashes that are not shown by their changed keys only."""
    for name, was in previous.items():
        now = obj.get(name)
        if isinstance(was, dict) and isinstance(now, dict):
            yield from _same(was, now, f"{path}{name}.")
        elif was == now:
            yield f"{path}{name} is {was!r} before and after"
