"""The tables of a run that both summaries show: cards by channel, invariants, slowest cases, what did not run."""

from collections import Counter
from typing import Any

from harness.judging.invariants import all_invariants
from harness.judging.verdict import Run

# How a shopper reached the checkout: asked over HTTP, in a real browser, or while something was broken or sent.
CHANNELS = {"API": "API", "browser": "Browser", "faults": "Faults and webhooks"}
SLOWEST = 10


def matrix(run: Run) -> list[dict[str, Any]]:
    """A row for each card: passed and failed cases by channel; failing first, then never used, then the rest.

    A part of the suites owes nobody the other cards: those are rows of a whole run only.
    """
    names = {**(run.catalogue if run.whole else {}), **run.cards()}
    counted = Counter((number, _channel(case.labels), case.outcome) for case in run.cases for number in case.cards)
    rows = []
    for number, name in names.items():
        cells = {
            channel: {outcome: counted[number, channel, outcome] for outcome in ("passed", "failed")}
            for channel in CHANNELS
        }
        passed, failed = (sum(cell[outcome] for cell in cells.values()) for outcome in ("passed", "failed"))
        state = "failed" if failed else "passed" if passed else "unused"
        rows.append({"number": number, "name": name, "state": state, "cells": cells})
    order = ("failed", "unused", "passed")
    return sorted(rows, key=lambda row: order.index(str(row["state"])))


def channels(run: Run) -> dict[str, int]:
    """How many cases that ran took each channel."""
    taken = Counter(
        _channel(case.labels) for case in run.cases if case.outcome != "skipped" and "channel" in case.labels
    )
    return {channel: taken[channel] for channel in CHANNELS}


def invariants(run: Run) -> list[dict[str, Any]]:
    """Each invariant with how many cases it judged, and in how many it did not hold or could not say."""
    sentences = {one.name: one.sentence for one in all_invariants()}
    results = Counter((name, result) for case in run.cases for name, result in case.judged.items())
    return [
        {
            "name": name,
            "sentence": sentence,
            "judged": sum(results[name, result] for result in ("holds", "violated", "unknown")),
            "nothing_seen": results[name, "nothing seen"],
            "violated": results[name, "violated"],
            "unknown": results[name, "unknown"],
        }
        for name, sentence in sentences.items()
    ]


def windows(run: Run) -> list[dict[str, Any]]:
    """What happened to calls of the checkout on purpose, at how many places, and in how many cases."""
    places = Counter[str]()
    for case in run.cases:
        places.update(case.windows)
    return [
        {"what": what, "places": count, "cases": sum(what in case.windows for case in run.cases)}
        for what, count in places.most_common()
    ]


def not_offered(run: Run) -> list[dict[str, Any]]:
    """What the checkout does not offer: the method its adapter lacks, what cannot be judged without it, and how many
    cases were not run for it."""
    needed = Counter(case.not_offered for case in run.cases)
    return [{"name": name, "promise": promise, "cases": needed[name]} for name, promise in run.not_offered.items()]


def slowest(run: Run) -> list[dict[str, Any]]:
    """The cases that took longest."""
    by_time = sorted((case for case in run.cases if case.seconds), key=lambda case: -case.seconds)
    return [{"title": case.title, "nodeid": case.nodeid, "seconds": case.seconds} for case in by_time[:SLOWEST]]


def not_run(run: Run) -> list[dict[str, Any]]:
    """Why cases did not run, the most frequent reason first, with their titles."""
    reasons: dict[str, list[str]] = {}
    for case in run.with_outcome("skipped"):
        reasons.setdefault(case.reason or "no reason given", []).append(case.title)
    most_first = sorted(reasons.items(), key=lambda row: -len(row[1]))
    return [{"reason": reason, "count": len(titles), "titles": titles} for reason, titles in most_first]


def _channel(labels: dict[str, str]) -> str:
    return labels.get("channel", "API") if labels.get("channel", "API") in CHANNELS else "API"
