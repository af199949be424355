"""A subscription's status, and the events that tell of its changes (fact 118)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stripe_emulator.billing.shared import automatic_call, jobs
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.state.account import Account, Object, copy_of

ENDED = ("canceled", "incomplete_expired")
# Key of `account.memory`: the number of each customer's subscriptions that have not ended.
COUNTS = "billing.living"
# Subscriptions that are being created or changed: the event of that will include what happens meanwhile.
BEING_CREATED = "billing.untold"


def not_ended(subscription: Object) -> bool:
    return subscription["status"] not in ENDED


def count_of(account: Account, customer: str) -> int:
    """How many subscriptions of a customer have not ended; counted, so that no request has to look through all."""
    count: int = account.memory.get(COUNTS, {}).get(customer, 0)
    return count


def count(account: Account, subscription: Object, change: int) -> None:
    """Add to the number of subscriptions of a customer that have not ended; `change` is 1 or -1."""
    counts: dict[str, int] = account.memory.setdefault(COUNTS, {})
    counts[subscription["customer"]] = counts.get(subscription["customer"], 0) + change


def subscription_of(account: Account, invoice: Object) -> Object | None:
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    return account.find(details.get("subscription"))


def emit_updated(call: Call, subscription: Object, before: Object) -> None:
    """Send `customer.subscription.updated` with what differs from `before`, if anything does."""
    previous = difference(before, subscription)
    if previous and subscription["id"] not in call.account.memory.get(BEING_CREATED, ()):
        call.emit("customer.subscription.updated", subscription, previous)


@contextmanager
def one_event(account: Account, subscription: Object) -> Iterator[None]:
    """Send no `customer.subscription.updated` meanwhile: one event afterwards includes all that happened."""
    silent: set[str] = account.memory.setdefault(BEING_CREATED, set())
    silent.add(subscription["id"])
    try:
        yield
    finally:
        silent.discard(subscription["id"])


def set_status(call: Call, subscription: Object, status: str) -> None:
    if subscription["status"] != status:
        before = copy_of(subscription)
        subscription["status"] = status
        emit_updated(call, subscription, before)


def end(call: Call, subscription: Object, reason: str, *, status: str = "canceled") -> None:
    """End a subscription and send `customer.subscription.deleted`; all its jobs are dropped."""
    now = automatic_call.now(call, subscription)
    count(call.account, subscription, -1)
    subscription["status"], subscription["ended_at"] = status, now
    if status == "canceled":
        subscription["canceled_at"] = subscription["canceled_at"] or now
        subscription["cancellation_details"]["reason"] = subscription["cancellation_details"]["reason"] or reason
    subscription["pending_update"] = None
    jobs.drop(call.account, subscription)
    if status == "canceled":
        call.emit("customer.subscription.deleted", subscription)
