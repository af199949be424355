"""Deep links into the portal: what a session's `flow_data` asks for, checked against what its configuration allows.

https://docs.stripe.com/customer-management/portal-deep-links
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid, missing_param
from stripe_emulator.wire.urls import check_web

# By type: the feature that must be enabled, and how a refusal begins.
FEATURES = {
    "customer_update": ("customer_update", "This customer cannot be updated because the customer update"),
    "payment_method_update": (
        "payment_method_update",
        "This payment method cannot be updated because the payment method update",
    ),
    "subscription_cancel": (
        "subscription_cancel",
        "This subscription cannot be canceled because the subscription cancellation",
    ),
    "subscription_update": (
        "subscription_update",
        "This subscription cannot be updated because the subscription update",
    ),
    "subscription_update_confirm": (
        "subscription_update",
        "This subscription cannot be updated because the subscription update",
    ),
}
NO_PAUSE = (
    "This subscription cannot be paused because the subscription pause feature in the portal configuration is disabled."
)
OF_SUBSCRIPTION = ("subscription_cancel", "subscription_update", "subscription_update_confirm")
ENDED = ("canceled", "incomplete_expired")


def create(account: Account, params: dict[str, Any], configuration: Object, customer: str) -> Object:
    """The `flow` of a session."""
    type = params["type"]
    if type not in FEATURES:
        raise invalid(NO_PAUSE, param="flow_data[type]")
    feature, refusal = FEATURES[type]
    if not configuration["features"][feature]["enabled"]:
        raise invalid(f"{refusal} feature in the portal configuration is disabled.", param="flow_data[type]")
    flow = {**CURRENT.part("billing_portal.session.flow"), "type": type}
    flow["after_completion"] = _after_completion(params.get("after_completion"))
    if type in OF_SUBSCRIPTION:
        if params.get(type) is None:
            raise missing_param(f"flow_data[{type}]")
        subscription = _subscription(account, params[type]["subscription"], f"flow_data[{type}]", customer)
        flow[type] = _MAKERS[type](account, params[type], subscription)
    return flow


def _after_completion(params: dict[str, Any] | None) -> Object:
    completion: Object = {"hosted_confirmation": None, "redirect": None, "type": "portal_homepage"}
    if params is None:
        return completion
    if params["type"] == "redirect" and params.get("redirect") is None:
        raise missing_param("flow_data[after_completion][redirect]")
    path = "flow_data[after_completion][redirect][return_url]"
    check_web((params.get("redirect") or {}).get("return_url"), path)
    hosted = params.get("hosted_confirmation")
    return {
        "hosted_confirmation": None if hosted is None else {"custom_message": hosted.get("custom_message")},
        "redirect": params.get("redirect"),
        "type": params["type"],
    }


def _subscription(account: Account, id: str, path: str, customer: str) -> Object:
    subscription = account.resolve("subscription", id, f"{path}[subscription]")
    if subscription["customer"] != customer:
        message = f"The subscription `{id}` does not belong to the customer `{customer}`."
        raise invalid(message, param=f"{path}[subscription]")
    if subscription["status"] in ENDED:
        message = f"The subscription `{id}` has ended: it has a status of {subscription['status']}."
        raise invalid(message, param=f"{path}[subscription]")
    return subscription


def _cancel(account: Account, params: dict[str, Any], subscription: Object) -> Object:
    if subscription["cancel_at"] is not None:
        message = f"The subscription `{subscription['id']}` is already set to be canceled."
        raise invalid(message, param="flow_data[subscription_cancel][subscription]")
    retention = params.get("retention")
    if retention is not None:
        coupon = retention["coupon_offer"]["coupon"]
        account.resolve("coupon", coupon, "flow_data[subscription_cancel][retention][coupon_offer][coupon]")
        retention = {"coupon_offer": {"coupon": coupon}, "type": retention["type"]}
    return {"retention": retention, "subscription": subscription["id"]}


def _update(account: Account, params: dict[str, Any], subscription: Object) -> Object:
    return {"subscription": subscription["id"]}


def _confirm(account: Account, params: dict[str, Any], subscription: Object) -> Object:
    path = "flow_data[subscription_update_confirm]"
    known = {item["id"]: item for item in subscription["items"]["data"]}
    items = []
    for number, one in enumerate(params["items"]):
        if one["id"] not in known:
            message = f"The subscription `{subscription['id']}` has no item `{one['id'][:200]}`."
            raise invalid(message, param=f"{path}[items][{number}][id]", code="resource_missing")
        if one.get("price") is not None:
            account.resolve("price", one["price"], f"{path}[items][{number}][price]")
        now = known[one["id"]]
        price, quantity = one.get("price", now["price"]["id"]), one.get("quantity", now["quantity"])
        items.append({"id": one["id"], "price": price, "quantity": quantity})
    discounts = [
        {"coupon": one.get("coupon"), "promotion_code": one.get("promotion_code")}
        for one in params.get("discounts", ())
    ]
    return {"discounts": discounts or None, "items": items, "subscription": subscription["id"]}


_MAKERS = {"subscription_cancel": _cancel, "subscription_update": _update, "subscription_update_confirm": _confirm}
