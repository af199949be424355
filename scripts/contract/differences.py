"""Writing a table as its difference from a neighbour (see `stripe_emulator/contract/differences.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stripe_emulator.contract.differences import CHANGE, SECTIONS, Lines, changed, part_name, separator

Sections = Mapping[str, Lines]


def difference(base: Sections, wanted: Sections) -> dict[str, dict[str, str | None]]:
    """What `applied` makes `wanted` of `base` with, by section and sorted by name."""
    return {name: dict(sorted(_lines(base[name], wanted[name], separator(name)))) for name in SECTIONS}


def _lines(base: Lines, wanted: Lines, sign: str) -> Iterator[tuple[str, str | None]]:
    yield from ((name, None) for name in base.keys() - wanted.keys())
    for name, line in wanted.items():
        if name not in base:
            yield name, line
        elif line != base[name]:
            yield name, _line(base[name], line, sign)


def _line(old: str, new: str, sign: str) -> str:
    """The change where it is shorter and gives the line back, else the whole line."""
    before, after = old.split(sign), new.split(sign)
    names = {part_name(part) for part in after}
    gone = sorted(f"-{part_name(part)}" for part in before if part_name(part) not in names)
    change = " ".join((CHANGE, *gone, *(part for part in after if part not in before)))
    return change if len(change) < len(new) and changed(old, change, sign) == new else new
