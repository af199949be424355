"""The copy of an account that a preview works on, and a call without events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stripe_emulator.billing.preview.overlay import Overlay
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.state.table import Table
from stripe_emulator.state.timeline import Timeline


@dataclass(frozen=True, slots=True)
class SilentCall(Call):
    """A call without events, so that nothing of a preview is recorded or delivered."""

    def emit(self, type: str, obj: Object, previous: Object | None = None) -> Object:
        return obj


class PreviewAccount(Account):
    """A copy of an account, filled with what is looked up; no change reaches the real one."""

    is_preview = True

    def __init__(self, real: Account, now: int) -> None:
        super().__init__(f"{real.name} imagined", None)
        self._real, self.time = real, Timeline(now)
        self.cards, self.spent, self.set_up = real.cards, real.spent, real.set_up
        self.memory = Overlay(real.memory, 2)
        self._gone: set[str] = set()

    def clock(self, customer: str | None) -> Timeline:
        """The time of the preview, which does not pass."""
        return self.time

    def find(self, id: str | None) -> Object | None:
        own = super().find(id)
        if own is not None or not id or id in self._gone:
            return own
        real = self._real.find(id)
        return None if real is None else self._copied(real)

    def remove(self, obj: Object) -> None:
        self._gone.add(obj["id"])
        self._objects.pop(obj["id"], None)

    def table(self, kind: str) -> Table:
        if kind not in self._tables:
            self._tables[kind] = _Through(self, self._real.table(kind))
        return self._tables[kind]

    def all(self, kind: str, **equal: Any) -> list[Object]:
        return list(self.each(kind, **equal))

    def each(self, kind: str, **equal: Any) -> Iterator[Object]:
        """Copies of the objects of a kind, those made by the preview first."""
        yield from self.table(kind).walk(equal)

    def own_copy(self, obj: Object) -> Object | None:
        """The copy of a real object; None where the preview removed it."""
        if obj["id"] in self._gone:
            return None
        own = self._objects.get(obj["id"])
        return own if own is not None and own["object"] == obj["object"] else self._copied(obj)

    def _copied(self, obj: Object) -> Object:
        copy = copy_of(obj)
        self._objects.setdefault(obj["id"], copy)
        if copy["object"] == "subscription":
            for number, item in enumerate(copy["items"]["data"]):
                copy["items"]["data"][number] = self._objects.setdefault(item["id"], item)
        return copy


class _Through(Table):
    """A table whose objects are those of the preview, then copies of the real ones."""

    def __init__(self, account: PreviewAccount, real: Table) -> None:
        super().__init__()
        self._account, self._real = account, real

    def find(self, id: str) -> Object | None:
        own = super().find(id)
        real = None if own is not None else self._real.find(id)
        return own if real is None else self._account.own_copy(real)

    def walk(self, equal: Mapping[str, Any], **narrowed: Any) -> Iterator[Object]:
        yield from super().walk(equal)
        for real in self._real.walk(equal):
            copy = self._account.own_copy(real)
            if copy is not None:
                yield copy

    def remove(self, obj: Object) -> None:
        if super().find(obj["id"]) is not None:
            super().remove(obj)
