"""What all probes share: the two sides, fresh events, signed deliveries, and the time that is left."""

import copy
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.core.awaiting import eventually
from harness.stripe import signing
from harness.webhook_probe.kit.effects import Effects
from harness.webhook_probe.kit.handler import REFUSED, Answer, Handler
from harness.webhook_probe.kit.happenings import TYPES, Make, Metadata
from harness.webhook_probe.kit.merchant import Merchant
from harness.webhook_probe.kit.rows import FAIL, NOT_JUDGED, PASS, UNKNOWN, Row

Event = dict[str, Any]
NUMBERED = "{n}"
NO_EFFECTS = "this cannot be seen over HTTP alone: give --effects URL"


class OutOfTime(RuntimeError):
    """The time for all probes is over."""


class Gone(RuntimeError):
    """Nobody listens there any more."""


class Stop(RuntimeError):
    """What follows would be judged by nothing; the text says why."""


@dataclass
class Session:
    """One run. `types` are the events to send; `ends` is on the monotonic clock.

    The first probes fill in `main`, a type that the handler takes (and that shows an effect, if any does), and `blind`:
    why effects cannot be judged, empty when they can.
    """

    handler: Handler
    merchant: Merchant
    stranger: Callable[[], Merchant]
    secret: str = field(repr=False)
    types: tuple[str, ...]
    chosen: bool
    ends: float
    metadata: Metadata = field(default_factory=dict)
    effects: Effects | None = None
    version: str = ""
    connect: bool = False
    main: str = ""
    blind: str = NO_EFFECTS
    asks: bool = False
    answers: list[Answer] = field(default_factory=list)
    _made: int = 0
    _endpoints: dict[str, str] = field(default_factory=dict)

    def happen(
        self, make: Make, *types: str, by: Merchant | None = None, more: Mapping[str, str] | None = None
    ) -> list[Event]:
        """Let something happen at Stripe; its events, oldest first, in the version of this run.

        Those of the `types` are awaited, because some come a moment later; Failure when they do not.
        """
        self._made += 1
        metadata = {name: value.replace(NUMBERED, str(self._made)) for name, value in self.metadata.items()}
        merchant = by or self.merchant
        make(merchant, {**(more or {}), **metadata})
        news: list[Event] = []

        def complete() -> bool:
            news.extend(merchant.news())
            return set(types) <= {event["type"] for event in news}

        eventually(complete, reason=f"events of {', '.join(types)}")
        if self.version and by is None:
            news = [self.in_version(event, self.version) for event in news]
        return [{**event, "pending_webhooks": 1} for event in news]

    def fresh(self, type: str = "", *, by: Merchant | None = None, more: Mapping[str, str] | None = None) -> Event:
        """A new event of a type (default: the main one) that was delivered to nobody."""
        wanted = type or self.main
        return of_type(self.happen(TYPES[wanted].make, wanted, by=by, more=more), wanted)

    def one_each(self, types: Iterable[str]) -> dict[str, Event]:
        """A new event of each type, in the order given; what one happening tells is made once."""
        wanted, found = list(types), dict[str, Event]()
        for happening in dict.fromkeys(TYPES[type] for type in wanted):
            told = [type for type in wanted if type in happening.types]
            for event in self.happen(happening.make, *told):
                found.setdefault(event["type"], event)
        return {type: found[type] for type in wanted}

    def in_version(self, event: Event, version: str) -> Event:
        """The event as an endpoint gets it that is pinned to this version; it must have been registered before."""
        return {**self.merchant.as_sent_to(self._endpoints[version], event["id"]), "pending_webhooks": 1}

    def listen(self, *versions: str) -> None:
        """Have events from now on rendered in these versions, too."""
        for version in versions:
            if version not in self._endpoints:
                self._endpoints[version] = self.merchant.listen(version)

    def deliver(self, event: Event | str, signature: str | None = "", *, timed: bool = False) -> Answer:
        """Send an event, rightly signed unless a header is given; `timed` answers are judged by their time.

        OutOfTime when the time is over, Gone when nobody listens.
        """
        if time.monotonic() > self.ends:
            raise OutOfTime
        body = event if isinstance(event, str) else text(event)
        answer = self.handler.post(body, signing.header(body, self.secret) if signature == "" else signature)
        if answer.trouble == REFUSED:
            raise Gone
        if timed:
            self.answers.append(answer)
        return answer

    def read(self) -> str:
        """The effects now; empty where nobody can see them."""
        return self.effects.read() if self.effects and not self.blind else ""

    def unseen(self, kind: str, what: str, why: str = "") -> Row:
        """The row of a probe that needs effects where there are none to see."""
        outcome = UNKNOWN if self.effects and self.blind and not why else NOT_JUDGED
        return Row(kind, what, "nothing", "", outcome, remark=why or self.blind)


def text(event: Event) -> str:
    """An event as Stripe sends it: indented by two spaces."""
    return json.dumps(event, indent=2, ensure_ascii=False)


def of_type(events: list[Event], type: str) -> Event:
    """The first of a type."""
    return next(event for event in events if event["type"] == type)


def changed(event: Event, **fields: Any) -> Event:
    """A copy with other values of its own fields."""
    return {**copy.deepcopy(event), **fields}


def failed(kind: str, code: str, what: str, sent: str, answer: Answer | str, remark: str = "") -> Row:
    """A row that fails with a code."""
    return Row(kind, what, sent, str(answer), FAIL, code, remark, _milliseconds(answer))


def passed(kind: str, what: str, sent: str, answer: Answer | str, remark: str = "") -> Row:
    """A row that holds."""
    return Row(kind, what, sent, str(answer), PASS, remark=remark, milliseconds=_milliseconds(answer))


def unknown(kind: str, what: str, sent: str, answer: Answer | str, remark: str) -> Row:
    """A row that could not be judged although it was tried."""
    return Row(kind, what, sent, str(answer), UNKNOWN, remark=remark, milliseconds=_milliseconds(answer))


def must_be_taken(kind: str, code: str, what: str, sent: str, answer: Answer) -> Row:
    """A row that holds when the answer is 2xx; an answer that did not come in time is unknown here."""
    if answer.trouble == "late":
        return unknown(kind, what, sent, answer, "the answer did not come in time")
    return passed(kind, what, sent, answer) if answer.taken else failed(kind, code, what, sent, answer)


def _milliseconds(answer: Answer | str) -> float | None:
    return None if isinstance(answer, str) else round(answer.milliseconds, 1)
