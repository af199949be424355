"""The transitions of a schedule: it starts, enters its phases, ends; also when its subscription ends.

https://docs.stripe.com/billing/subscriptions/subscription-schedules#how-subscription-schedules-work
"""

from __future__ import annotations

from contextlib import suppress

from stripe_emulator.billing import clocks
from stripe_emulator.billing.schedules import terms
from stripe_emulator.billing.shared import automatic_call, jobs
from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.billing.subscriptions import creation, pending_updates, renewal, updates
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import StripeError

KIND = "subscription_schedule"
NOT_ENDED = ("not_started", "active")
# `subscription_schedule.expiring` comes seven days before the end (https://docs.stripe.com/api/events/types).
WEEK = 7 * 86_400


def begin(call: Call, schedule: Object) -> None:
    """Create the subscription with the current phase's terms; phases that are past are billed by backdating."""
    account = call.account
    now = automatic_call.now(call, schedule)
    phase = current(schedule, now)
    customer = account.resolve("customer", schedule["customer"], "customer")
    clocks.check_room(account, customer)
    subscription_terms = terms.to_start(schedule, phase, now)
    if (since := schedule["phases"][0]["start_date"]) < now:
        subscription_terms["backdate_start_date"] = since
    subscription = creation.start(call, customer, subscription_terms, schedule=schedule["id"])
    schedule |= {"current_phase": _dates(phase), "status": "active", "subscription": subscription["id"]}
    plan(call, schedule)
    follow(call, schedule, subscription)
    end_with(call, schedule, subscription)


def follow(call: Call, schedule: Object, subscription: Object) -> None:
    """End the schedule when its subscription ends."""
    automatic = automatic_call.by_itself(call)

    def on_event(type: str) -> None:
        if type == "customer.subscription.deleted":
            _subscription_ended(automatic, schedule, subscription)

    call.account.watch(subscription["id"], on_event)


def plan(call: Call, schedule: Object) -> None:
    """Plan the start, the next phase or the end, and the warning seven days before the end."""
    last, now = schedule["phases"][-1]["end_date"], automatic_call.now(call, schedule)
    if schedule["status"] == "not_started":
        start = schedule["phases"][0]["start_date"]
        jobs.plan(call, schedule, "turn", start, lambda automatic: _start(automatic, schedule))
    else:
        phase = current(schedule, now)
        jobs.plan(call, schedule, "turn", phase["end_date"], lambda automatic: _turn(automatic, schedule))
    if last - WEEK > now:
        jobs.plan(call, schedule, "expiring", last - WEEK, lambda automatic: _warn(automatic, schedule))
    else:
        jobs.drop(call.account, schedule, "expiring")


def end_with(call: Call, schedule: Object, subscription: Object) -> None:
    """Set the subscription's end as `end_behavior` says, then plan its renewal, so that a phase changes before it
    renews.
    """
    if subscription["status"] in lifecycle.ENDED:
        return
    last = schedule["phases"][-1]["end_date"] if schedule["end_behavior"] == "cancel" else None
    if subscription["cancel_at"] != last:
        before = copy_of(subscription)
        _cancel_at(call, subscription, last)
        lifecycle.emit_updated(call, subscription, before)
    renewal.plan(call, subscription)


def enter(call: Call, schedule: Object, phase: Object, last: Object | None, proration: str | None = None) -> None:
    """Change the subscription to the terms of a phase."""
    subscription = subscription_of(call.account, schedule)
    if subscription is None or subscription["status"] in lifecycle.ENDED:
        return
    now = automatic_call.now(call, schedule)
    subscription_terms = terms.to_enter(schedule, phase, last, subscription, now)
    if proration is not None:
        subscription_terms["proration_behavior"] = proration
    pending_updates.replace(call, subscription)
    updates.change(call, subscription, subscription_terms)


def current(schedule: Object, now: int) -> Object:
    """The phase under way; the first one before the start, the last one after the end."""
    phases: list[Object] = schedule["phases"]
    return next((phase for phase in phases if now < phase["end_date"]), phases[-1])


def subscription_of(account: Account, schedule: Object) -> Object | None:
    """The subscription that a schedule has made or taken over."""
    return account.find(schedule["subscription"])


def stop(call: Call, schedule: Object, status: str, at: str) -> None:
    """End a schedule: no phase begins any more."""
    jobs.drop(call.account, schedule)
    schedule["status"], schedule["current_phase"] = status, None
    schedule[at] = automatic_call.now(call, schedule)
    call.account.refile(schedule)


def release(call: Call, schedule: Object, *, keep_end: bool = False) -> None:
    """Release the subscription from its schedule; an end that was set is removed unless `keep_end`."""
    before = copy_of(schedule)
    subscription = subscription_of(call.account, schedule)
    stop(call, schedule, "released", "released_at")
    schedule["released_subscription"], schedule["subscription"] = schedule["subscription"], None
    call.emit("subscription_schedule.updated", schedule, difference(before, schedule))
    if subscription is not None and subscription["status"] not in lifecycle.ENDED:
        was = copy_of(subscription)
        subscription["schedule"] = None
        if subscription["cancel_at"] is not None and not keep_end:
            _cancel_at(call, subscription, None)
        lifecycle.emit_updated(call, subscription, was)
        renewal.plan(call, subscription)
    call.emit("subscription_schedule.released", schedule)


def _start(call: Call, schedule: Object) -> None:
    """Begin at the start date; a schedule whose subscription cannot be made is aborted."""
    before = copy_of(schedule)
    try:
        begin(call, schedule)
    except StripeError:
        stop(call, schedule, "canceled", "canceled_at")
        call.emit("subscription_schedule.aborted", schedule)
        return
    call.emit("subscription_schedule.updated", schedule, difference(before, schedule))


def _turn(call: Call, schedule: Object) -> None:
    """Enter the next phase, or complete the schedule after the last one."""
    now = automatic_call.now(call, schedule)
    phases: list[Object] = schedule["phases"]
    if now < phases[-1]["end_date"]:
        before = copy_of(schedule)
        phase = current(schedule, now)
        last = phases[max(phases.index(phase) - 1, 0)]
        schedule["current_phase"] = _dates(phase)
        plan(call, schedule)
        with suppress(StripeError):  # what was planned cannot be had any more: the subscription stays as it is
            enter(call, schedule, phase, last)
        call.emit("subscription_schedule.updated", schedule, difference(before, schedule))
    elif schedule["end_behavior"] != "cancel":
        schedule["completed_at"] = now
        call.emit("subscription_schedule.completed", schedule)
        release(call, schedule)


def _warn(call: Call, schedule: Object) -> None:
    if schedule["status"] in NOT_ENDED:
        call.emit("subscription_schedule.expiring", schedule)


def _subscription_ended(call: Call, schedule: Object, subscription: Object) -> None:
    """Complete the schedule where it set that end; otherwise cancel it, or abort it after an unpaid debt."""
    if schedule["status"] != "active":
        return
    if schedule["end_behavior"] == "cancel" and schedule["phases"][-1]["end_date"] <= automatic_call.now(
        call, schedule
    ):
        stop(call, schedule, "completed", "completed_at")
        call.emit("subscription_schedule.completed", schedule)
        return
    unpaid = subscription["cancellation_details"]["reason"] == "payment_failed"
    stop(call, schedule, "canceled", "canceled_at")
    call.emit(f"subscription_schedule.{'aborted' if unpaid else 'canceled'}", schedule)


def _cancel_at(call: Call, subscription: Object, at: int | None) -> None:
    subscription |= {"cancel_at": at, "canceled_at": None if at is None else automatic_call.now(call, subscription)}
    subscription["cancel_at_period_end"] = False
    subscription["cancellation_details"]["reason"] = None if at is None else "cancellation_requested"


def _dates(phase: Object) -> Object:
    return {"end_date": phase["end_date"], "start_date": phase["start_date"]}
