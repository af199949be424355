"""All that was recorded, judged by every rule: each finding once, and every operation that was seen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from harness.tap.recorded.exchange import header
from harness.tap.recorded.reading import Reading
from harness.tap.recorded.redaction import hide
from harness.tap.rules import Breach, all_rules

Json = dict[str, Any]
_INDEX = re.compile(r"\[\d+\]")


def judge(readings: Sequence[Reading]) -> Json:
    """`findings`, one a code, operation and parameter; `operations` with what was seen of each; `notes` on versions."""
    accounts: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        accounts[reading.account].append(reading)
    breaches = [breach for each in accounts.values() for rule in all_rules() for breach in rule(each)]
    return {"findings": list(_grouped(breaches)), "operations": _operations(readings), "notes": _notes(readings)}


def _grouped(breaches: Iterable[Breach]) -> Iterator[Json]:
    groups: dict[tuple[str, str, str, bool], list[Breach]] = defaultdict(list)
    for breach in breaches:
        place = breach.reading.name, _INDEX.sub("[]", breach.param)
        groups[breach.code.code, *place, breach.begins].append(breach)
    for (code, operation, param, begins), group in sorted(groups.items()):
        first = min(group, key=lambda breach: breach.reading.exchange.start)
        yield {
            "code": code,
            "severity": first.code.severity,
            "title": hide(first.title),
            "operation": operation,
            "param": param,
            "begins": begins,
            "count": len(group),
            "let": [f"{_sender(first)} send request {first.reading.exchange.number} at {first.reading.moment}"],
            "then": [hide(first.then)],
            "however": [hide(first.however)],
            "source": first.source,
            "call_site": first.reading.call_site,
            "example": f"{first.reading.curl()}\n[{first.reading.outcome}]",
        }


def _sender(breach: Breach) -> str:
    return breach.reading.call_site or "a client that does not name itself"


def _operations(readings: Sequence[Reading]) -> list[Json]:
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[reading.name].append(reading)
    return [_operation(name, group) for name, group in sorted(groups.items())]


def _notes(readings: Sequence[Reading]) -> list[str]:
    versions = {reading.version: reading.contract.version for reading in readings if reading.version}
    return [
        f"Stripe-Version {version}: there is no table for it, judged by {judged_by}"
        for version, judged_by in sorted(versions.items())
        if version != judged_by
    ]


def _operation(name: str, group: Sequence[Reading]) -> Json:
    return {
        "operation": name,
        "requests": len(group),
        "outcomes": dict(Counter(reading.outcome for reading in group).most_common()),
        "replayed": sum(header(one.exchange.answer_headers, "Idempotent-Replayed") == "true" for one in group),
        "params": dict(Counter(_INDEX.sub("[]", param) for one in group for param, _ in one.pairs).most_common()),
        "versions": dict(Counter(reading.version or "none" for reading in group).most_common()),
        "judged_by": sorted({reading.contract.version for reading in group}),
        "cut": sum(one.exchange.cut for one in group),
        "not_judged": len(_not_judged(group)),
    }


def _not_judged(group: Sequence[Reading]) -> list[Reading]:
    """The requests that nobody can judge. One that was cut is none of them when it was sent again, and then whole."""
    whole = {(one.path, one.key) for one in group if not one.exchange.cut}
    cut = [one for one in group if one.exchange.cut and (one.path, one.key) not in whole]
    come = [one for one in group if not one.exchange.cut]
    return cut + [one for one in come if one.operation is None or (one.params is None and one.refused is None)]
