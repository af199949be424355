"""What a customer does in the portal, where its configuration allows it."""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.billing.subscriptions import cancellation, updates
from stripe_emulator.portal import configurations, features
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid


def allowed(configuration: Object, subscription: Object) -> tuple[str, ...]:
    """The actions for a subscription: `cancel` it, or `renew` one that is going to end."""
    if not configuration["features"]["subscription_cancel"]["enabled"] or subscription["schedule"] is not None:
        return ()
    return ("renew",) if subscription["cancel_at_period_end"] else ("cancel",)


def act(call: Call, session: Object, form: Mapping[str, str]) -> Object:
    """Do what the form asks for; 400 for what this configuration does not allow.

    A cancellation has the customer's `feedback` in `cancellation_details`.
    """
    account = call.account
    configuration = account.get(configurations.KIND, session["configuration"])
    subscription = account.resolve("subscription", form.get("subscription", ""), "subscription")
    action = form.get("action", "")
    if subscription["customer"] != session["customer"] or action not in allowed(configuration, subscription):
        raise invalid("This cannot be done here.", param="action")
    if action == "renew":
        return updates.change(call, subscription, {"cancel_at_period_end": False})
    cancel = configuration["features"]["subscription_cancel"]
    details = _details(form)
    if cancel["mode"] == "immediately":
        subscription["cancellation_details"] |= details
        return cancellation.cancel(call, subscription, prorate=cancel["proration_behavior"] == "create_prorations")
    return updates.change(call, subscription, {"cancel_at_period_end": True, "cancellation_details": details})


def _details(form: Mapping[str, str]) -> Object:
    params: Object = {}
    if form.get("feedback") in features.REASONS:
        params["feedback"] = form["feedback"]
    if form.get("comment"):
        params["comment"] = form["comment"]
    return params
