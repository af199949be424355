"""The objects of one kind in order of creation, found by their fields at a cost that does not grow."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Object = dict[str, Any]


class Table:
    """Objects of one kind. An index over a field is made when a list first asks for it, and kept up by `refile`."""

    def __init__(self) -> None:
        self._rows: list[Object | None] = []
        self._positions: dict[str, int] = {}
        self._indexes: dict[str, dict[Any, dict[int, None]]] = {}

    def __len__(self) -> int:
        return len(self._positions)

    def add(self, obj: Object) -> None:
        """Keep a new object."""
        self._positions[obj["id"]] = len(self._rows)
        self._rows.append(obj)
        if self._indexes:
            self.refile(obj)

    def find(self, id: str) -> Object | None:
        """The object of this id."""
        position = self._positions.get(id)
        return None if position is None else self._rows[position]

    def refile(self, obj: Object) -> None:
        """File an object under what its fields say now; old entries are seen through by `walk`."""
        position = self._positions.get(obj["id"])
        if position is None:
            return
        for field, index in self._indexes.items():
            self._file(index, obj.get(field), position)

    def remove(self, obj: Object) -> None:
        """Forget an object."""
        self._rows[self._positions.pop(obj["id"])] = None

    def walk(
        self, equal: Mapping[str, Any], *, after: str | None = None, before: str | None = None
    ) -> Iterator[Object]:
        """Objects whose fields equal these values: newest first, older than `after`.

        With `before`: oldest first, newer than it. KeyError for a cursor that is not here.
        """
        positions: Sequence[int] = self._filed(equal) if equal else range(len(self._rows))
        if before is not None:
            return self._matching(positions[bisect_left(positions, self._positions[before] + 1) :], equal)
        end = len(positions) if after is None else bisect_left(positions, self._positions[after])
        return self._matching(positions[:end][::-1], equal)

    def _matching(self, positions: Sequence[int], equal: Mapping[str, Any]) -> Iterator[Object]:
        for position in positions:
            obj = self._rows[position]
            if obj is not None and all(obj.get(field) == value for field, value in equal.items()):
                yield obj

    def _filed(self, equal: Mapping[str, Any]) -> list[int]:
        """Where the objects stand that may match: the shortest of the indexes that apply."""
        buckets: list[dict[int, None]] = [self._index(field).get(value, {}) for field, value in equal.items()]
        shortest = min(buckets, key=len)
        return sorted(shortest)

    def _index(self, field: str) -> dict[Any, dict[int, None]]:
        index = self._indexes.get(field)
        if index is None:
            index = self._indexes[field] = {}
            for position, obj in enumerate(self._rows):
                if obj is not None:
                    self._file(index, obj.get(field), position)
        return index

    @staticmethod
    def _file(index: dict[Any, dict[int, None]], value: Any, position: int) -> None:
        if isinstance(value, dict):
            value = value.get("id")
        if value is not None and not isinstance(value, list):
            index.setdefault(value, {})[position] = None
