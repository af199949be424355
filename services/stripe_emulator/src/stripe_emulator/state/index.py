"""An index of a table: by value, the sorted positions of its objects."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from typing import Any

Object = dict[str, Any]
Read = Callable[[Object], Any]


class Index:
    """Sorted positions by the value that `read` returns for an object; None and lists are not indexed."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._positions: dict[Any, list[int]] = {}
        self._filed: dict[int, Any] = {}

    def file(self, obj: Object, position: int) -> None:
        """Index an object at `position` under its present value, and no other."""
        value = self._read(obj)
        if isinstance(value, list):
            value = None
        if value == self._filed.get(position):
            return
        self.drop(position)
        if value is not None:
            insort(self._positions.setdefault(value, []), position)
            self._filed[position] = value

    def drop(self, position: int) -> None:
        """Remove a position."""
        value = self._filed.pop(position, None)
        if value is not None:
            positions = self._positions[value]
            del positions[bisect_left(positions, position)]
            if not positions:
                del self._positions[value]

    def of(self, value: Any) -> list[int]:
        """The positions of a value, in order; not to be changed."""
        return self._positions.get(value, [])

    def without(self, value: Any) -> list[int]:
        others: Iterable[list[int]] = (found for other, found in self._positions.items() if other != value)
        return sorted(position for found in others for position in found)


def field(name: str) -> Read:
    """Reads a field; an object in it counts as its id."""

    def read(obj: Object) -> Any:
        value = obj.get(name)
        return value.get("id") if isinstance(value, dict) else value

    return read
