"""The payments of a test's shoppers with all that belongs to them, in one response, for the end of a test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from stripe_emulator.state.account import Account, Object
from stripe_emulator.webhooks.delivery import Webhooks
from stripe_emulator.wire.errors import invalid

MAX_WAIT, POLL_SECONDS = 30.0, 0.02


@dataclass(frozen=True)
class Wanted:
    """Which intents: those with one of the values under the key of their metadata, and the named ones."""

    key: str
    values: set[str]
    named: set[str]

    def has(self, intent: Object) -> bool:
        return intent["id"] in self.named or intent["metadata"].get(self.key) in self.values


async def snapshot(account: Account, webhooks: Webhooks, query: QueryParams) -> Object:
    """The intents made since `created_gte` whose `metadata` has one of `metadata_values` under `metadata_key`, or that
    are named in `payment_intents` (both lists with commas); the charges and refunds of these, and of named ones however
    old, by the intent's id; all newest first. And the ids of events about the intents that are not delivered: those
    `under_way`, and all of them, those that the clock will deliver again included.

    With `wait` the answer comes once nothing is under way, or after so many seconds.
    """
    since, seconds = _number(query, "created_gte"), min(_number(query, "wait"), MAX_WAIT)
    wanted = Wanted(query.get("metadata_key", ""), _words(query, "metadata_values"), _words(query, "payment_intents"))
    ends = time.monotonic() + seconds
    while True:
        intents = list(_intents(account, since, wanted))
        ids = {intent["id"] for intent in intents}
        undelivered = list(_undelivered(account, since, ids)) if ids else []
        seconds_left = ends - time.monotonic()
        now = webhooks.under_way(account)
        under_way = [event for event in undelivered if event in now]
        if not under_way or seconds_left <= 0:
            break
        await webhooks.answered(account, under_way[0], seconds_left)
        await asyncio.sleep(min(POLL_SECONDS, seconds_left))
    return {
        "payment_intents": intents,
        "charges": {id: account.all("charge", payment_intent=id) for id in sorted(ids | wanted.named)},
        "refunds": {id: account.all("refund", payment_intent=id) for id in sorted(ids | wanted.named)},
        "undelivered_events": undelivered,
        "under_way": under_way,
    }


def _intents(account: Account, since: float, wanted: Wanted) -> Iterator[Object]:
    for intent in account.table("payment_intent").walk({}, created={"gte": since}):
        if intent["created"] >= since and wanted.has(intent):
            yield intent


def _undelivered(account: Account, since: float, intents: set[str]) -> Iterator[str]:
    for event in account.table("event").walk({}, without={"pending_webhooks": 0}, created={"gte": since}):
        if event["created"] >= since:
            subject = event["data"].read()["object"]
            if intents & {subject.get("id"), subject.get("payment_intent")}:
                yield event["id"]


def _words(query: QueryParams, name: str) -> set[str]:
    return {word for word in query.get(name, "").split(",") if word}


def _number(query: QueryParams, name: str) -> float:
    text = query.get(name, "0")
    if not text.isascii() or not text.isdigit():
        raise invalid(f"{name} is a whole number of seconds; got {text[:40]!r}.", param=name)
    return int(text[:12])
