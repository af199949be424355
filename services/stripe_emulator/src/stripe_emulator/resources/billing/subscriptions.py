"""https://docs.stripe.com/api/subscriptions: create, retrieve, update, cancel, resume, migrate, list, search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.billing import clocks
from stripe_emulator.billing.invoices import finalizing, paying, subscription_invoices
from stripe_emulator.billing.shared import automatic_call, prices
from stripe_emulator.billing.subscription_state import lifecycle, periods
from stripe_emulator.billing.subscriptions import cancellation, creation, dates, renewal, updates
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page, within_bounds
from stripe_emulator.resource_kit.search import NUMERIC, TOKEN, searcher
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param, no_such

KIND = creation.KIND
SEARCHABLE = {"canceled_at": NUMERIC, "created": NUMERIC, "metadata": TOKEN, "status": TOKEN}
FILTERS = ("customer", "customer_account", "collection_method", "test_clock")
# What a list is narrowed by that then shows what lives on test clocks too.
CLOCK_FILTERS = ("customer", "customer_account", "test_clock")
# One discount, before `discounts` (removed in 2025).
OLDER = ("coupon", "promotion_code")


def create(call: Call) -> Object:
    """A subscription with its first invoice; see `billing.subscriptions.creation`."""
    customer = call.resolve("customer", "customer")
    if customer is None:
        raise missing_param("customer")
    clocks.check_room(call.account, customer)
    return creation.start(call, customer, _terms(call.params))


def update(call: Call) -> Object:
    terms = _terms(call.params)
    if "billing_cycle_anchor" in terms:
        terms["billing_cycle_anchor"] = dates.anchor_of(terms["billing_cycle_anchor"])
    return updates.change(call, _found(call), terms)


def cancel(call: Call) -> Object:
    """Cancel at once (https://docs.stripe.com/api/subscriptions/cancel)."""
    subscription, params = _found(call), call.params
    if subscription["status"] in lifecycle.ENDED:
        raise no_such("subscription", subscription["id"])
    for name, value in (params.get("cancellation_details") or {}).items():
        if name in subscription["cancellation_details"]:
            subscription["cancellation_details"][name] = value
    return cancellation.cancel(
        call, subscription, prorate=params.get("prorate", False), invoice_now=params.get("invoice_now", False)
    )


def resume(call: Call) -> Object:
    """Resume a paused subscription, with a new period unless `billing_cycle_anchor=unchanged`; its invoice is due
    first.
    """
    subscription = _found(call)
    if subscription["status"] != "paused":
        message = "You can only resume a subscription with a status of `paused`."
        raise invalid(message + f" This one has a status of `{subscription['status']}`.")
    before, now = copy_of(subscription), automatic_call.now(call, subscription)
    if dates.anchor_of(call.params.get("billing_cycle_anchor", "now")) == "now":
        subscription["billing_cycle_anchor"] = now
    anchor = subscription["billing_cycle_anchor"]
    for item in subscription["items"]["data"]:
        every = prices.interval_of(item["price"])
        item["current_period_start"] = periods.preceding(anchor, *every, now)
        item["current_period_end"] = periods.following(anchor, *every, now)
    invoice = subscription_invoices.draft(
        call, subscription, subscription["items"]["data"], reason="subscription_update", period=(now, now)
    )
    subscription_invoices.store(call, subscription, invoice)
    lifecycle.emit_updated(call, subscription, before)
    finalizing.finalize(call, invoice)
    if invoice["status"] == "open":
        paying.try_to_pay(call, invoice)
    renewal.plan(call, subscription)
    return subscription


def migrate(call: Call) -> Object:
    """Change to the flexible billing mode, for good (https://docs.stripe.com/api/subscriptions/migrate)."""
    subscription = _found(call)
    if subscription["billing_mode"]["type"] == "flexible":
        raise invalid("This subscription is already in the flexible billing mode.", param="billing_mode[type]")
    before, now = copy_of(subscription), automatic_call.now(call, subscription)
    subscription["billing_mode"] = creation.billing_mode(call.params["billing_mode"], now)
    lifecycle.emit_updated(call, subscription, before)
    return subscription


def delete_discount(call: Call) -> Object:
    subscription = _found(call)
    if not subscription["discounts"]:
        raise invalid(f"No active discount for subscription: {subscription['id']}", code="resource_missing", status=404)
    id = subscription["discounts"][-1]
    before = copy_of(subscription)
    subscription["discounts"] = []
    discount = call.account.get("discount", id)
    call.emit("customer.discount.deleted", discount)
    lifecycle.emit_updated(call, subscription, before)
    return {"id": id, "object": "discount", "deleted": True, **_stub(discount)}


def list_all(call: Call) -> Object:
    """By default those that were not canceled (https://docs.stripe.com/api/subscriptions/list)."""
    own: dict[str, Any] = {name: call.params.get(name) for name in ("status", "price", "plan", "automatic_tax")}
    ranges = {name: call.params.get(name) for name in ("current_period_start", "current_period_end")}

    def fits(subscription: Object) -> bool:
        items = subscription["items"]["data"]
        return (
            _in_status(subscription["status"], own["status"])
            and all(_has_price(items, own[name]) for name in ("price", "plan") if own[name] is not None)
            and (
                own["automatic_tax"] is None
                or subscription["automatic_tax"]["enabled"] is own["automatic_tax"]["enabled"]
            )
            and all(
                any(within_bounds(item[name], bounds) for item in items)
                for name, bounds in ranges.items()
                if bounds is not None
            )
        )

    return page(call, KIND, *FILTERS, where=fits, judged=(*own, *ranges), clock_filters=CLOCK_FILTERS)


def _found(call: Call) -> Object:
    return call.account.get(KIND, call.path["id"])


def _terms(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with the older `coupon` or `promotion_code` as `discounts`."""
    terms = {name: value for name, value in params.items() if name not in OLDER}
    legacy_terms = {name: params[name] for name in OLDER if name in params}
    if legacy_terms and "discounts" not in terms:
        terms["discounts"] = [{name: value} for name, value in legacy_terms.items() if value is not None]
    return terms


def _in_status(status: str, filter_status: str | None) -> bool:
    if filter_status == "all":
        return True
    if filter_status == "ended":
        return status in lifecycle.ENDED
    return status != "canceled" if filter_status is None else status == filter_status


def _has_price(items: list[Object], id: str) -> bool:
    return any(item["price"]["id"] == id for item in items)


def _stub(discount: Object) -> Object:
    names = (
        "checkout_session",
        "customer",
        "invoice",
        "invoice_item",
        "promotion_code",
        "source",
        "start",
        "subscription",
        "subscription_item",
    )
    return {name: discount[name] for name in names}


_ID = "/v1/subscriptions/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/subscriptions", create),
    Endpoint("GET", "/v1/subscriptions", list_all),
    Endpoint("GET", "/v1/subscriptions/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("DELETE", _ID, cancel),
    Endpoint("DELETE", f"{_ID}/discount", delete_discount),
    Endpoint("POST", f"{_ID}/resume", resume),
    Endpoint("POST", f"{_ID}/migrate", migrate),
)
