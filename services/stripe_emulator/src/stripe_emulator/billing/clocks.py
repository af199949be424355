"""Test clocks: customers who live in a time of their own (fact 125).

https://docs.stripe.com/billing/testing/test-clocks, https://docs.stripe.com/api/test_clocks. The clock's `Timeline`
stands still until it is advanced; then all that is due on the way happens in order, each at its own time.
"""

from __future__ import annotations

import asyncio
import logging

from stripe_emulator.billing.customer_deletion import delete_customer
from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.billing.subscription_state import lifecycle, periods
from stripe_emulator.billing.subscriptions import items
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import deleted, new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.state.timeline import Timeline
from stripe_emulator.wire.errors import invalid

LOG = logging.getLogger("stripe_emulator")
KIND = "test_helpers.test_clock"
CUSTOMERS, SUBSCRIPTIONS = 3, 3
INTERVALS, YEARS = 2, 2
# A clock is deleted by itself after 30 days of the account's time.
LIFE = 30 * 86_400
UNDERWAY = "Test clock advancement underway - cannot perform modifications."
_advancing: set[asyncio.Task[None]] = set()


def create(call: Call, frozen_time: int, name: str | None) -> Object:
    """A test clock frozen at `frozen_time` (seconds since 1970); it is deleted after 30 days of the account's time."""
    account = call.account
    if not 0 < frozen_time < periods.LATEST:
        raise invalid("Invalid timestamp: must be an integer Unix timestamp.", param="frozen_time")
    clock = new(
        account,
        KIND,
        account.ids.new("clock_"),
        deletes_after=account.now() + LIFE,
        frozen_time=frozen_time,
        name=name,
        status="ready",
        status_details={},
    )
    account.test_clocks[clock["id"]] = Timeline(frozen_time)
    account.add(clock)
    call.emit("test_helpers.test_clock.created", clock)
    automatic = automatic_call.by_itself(call)
    account.time.at(clock["deletes_after"], lambda: _expire(automatic, clock))
    return clock


def attach(account: Account, clock: str, param: str = "test_clock") -> str:
    """The id of a clock that can take one more customer; 400 where it has three already or is advancing."""
    test_clock = account.resolve(KIND, clock, param)
    if len(account.all("customer", test_clock=clock)) >= CUSTOMERS:
        message = f"A test clock can have up to {CUSTOMERS} customers; create another one."
        raise invalid(message, param=param)
    _check_ready(test_clock)
    return clock


def check_room(account: Account, customer: Object) -> None:
    """Refuse a fourth subscription of a customer with a test clock, as Stripe does."""
    if customer["test_clock"] is None:
        return
    if lifecycle.count_of(account, customer["id"]) >= SUBSCRIPTIONS:
        raise invalid(f"A customer of a test clock can have up to {SUBSCRIPTIONS} subscriptions.", param="customer")


def advance(call: Call, clock: Object, frozen_time: int) -> Object:
    """Begin to advance: answers `advancing`; what is due happens after the answer, then the clock is `ready`."""
    account = call.account
    _check_ready(clock)
    timeline = account.test_clocks[clock["id"]]
    _check_target(account, clock, frozen_time)
    clock["status"] = "advancing"
    clock["status_details"] = {"advancing": {"target_frozen_time": frozen_time}}
    call.emit("test_helpers.test_clock.advancing", clock)
    task = asyncio.get_running_loop().create_task(_run(call, clock, timeline, frozen_time))
    _advancing.add(task)
    task.add_done_callback(_advancing.discard)
    return clock


def delete(call: Call, clock: Object) -> Object:
    """Delete a clock with its customers, whose subscriptions are canceled."""
    account = call.account
    for customer in account.all("customer", test_clock=clock["id"]):
        delete_customer(call, customer)
    account.test_clocks.pop(clock["id"]).stop()
    call.emit("test_helpers.test_clock.deleted", clock)
    stub = deleted(clock)
    account.remove(clock)
    return stub


async def _run(call: Call, clock: Object, timeline: Timeline, target: int) -> None:
    automatic = automatic_call.by_itself(call)
    try:
        await timeline.advance(target - timeline.instant(), lambda: call.emulator.webhooks.settled(call.account))
        status, event = "ready", "test_helpers.test_clock.ready"
    except Exception:
        LOG.exception("test clock %s could not be advanced: this is a bug of the emulator", clock["id"])
        status, event = "internal_failure", "test_helpers.test_clock.internal_failure"
    if clock.get("deleted"):
        return
    clock |= {"frozen_time": timeline.now(), "status": status, "status_details": {}}
    automatic.emit(event, clock)


def _check_ready(clock: Object) -> None:
    if clock["status"] == "advancing":
        raise invalid(UNDERWAY)


def _check_target(account: Account, clock: Object, target: int) -> None:
    """Forward only, and not further than two intervals of the shortest subscription (two years without any)."""
    now = clock["frozen_time"]
    if target <= now:
        message = f"The frozen time must be after the test clock's current frozen time ({now})."
        raise invalid(message, param="frozen_time")
    active = [
        one
        for customer in account.each("customer", test_clock=clock["id"])
        for one in account.each("subscription", customer=customer["id"])
        if lifecycle.not_ended(one)
    ]
    ends = [
        periods.add(now, every[0], INTERVALS * every[1])
        for every in (items.shortest(one["items"]["data"]) for one in active)
    ]
    latest = min(ends, default=periods.add(now, "year", YEARS))
    if target > latest:
        message = (
            f"Cannot advance the test clock more than two intervals of its shortest subscription at once: the frozen "
            f"time can be up to {latest}."
            if ends
            else f"Cannot advance the test clock by more than two years at once: the frozen time can be up to {latest}."
        )
        raise invalid(message, param="frozen_time")


def _expire(call: Call, clock: Object) -> None:
    if not clock.get("deleted"):
        delete(call, clock)
