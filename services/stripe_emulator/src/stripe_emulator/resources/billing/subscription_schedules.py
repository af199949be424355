"""https://docs.stripe.com/api/subscription_schedules: create, retrieve, update, cancel, release, list."""

from __future__ import annotations

from stripe_emulator.billing.schedules import definition, transitions
from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.billing.subscriptions import cancellation
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import missing_param

KIND = transitions.KIND
CUSTOMERS = ("customer", "customer_account")
TIMES = ("canceled_at", "completed_at", "released_at")


def create(call: Call) -> Object:
    """A schedule of a new subscription, or with `from_subscription` of an existing one."""
    subscription = call.resolve("subscription", "from_subscription")
    if subscription is not None:
        return definition.take_over(call, subscription, call.params)
    customer = call.resolve("customer", "customer")
    if customer is None:
        raise missing_param("customer")
    return definition.make(call, customer, call.params)


def update(call: Call) -> Object:
    """Change future phases and the current one."""
    schedule = _found(call)
    definition.check_going(schedule, "update", "updated")
    return definition.change(call, schedule, call.params)


def cancel(call: Call) -> Object:
    """End the schedule and its subscription now; what is due is prorated and invoiced by default."""
    schedule, params = _found(call), call.params
    definition.check_going(schedule, "cancel", "canceled")
    subscription = transitions.subscription_of(call.account, schedule)
    transitions.stop(call, schedule, "canceled", "canceled_at")
    if subscription is not None and subscription["status"] not in lifecycle.ENDED:
        cancellation.cancel(
            call,
            subscription,
            prorate=params.get("prorate", True),
            invoice_now=params.get("invoice_now", True),
        )
    call.emit("subscription_schedule.canceled", schedule)
    return schedule


def release(call: Call) -> Object:
    """Detach the subscription, which goes on without phases."""
    schedule = _found(call)
    definition.check_going(schedule, "release", "released")
    transitions.release(call, schedule, keep_end=call.params.get("preserve_cancel_date", False))
    return schedule


def list_all(call: Call) -> Object:
    """Schedules, newest first; `scheduled` selects those that have not started."""
    scheduled = call.params.get("scheduled", False)

    def fits(schedule: Object) -> bool:
        return not scheduled or schedule["status"] == "not_started"

    return page(call, KIND, *CUSTOMERS, *TIMES, where=fits, judged=("scheduled",), clock_filters=CUSTOMERS)


def _found(call: Call) -> Object:
    return call.account.get(KIND, call.path["id"])


_ID = "/v1/subscription_schedules/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/subscription_schedules", create),
    Endpoint("GET", "/v1/subscription_schedules", list_all),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/cancel", cancel),
    Endpoint("POST", f"{_ID}/release", release),
)
