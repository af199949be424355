"""The lanes of one failing case: its steps and what others recorded, in the order of time, the wrong one marked."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from harness.core.exchange import Exchange
from harness.core.history import Event, History
from harness.core.masking import mask
from harness.judging.verdict import Finding
from harness.report.lanes.rows import CHECKOUT, GOOD, STRIPE, WEBHOOKS, Lanes, Row
from harness.run.lanes import ending, recorded, wrong
from harness.run.lanes.names import Names
from harness.run.lanes.recorded import TELLS
from harness.run.lanes.steps import Told
from harness.run.lanes.words import breaks

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

# Steps that a picture shows; a tired person reads no more.
MOST_ROWS = 22
BEFORE_WRONG = 14


def lanes(
    history: History,
    finding: Finding,
    *,
    judged: bool = True,
    exchange: object = None,
    stack: Stack | None = None,
    cards: Iterable[str] = (),
) -> Lanes | None:
    """The lanes of a history in which this was found; None where nothing happened.

    It was `judged` once the case was over, or the case itself met it. `exchange` is the one that the failure shows;
    `stack` is asked for what it recorded.
    """
    names = Names(history)
    told = Told(history, names, tuple(cards))
    judged_from = _snapshots_begin(history)
    steps = [(event, row) for event, row in told.steps() if event.seq < judged_from]
    if not steps:
        return None
    others, unseen = recorded.rows(stack, history, names)
    ends = max(row.at for _, row in steps) + 60.0
    small = {id(row) for event, row in steps if told.small(event, row)}
    small |= {id(row) for row in others if _a_look(row)}
    rows = sorted([*(row for _, row in steps), *(row for row in others if row.at <= ends)], key=lambda row: row.at)
    texts = " ".join((finding.title, *finding.let, *finding.however))
    subjects = tuple(dict.fromkeys(names.of(id) for id in names.ids if id in texts))
    rows = _together(rows, small)
    shown = _shown(history, steps, rows, exchange)
    marked = wrong.mark(rows, finding, shown, subjects)
    kept = _kept(rows, small, marked)
    if marked is None or not (judged or shown):
        kept.append(wrong.at_the_end(finding, judged, rows))
    return Lanes(
        code=finding.code,
        title=names.plain(finding.title),
        let=tuple(names.plain(fact) for fact in finding.let),
        then=tuple(names.plain(fact) for fact in finding.then),
        however=tuple(names.plain(fact) for fact in finding.however),
        people=told.people,
        rows=tuple(_masked(_hit(history, row)) for row in _at_once(kept)),
        end=ending.of(history, names),
        names=names.explained,
        unseen=tuple(unseen),
    )


def _masked(row: Row) -> Row:
    return replace(row, text=mask(row.text), matters=mask(row.matters), status=mask(row.status))


def _snapshots_begin(history: History) -> int:
    begins = [event.seq for event in history.of(kind="snapshot", operation="begin")]
    return begins[0] if begins else len(history.events)


def _a_look(row: Row) -> bool:
    return row.tone == GOOD and not row.fault and (row.text.startswith("↳ GET /") or row.source == row.target)


def _shown(history: History, steps: list[tuple[Event, Row]], rows: list[Row], exchange: object) -> int | None:
    """The place of the exchange that a failure shows: the last one of its address and status."""
    if not isinstance(exchange, Exchange):
        return None
    status = {event.data["invoke"]: event.data.get("status") for event in history.events if "invoke" in event.data}
    same = [
        row
        for event, row in steps
        if event.data.get("method") == exchange.method
        and event.data.get("url") == mask(exchange.url)
        and status.get(event.seq) == exchange.status
    ]
    return next((place for place, row in enumerate(rows) if same and row is same[-1]), None)


def _kept(rows: list[Row], small: set[int], marked: wrong.Mark | None) -> list[Row]:
    """The rows that are shown; each run of others is one row that counts them."""
    place = marked.place if marked is not None else None
    chosen = [index for index, row in enumerate(rows) if id(row) not in small or index == place]
    if len(chosen) > MOST_ROWS:
        around = chosen.index(place) if place in chosen else len(chosen) - 1
        first = max(0, min(around - BEFORE_WRONG, len(chosen) - MOST_ROWS))
        chosen = chosen[first : first + MOST_ROWS]
    kept: list[Row] = []
    last = -1
    for index in [*chosen, len(rows)]:
        if between := rows[last + 1 : index]:
            kept.append(
                _left_out(between, small, "earlier" if last < 0 else "later" if index == len(rows) else "between")
            )
        if index < len(rows):
            kept.append(replace(rows[index], wrong=marked.label if marked is not None and index == place else ""))
        last = index
    return kept


def _at_once(rows: list[Row]) -> Iterator[Row]:
    """The rows; of what the checkout is asked while it still has something else to answer, that it is so."""
    busy_until = 0.0
    for row in rows:
        asked = row.target == CHECKOUT and row.source not in (CHECKOUT, WEBHOOKS)
        yield replace(row, at_once=asked and row.at < busy_until)
        busy_until = max(busy_until, row.until) if asked else busy_until


def _left_out(rows: list[Row], small: set[int], when: str) -> Row:
    looks = all(id(row) in small for row in rows)
    return Row(rows[0].at, text="looks and preparations" if looks else when, left_out=len(rows))


def _together(rows: list[Row], small: set[int]) -> list[Row]:
    """The rows; news of Stripe's that comes one after the other with the same end is one row, and so is what is told
    twice in a row. The first of them stands for all."""
    found: list[Row] = []
    for row in rows:
        before = found[-1] if found else None
        if id(row) in small or before is None or id(before) in small:
            found.append(row)
        elif (before.text, before.source, before.target, before.status) == (row.text, row.source, row.target, ""):
            continue
        elif row.source == WEBHOOKS and _same_end(before, row) and row.text.startswith(TELLS):
            found[-1] = replace(before, text=f"{before.text}, {row.text.removeprefix(TELLS)}")
        else:
            found.append(row)
    return found


def _same_end(one: Row, other: Row) -> bool:
    ends = [(row.source, row.status, row.tone, row.matters, row.fault) for row in (one, other)]
    return ends[0] == ends[1]


def _hit(history: History, row: Row) -> Row:
    """The row with the fault that hit it: of the checkout's request to Stripe while one was in place, that broke."""
    if row.fault or row.source != CHECKOUT or row.target != STRIPE or row.tone == GOOD:
        return row
    healed = {event.data["fault_id"]: event.at for event in history.of(kind="fact", operation="healed")}
    for event in history.of(kind="fact", operation="fault"):
        rule = event.data["rule"]
        _, method, path = row.text.split(" ", 2)
        there = event.at - 0.05 <= row.at <= healed.get(event.data["fault_id"], row.at)
        if there and method == rule["method"] and fnmatch.fnmatch(path, rule["path"]):
            return replace(row, fault=f"on purpose: {breaks(rule)}")
    return row
