"""Deliveries that go wrong on purpose: duplicated, delayed, out of order, lost; on demand or by a seeded chance."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from stripe_emulator.state.account import Account
from stripe_emulator.wire.errors import invalid

KINDS = ("duplicate", "delay", "reorder", "drop")
# The largest value of each number.
MOST = {"times": 10_000, "copies": 20, "seconds": 30 * 86_400, "size": 100}
# Characters of a pattern or a name.
LONGEST = 10_000

Send = Callable[[], None]


@dataclass
class WebhookFault:
    """Spoils `times` first deliveries of events whose type matches the shell pattern `type`, and whose JSON has the
    text `contains` in it: an id, say, where several tests share an account.

    - `duplicate`: `copies` more deliveries of the same event (fact 110).
    - `delay`: the delivery starts `seconds` later by the account's clock.
    - `reorder`: deliveries wait until `size` of them have come, then start in an order of the seed, or in any case
      after `seconds`.
    - `drop`: the delivery is lost on the way; retries follow as after any failure.

    With a `probability` below 1 a seeded draw decides for each event whether it is spoiled.
    """

    kind: str
    account: str | None = None
    type: str = "*"
    contains: str = ""
    times: int = 1
    probability: float = 1.0
    copies: int = 1
    seconds: int = 3600
    size: int = 2
    id: str = ""
    waiting: list[Send] = field(default_factory=list, repr=False)

    def release(self, draw: Random) -> None:
        """Start the held deliveries in a seeded order that differs from the original one."""
        waiting, self.waiting = self.waiting, []
        order = list(waiting)
        draw.shuffle(order)
        for send in order if order != waiting else reversed(waiting):
            send()


class WebhookFaults:
    def __init__(self, seed: int | None) -> None:
        self._seed = seed
        self._planned: list[WebhookFault] = []
        self._numbers = itertools.count(1)
        self._draws: dict[str, Random] = {}

    def plan(self, description: Any) -> WebhookFault:
        """Plan a fault from its JSON; 400 for a wrong member."""
        fault = _read(description)
        fault.id = f"webhook_fault_{next(self._numbers)}"
        self._planned.append(fault)
        return fault

    def take(self, account: str, type: str, text: Callable[[], str]) -> WebhookFault | None:
        """The fault of this delivery, if any; counts it. `text` is the event's JSON."""
        for fault in self._planned:
            if fault.times > 0 and fault.account in (None, account) and fnmatchcase(type, fault.type):
                if fault.contains and fault.contains not in text():
                    continue
                if fault.probability < 1 and self.draw(account).random() >= fault.probability:
                    continue
                fault.times -= 1
                return fault
        return None

    def hold(self, fault: WebhookFault, account: Account, send: Send) -> None:
        """Hold a delivery until `size` of them wait, or until `seconds` have passed."""
        fault.waiting.append(send)
        if len(fault.waiting) == 1:
            account.time.after(fault.seconds, lambda: fault.release(self.draw(account.name)))
        if len(fault.waiting) >= fault.size:
            fault.release(self.draw(account.name))

    def draw(self, account: str) -> Random:
        """The random numbers of an account: the same for the same seed and the same events."""
        return self._draws.setdefault(account, Random(f"{self._seed}:{account}:webhooks"))

    def clear(self, account: str | None = None, id: str | None = None) -> None:
        """Remove the faults of an account, one fault, or all; held deliveries start now."""
        others = []
        for fault in self._planned:
            if (account is not None and fault.account != account) or (id is not None and fault.id != id):
                others.append(fault)
            else:
                fault.release(self.draw(fault.account or ""))
        self._planned = others

    def to_json(self, account: str | None = None) -> list[dict[str, Any]]:
        """The planned faults with their remaining counts; `waiting` is the number of held deliveries."""
        faults = [fault for fault in self._planned if account in (None, fault.account)]
        return [{**_plain(fault), "waiting": len(fault.waiting)} for fault in faults]


def _plain(fault: WebhookFault) -> dict[str, Any]:
    return {name: value for name, value in asdict(fault).items() if name != "waiting"}


def _read(description: Any) -> WebhookFault:
    if not isinstance(description, dict):
        raise invalid(f"A webhook fault is a JSON object with a kind ({', '.join(KINDS)}).")
    known = {one.name for one in fields(WebhookFault)} - {"id", "waiting"}
    for name, value in description.items():
        if name not in known:
            raise invalid(
                f"A webhook fault has no member {name[:100]!r}: it has {', '.join(sorted(known))}.", param=name[:100]
            )
        _check(name, value)
    if description.get("kind") not in KINDS:
        raise invalid(
            f"A webhook fault's kind is one of {', '.join(KINDS)}; got {description.get('kind')!r:.100}.", param="kind"
        )
    return WebhookFault(**description)


def _check(name: str, value: Any) -> None:
    if name in MOST:
        if type(value) is not int or not 1 <= value <= MOST[name]:
            raise invalid(f"{name} is a whole number from 1 to {MOST[name]}; got {value!r:.100}.", param=name)
    elif name == "probability":
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise invalid(f"probability is a number from 0 to 1; got {value!r:.100}.", param=name)
    elif not isinstance(value, str) or len(value) > LONGEST:
        raise invalid(f"{name} is a text of at most {LONGEST} characters; got {value!r:.100}.", param=name)
