"""The payments of some shoppers at Stripe, with their charges and refunds, once their webhooks are delivered.

Our emulator tells all of it in one answer; any other Stripe is asked list by list.
"""

import time
from typing import Protocol

from harness.core.awaiting import ASK_SECONDS, POLL_SECONDS, goes_on
from harness.core.failure import Failure
from harness.stripe.view import Json, StripeView

SETTLE_SECONDS = 3.0


class Money(Protocol):
    """What Stripe holds; everything newest first. `unlisted` says why its events could not be read, else nothing.

    `waited` is for how many seconds, in vain, while Stripe still had webhooks about the payments to deliver; None once
    it had none. `may_come` is whether waiting longer could help: what Stripe tries again in an hour does not come.
    """

    intents: list[Json]
    unlisted: str
    waited: float | None
    may_come: bool

    def charges(self, intent: Json) -> list[Json]:
        """Every charge of an intent."""
        ...

    def refunds(self, intent: Json, charges: list[Json]) -> list[Json]:
        """Every refund of an intent that has these charges."""
        ...


def settled(view: StripeView, users: set[str], intent_ids: set[str], key: str) -> Money:
    """The intents of these users (named under this key of the metadata), or of these ids, made since the view was.

    Waits for webhooks for three seconds, and for longer where the machine starves the run.
    """
    began, seconds = time.monotonic(), SETTLE_SECONDS
    while True:
        answer = view.snapshot(users, intent_ids, seconds, key)
        found: Money = _ByLists(view, users, intent_ids, seconds, key) if answer is None else _AtOnce(answer)
        if found.waited is None:
            return found
        if not (found.may_come and goes_on(began)):
            found.waited = time.monotonic() - began
            return found
        seconds = ASK_SECONDS


class _AtOnce:
    """One answer of the emulator's introspection."""

    unlisted = ""

    def __init__(self, snapshot: Json) -> None:
        self.intents: list[Json] = snapshot["payment_intents"]
        self.waited: float | None = 0.0 if snapshot["undelivered_events"] else None
        self.may_come = bool(snapshot["under_way"])
        self._snapshot = snapshot

    def charges(self, intent: Json) -> list[Json]:
        found: list[Json] = self._snapshot["charges"][intent["id"]]
        return found

    def refunds(self, intent: Json, charges: list[Json]) -> list[Json]:
        found: list[Json] = self._snapshot["refunds"][intent["id"]]
        return found


class _ByLists:
    """Stripe's own lists."""

    def __init__(self, view: StripeView, users: set[str], intent_ids: set[str], seconds: float, key: str) -> None:
        self._view, self.unlisted, self.may_come = view, "", True
        self.waited: float | None = None
        ends = time.monotonic() + seconds
        while True:
            self.intents = [
                row
                for row in view.recent("payment_intents")
                if row["id"] in intent_ids or (row.get("metadata") or {}).get(key) in users
            ]
            waiting = self.intents and self._undelivered({row["id"] for row in self.intents})
            if not waiting:
                break
            if time.monotonic() > ends:
                self.waited = seconds
                break
            time.sleep(POLL_SECONDS)

    def charges(self, intent: Json) -> list[Json]:
        return self._view.charges(intent["id"]) if intent.get("latest_charge") else []

    def refunds(self, intent: Json, charges: list[Json]) -> list[Json]:
        return self._view.refunds(intent["id"]) if any(one["status"] == "succeeded" for one in charges) else []

    def _undelivered(self, intents: set[str]) -> bool:
        """Whether Stripe still has webhooks to deliver about these; https://docs.stripe.com/api/events/object#event_object-pending_webhooks."""
        try:
            undelivered = self._view.recent("events", "&delivery_success=false")
        except Failure as failure:  # a backend without events: nothing to wait for, and the report says so
            self.unlisted = str(failure)
            return False
        subjects = [event["data"]["object"] for event in undelivered if event.get("pending_webhooks")]
        return any(intents & {one.get("id"), one.get("payment_intent")} for one in subjects)
