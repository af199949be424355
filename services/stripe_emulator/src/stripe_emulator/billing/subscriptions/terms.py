"""The terms of a subscription that creation and update set in the same way."""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import drafting
from stripe_emulator.billing.shared import automatic_call, discounts
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.resource_kit import references
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid, missing_param

COPIED = (
    "application_fee_percent",
    "billing_thresholds",
    "days_until_due",
    "default_payment_method",
    "default_source",
    "description",
    "on_behalf_of",
)
PAYMENT_SETTINGS = ("payment_method_types", "save_default_payment_method")
MOST_INTERVALS = {"day": 365, "week": 52, "month": 12, "year": 1}
FUTURE_YEARS = 5
DAY = 86_400
YEAR = 365 * DAY
LONGEST_TRIAL = 730


def check(account: Account, subscription: Object, terms: dict[str, Any]) -> None:
    """Refuse another customer's payment method, and terms that contradict each other."""
    if terms.get("default_payment_method") is not None:
        references.method_of_customer(
            account, terms["default_payment_method"], subscription["customer"], "default_payment_method"
        )
    references.check_source_of_customer(
        account, terms.get("default_source"), subscription["customer"], "default_source"
    )
    method = terms.get("collection_method") or subscription["collection_method"]
    days = terms.get("days_until_due", subscription["days_until_due"])
    if method == "send_invoice" and days is None:
        raise missing_param("days_until_due")
    if method != "send_invoice" and terms.get("days_until_due") is not None:
        raise invalid(
            "`days_until_due` can only be used with `collection_method=send_invoice`.", param="days_until_due"
        )
    if terms.get("cancel_at") is not None and terms.get("cancel_at_period_end"):
        raise invalid(
            "You may only specify one of these parameters: cancel_at, cancel_at_period_end.",
            param="cancel_at_period_end",
        )


def apply(call: Call, subscription: Object, terms: dict[str, Any]) -> None:
    """Set the terms that are given, which `check` has accepted."""
    account = call.account
    rates = drafting.tax_rates(account, terms.get("default_tax_rates"), "default_tax_rates")
    if "discounts" in terms:
        owner = {"customer": subscription["customer"], "subscription": subscription["id"]}
        owner["currency"] = subscription["currency"]
        subscription["discounts"] = discounts.create(
            call, terms["discounts"], "discounts", subscription["discounts"], **owner
        )
    for name in COPIED:
        if name in terms:
            subscription[name] = terms[name]
    if "default_tax_rates" in terms:
        subscription["default_tax_rates"] = rates
    if "metadata" in terms:
        subscription["metadata"] = merge_metadata(subscription["metadata"], terms["metadata"])
    if "pending_invoice_item_interval" in terms:
        _invoice_pending_every(call, subscription, terms["pending_invoice_item_interval"])
    if terms.get("collection_method"):
        subscription["collection_method"] = terms["collection_method"]
        if terms["collection_method"] == "charge_automatically":
            subscription["days_until_due"] = None
    _apply_hashes(subscription, terms)


def _invoice_pending_every(call: Call, subscription: Object, interval_params: dict[str, Any] | None) -> None:
    """Invoice what waits more often than periods end (https://docs.stripe.com/api/subscriptions/create)."""
    if interval_params is None:
        subscription |= {"pending_invoice_item_interval": None, "next_pending_invoice_item_invoice": None}
        return
    interval, count = interval_params["interval"], interval_params.get("interval_count", 1)
    if not 1 <= count <= MOST_INTERVALS[interval]:
        message = f"Invalid interval_count: must be between 1 and {MOST_INTERVALS[interval]} for a {interval}."
        raise invalid(message, param="pending_invoice_item_interval[interval_count]")
    subscription |= {
        "pending_invoice_item_interval": {"interval": interval, "interval_count": count},
        "next_pending_invoice_item_invoice": periods.add(automatic_call.now(call, subscription), interval, count),
    }


def check_future(at: int, now: int, path: str) -> int:
    """A time in the future, within five years; 400 otherwise."""
    if at <= now:
        raise invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", param=path)
    if at > now + FUTURE_YEARS * YEAR:
        raise invalid("Invalid timestamp: can be no more than five years in the future.", param=path)
    return at


def check_trial_end(at: int, now: int) -> int:
    """A time in the future, within two years (arlyon/async-stripe#445, stripe/stripe-ruby#804); 400 otherwise."""
    check_future(at, now, "trial_end")
    if at > now + LONGEST_TRIAL * DAY:
        message = f"The maximum number of trial period days is {LONGEST_TRIAL} (2 years)."
        raise invalid(message, param="trial_end")
    return at


def _apply_hashes(subscription: Object, terms: dict[str, Any]) -> None:
    if terms.get("automatic_tax"):
        changes = terms["automatic_tax"]
        liability = dict(changes.get("liability") or {"type": "self"}) if changes["enabled"] else None
        subscription["automatic_tax"] = {"disabled_reason": None, "enabled": changes["enabled"], "liability": liability}
    if terms.get("invoice_settings"):
        known = ("account_tax_ids", "custom_fields", "description", "footer", "issuer")
        changes = {name: value for name, value in terms["invoice_settings"].items() if name in known}
        subscription["invoice_settings"] = subscription["invoice_settings"] | changes
    if terms.get("payment_settings"):
        changes = {name: value for name, value in terms["payment_settings"].items() if name in PAYMENT_SETTINGS}
        subscription["payment_settings"] = subscription["payment_settings"] | changes
    if terms.get("trial_settings"):
        behavior = terms["trial_settings"]["end_behavior"]["missing_payment_method"]
        subscription["trial_settings"] = {"end_behavior": {"missing_payment_method": behavior}}
