"""The append-only record of one test: the only thing that crosses from doing to judging."""

import json
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any

# `invoke` is asked; `ok` and `fail` are answered; `info`: we do not know whether it happened (a lost answer).
KINDS = ("invoke", "ok", "fail", "info", "stripe", "webhook", "snapshot", "fact")


class NotKnown(RuntimeError):
    """The history does not hold what a judge needs; the judge's result is unknown, not green."""


@dataclass(frozen=True)
class Event:
    """One line of the history; `at` is seconds since the history began, `data` is JSON without secrets."""

    seq: int
    at: float
    kind: str
    actor: str
    operation: str
    data: dict[str, Any] = field(default_factory=dict)


class History:
    """Events in the order they were recorded; safe to write from several threads. `began_at` is in epoch seconds."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self.began_at = time.time()

    @property
    def events(self) -> list[Event]:
        """A copy of all events, oldest first."""
        with self._lock:
            return list(self._events)

    def record(self, kind: str, actor: str, operation: str, **data: Any) -> Event:
        """Append one event; ValueError for a kind that no judge knows."""
        if kind not in KINDS:
            raise ValueError(f"kind of event: expected one of {', '.join(KINDS)}, got {kind!r}")
        with self._lock:
            event = Event(len(self._events), round(time.monotonic() - self._began, 6), kind, actor, operation, data)
            self._events.append(event)
        return event

    def of(self, kind: str | None = None, operation: str | None = None, actor: str | None = None) -> list[Event]:
        """The events of this kind, operation and actor (each only when given), oldest first."""
        return [
            event
            for event in self.events
            if kind in (None, event.kind) and operation in (None, event.operation) and actor in (None, event.actor)
        ]

    def to_jsonl(self) -> str:
        """One JSON object a line, oldest first."""
        return "".join(json.dumps(asdict(event), default=str, ensure_ascii=False) + "\n" for event in self.events)
