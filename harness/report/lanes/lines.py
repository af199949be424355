"""Lanes as lines for a terminal: when, who asked whom, for what, and what came back."""

from __future__ import annotations

from collections.abc import Iterator

from harness.report.lanes.rows import Lanes, Row


def lines(lanes: Lanes) -> list[str]:
    """The steps, what each side holds at the end, and what the short names stand for."""
    found = [line for row in lanes.rows for line in _row(row)]
    for lane, told in lanes.end.items():
        found += [f"  {'At the end: ' + lane:>24}  {told[0]}", *(f"{'':26}  {one}" for one in told[1:])] if told else []
    found += [f"  {short} is {long}" for short, long in lanes.names.items()]
    return [*found, *(f"  {line}" for line in lanes.unseen)]


def _row(row: Row) -> Iterator[str]:
    if row.left_out:
        yield f"  {'':24}  ... {row.left_out} left out: {row.text}"
        return
    if row.wrong:
        yield f"  {'':24}  ✗ {row.wrong}"
    way = f"{row.source} → {row.target}" if row.source != row.target else row.source
    told = " · ".join(part for part in (row.text, row.matters) if part)
    yield f"  {row.at:5.2f} s {way:>16}  {told}" + (f"  [{row.status}]" if row.status else "")
    if row.fault:
        yield f"  {'':24}  ⚡ {row.fault}"
