"""What one table changes of another: the base table is whole, every other one is a difference from its neighbour.

A difference has the sections of a table. In a section, a name has its whole line, `null` where the line is gone, or
`~ -field other:type`: the fields that went, and those that came or changed. Members of enums are written the same way.
"""

from __future__ import annotations

from collections.abc import Mapping

SECTIONS = ("operations", "params", "objects", "enums")
CHANGE = "~"
Lines = dict[str, str]
Difference = Mapping[str, str | None]


def applied(lines: Mapping[str, str], difference: Difference, section: str) -> Lines:
    """The lines of the table that a difference belongs to, made from those of its neighbour."""
    result = dict(lines)
    for name, change in difference.items():
        if change is None:
            del result[name]
        elif change.startswith(CHANGE):
            result[name] = changed(result[name], change, separator(section))
        else:
            result[name] = change
    return result


def changed(line: str, change: str, sign: str) -> str:
    """One line after a change; its parts are ordered as in every table."""
    removed_or_new = change.split()[1:]
    touched = {part_name(part.removeprefix("-")) for part in removed_or_new}
    kept = [part for part in line.split(sign) if part_name(part) not in touched]
    return sign.join(sorted([*kept, *(part for part in removed_or_new if not part.startswith("-"))]))


def part_name(part: str) -> str:
    """`amount` of `amount!:i`; a member of an enum is its own name."""
    return part.partition(":")[0].removesuffix("!")


def separator(section: str) -> str:
    """What is between the parts of a line."""
    return "," if section == "enums" else " "
