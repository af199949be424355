"""A schedule is made, or changed (https://docs.stripe.com/api/subscription_schedules/update)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stripe_emulator.billing.schedules import calendar, phases, settings, terms, transitions
from stripe_emulator.billing.shared import automatic_call, event_buffer
from stripe_emulator.billing.subscription_state import lifecycle, periods
from stripe_emulator.billing.subscriptions import creation
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import StripeError, invalid, missing_param

ALONE = ("customer", "phases", "start_date", "default_settings", "end_behavior", "billing_mode")
CURRENT_START = "You can not modify the start date of the current phase."


def make(call: Call, customer: Object, params: Mapping[str, Any]) -> Object:
    """A schedule of a new subscription; `params` as POST /v1/subscription_schedules takes it, without `customer`."""
    if params.get("start_date") is None:
        raise missing_param("start_date")
    schedule = _blank(call, customer, params)
    now = schedule["created"]
    start = phases.moment(params["start_date"], now)
    assert start is not None
    if not 0 < start < periods.LATEST:
        raise invalid("Invalid timestamp: must be an integer Unix timestamp.", param="start_date")
    plan = phases.Plan(call, customer["id"], schedule["default_settings"], now)
    schedule["phases"] = phases.build(plan, params.get("phases") or (), start)
    if schedule["phases"][-1]["end_date"] <= now:
        raise invalid("The last phase of a schedule must end in the future.", param="phases")
    if start <= now:
        transitions.begin(call, schedule)
    else:
        transitions.plan(call, schedule)
    call.account.add(schedule)
    call.emit("subscription_schedule.created", schedule)
    return schedule


def take_over(call: Call, subscription: Object, params: Mapping[str, Any]) -> Object:
    """A schedule of an existing subscription (`from_subscription`); its first phase is the current period."""
    for name in ALONE:
        if params.get(name) is not None:
            message = f"`{name}` cannot be set with `from_subscription`: update the schedule afterwards."
            raise invalid(message, param=name)
    if subscription["schedule"] is not None:
        message = (
            f"You cannot migrate a subscription that is already attached to a schedule: `{subscription['schedule']}`."
        )
        raise invalid(message, param="from_subscription")
    if subscription["status"] in (*lifecycle.ENDED, "incomplete"):
        message = f"You cannot migrate a subscription with a status of `{subscription['status']}` to a schedule."
        raise invalid(message, param="from_subscription")
    account = call.account
    customer = account.resolve("customer", subscription["customer"], "from_subscription")
    schedule = _blank(call, customer, params)
    phase = phases.of_subscription(subscription)
    schedule |= {
        "billing_mode": copy_of(subscription["billing_mode"]),
        "current_phase": {"end_date": phase["end_date"], "start_date": phase["start_date"]},
        "end_behavior": "cancel" if subscription["cancel_at"] == phase["end_date"] else "release",
        "phases": [phase],
        "status": "active",
        "subscription": subscription["id"],
    }
    _take_settings(schedule, subscription)
    account.add(schedule)
    subscription["schedule"] = schedule["id"]
    transitions.follow(call, schedule, subscription)
    transitions.plan(call, schedule)
    call.emit("subscription_schedule.created", schedule)
    call.emit("customer.subscription.updated", subscription, {"schedule": None})
    transitions.end_with(call, schedule, subscription)
    return schedule


def change(call: Call, schedule: Object, params: Mapping[str, Any]) -> Object:
    """Change a schedule; changes of the current phase are applied to the subscription at once."""
    before, previous_phase = (
        copy_of(schedule),
        copy_of(transitions.current(schedule, automatic_call.now(call, schedule))),
    )
    now = automatic_call.now(call, schedule)
    changed: Object = copy_of(schedule)
    if params.get("default_settings") is not None:
        default_settings = params["default_settings"]
        settings.apply(
            call.account, changed["default_settings"], default_settings, "default_settings", schedule["customer"]
        )
    if params.get("phases") is not None:
        plan = phases.Plan(call, schedule["customer"], changed["default_settings"], now)
        changed["phases"] = _replaced(plan, schedule, params["phases"])
    if "metadata" in params:
        changed["metadata"] = merge_metadata(schedule["metadata"], params["metadata"])
    changed["end_behavior"] = params.get("end_behavior", schedule["end_behavior"])
    schedule.update(changed)
    buffered = event_buffer.of(call)
    if schedule["status"] == "active":
        phase = transitions.current(schedule, now)
        schedule["current_phase"] = {"end_date": phase["end_date"], "start_date": phase["start_date"]}
        try:
            _apply_now(buffered, schedule, (before, previous_phase), params.get("proration_behavior"))
        except StripeError:
            schedule.update(before)
            raise
    transitions.plan(call, schedule)
    call.emit("subscription_schedule.updated", schedule, difference(before, schedule))
    event_buffer.release(call, buffered)
    subscription = transitions.subscription_of(call.account, schedule)
    if subscription is not None:
        transitions.end_with(call, schedule, subscription)
    return schedule


def check_going(schedule: Object, verb: str, done: str) -> None:
    """Refuse an operation on a schedule that has ended."""
    if schedule["status"] not in transitions.NOT_ENDED:
        message = (
            f"You cannot {verb} a subscription schedule that is currently in the `{schedule['status']}` status. It "
            f"must be in `{', '.join(transitions.NOT_ENDED)}` status to be {done}."
        )
        raise invalid(message)


def _blank(call: Call, customer: Object, params: Mapping[str, Any]) -> Object:
    account = call.account
    now = automatic_call.now(call, customer)
    schedule = new(
        account,
        transitions.KIND,
        account.ids.new("sub_sched_"),
        billing_mode=creation.billing_mode(params.get("billing_mode"), now),
        created=now,
        customer=customer["id"],
        default_settings=settings.blank(),
        end_behavior=params.get("end_behavior", "release"),
        metadata=dict(params.get("metadata") or {}),
        status="not_started",
        test_clock=customer["test_clock"],
    )
    default_settings = params.get("default_settings") or {}
    settings.apply(account, schedule["default_settings"], default_settings, "default_settings", customer["id"])
    return schedule


def _take_settings(schedule: Object, subscription: Object) -> None:
    defaults = schedule["default_settings"]
    defaults["collection_method"] = subscription["collection_method"]
    defaults["default_payment_method"] = subscription["default_payment_method"]
    defaults["invoice_settings"]["days_until_due"] = subscription["days_until_due"]


def _replaced(plan: phases.Plan, schedule: Object, phases_params: Sequence[Mapping[str, Any]]) -> list[Object]:
    """The phases that replace the current and future ones; the current one must be among them."""
    starts = [phases.moment(one.get("start_date"), plan.now) for one in phases_params]
    if all(start is None for start in starts):
        raise invalid(calendar.ANCHOR, param="phases")
    first = starts[0]
    if schedule["status"] == "not_started":
        start = schedule["phases"][0]["start_date"] if first is None else first
        if start <= plan.now:
            message = "A schedule that has not started cannot be moved into the past: its `start_date` must be future."
            raise invalid(message, param="phases[0][start_date]")
        return phases.build(plan, phases_params, start)
    going = transitions.current(schedule, plan.now)
    past = [phase for phase in schedule["phases"] if phase["end_date"] <= plan.now]
    known = {phase["start_date"]: number for number, phase in enumerate([*past, going])}
    if first is None or first not in known:
        raise invalid(CURRENT_START, param="phases[0][start_date]")
    past_phases = past[: known[first]]
    new_phases = phases.build(plan, phases_params, first)
    at = next((number for number, phase in enumerate(new_phases) if plan.now < phase["end_date"]), None)
    if at is None:
        message = "You can only adjust the end date to a future date for the current phase."
        raise invalid(message, param=f"phases[{len(new_phases) - 1}][end_date]")
    return [*past_phases, *new_phases]


def _apply_now(call: Call, schedule: Object, before: tuple[Object, Object], proration: str | None) -> None:
    """Apply changed terms of the current phase to the subscription now."""
    subscription = transitions.subscription_of(call.account, schedule)
    if subscription is None or subscription["status"] in lifecycle.ENDED:
        return
    phase = transitions.current(schedule, automatic_call.now(call, schedule))
    if terms.differ(schedule, phase, before):
        transitions.enter(call, schedule, phase, before[1], proration)
