"""The objects of one kind in order of creation, found by their fields and by time at a cost that does not grow."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stripe_emulator.state.index import Index, Object, Read, field

# Maximum number of indexes over computed values such as metadata keys: clients choose these names.
MOST_COMPUTED = 16


@dataclass(frozen=True, slots=True)
class Computed:
    """A value computed from an object; `name` identifies the reader in an index."""

    name: str
    read: Read
    value: Any


class Table:
    """The objects of one kind. An index is built when a list first needs it, and updated by `refile`."""

    def __init__(self) -> None:
        self._rows: list[Object | None] = []
        self._positions: dict[str, int] = {}
        self._indexes: dict[str, Index] = {}
        self._created: list[int] = []
        # Whether `created` never fell so far: test clocks and seeds may set it back.
        self._in_order = True

    def __len__(self) -> int:
        return len(self._positions)

    def add(self, obj: Object) -> None:
        self._positions[obj["id"]] = len(self._rows)
        self._rows.append(obj)
        self._note_time(obj.get("created"))
        if self._indexes:
            self.refile(obj)

    def find(self, id: str) -> Object | None:
        position = self._positions.get(id)
        return None if position is None else self._rows[position]

    def refile(self, obj: Object) -> None:
        """Update the indexes after an object changed."""
        position = self._positions.get(obj["id"])
        if position is None:
            return
        for index in self._indexes.values():
            index.file(obj, position)

    def remove(self, obj: Object) -> None:
        position = self._positions.pop(obj["id"])
        self._rows[position] = None
        for index in self._indexes.values():
            index.drop(position)

    def walk(
        self,
        equal: Mapping[str, Any],
        *,
        after: str | None = None,
        before: str | None = None,
        without: Mapping[str, Any] | None = None,
        computed: Sequence[Computed] = (),
        created: Any = None,
    ) -> Iterator[Object]:
        """Objects whose fields equal these values: newest first, older than `after`.

        With `before`: oldest first, newer than it. KeyError for an unknown cursor. `without` are fields that must be
        set, to other values. `computed` and `created` (a time, or Stripe's gt, gte, lt, lte) only narrow the search:
        the caller has to test them.
        """
        first, end = self._span(created)
        if before is not None:
            first = max(first, self._positions[before] + 1)
        elif after is not None:
            end = min(end, self._positions[after])
        positions = self._narrowed(equal, without or {}, computed)
        chosen = positions[bisect_left(positions, first) : bisect_left(positions, end)]
        return self._matching(chosen if before is not None else chosen[::-1], equal, without or {})

    def _matching(
        self, positions: Sequence[int], equal: Mapping[str, Any], without: Mapping[str, Any]
    ) -> Iterator[Object]:
        for position in positions:
            obj = self._rows[position]
            if obj is None or any(obj.get(name) in (None, value) for name, value in without.items()):
                continue
            if all(obj.get(name) == value for name, value in equal.items()):
                yield obj

    def _narrowed(
        self, equal: Mapping[str, Any], without: Mapping[str, Any], computed: Sequence[Computed]
    ) -> Sequence[int]:
        """The positions of possible matches: the shortest of the applicable indexes."""
        candidates = [self._index(name, field(name)).of(value) for name, value in equal.items()]
        candidates += [self._index(name, field(name)).without(value) for name, value in without.items()]
        for one in computed:
            if one.name in self._indexes or self._computed() < MOST_COMPUTED:
                candidates.append(self._index(one.name, one.read).of(one.value))
        return min(candidates, key=len) if candidates else range(len(self._rows))

    def _index(self, name: str, read: Read) -> Index:
        index = self._indexes.get(name)
        if index is None:
            index = self._indexes[name] = Index(read)
            for position, obj in enumerate(self._rows):
                if obj is not None:
                    index.file(obj, position)
        return index

    def _computed(self) -> int:
        return sum("." in name for name in self._indexes)

    def _note_time(self, created: Any) -> None:
        last = self._created[-1] if self._created else 0
        time = created if isinstance(created, int) else last
        self._in_order = self._in_order and time >= last
        self._created.append(time)

    def _span(self, created: Any) -> tuple[int, int]:
        """The positions of what was created within the bounds; all, where creation times are not in order."""
        if created is None or not self._in_order:
            return 0, len(self._rows)
        bounds = {"gte": created, "lte": created} if isinstance(created, int) else created
        first = [bisect_left(self._created, bounds["gte"])] if "gte" in bounds else []
        first += [bisect_right(self._created, bounds["gt"])] if "gt" in bounds else []
        end = [bisect_right(self._created, bounds["lte"])] if "lte" in bounds else []
        end += [bisect_left(self._created, bounds["lt"])] if "lt" in bounds else []
        return max(first, default=0), min(end, default=len(self._rows))
