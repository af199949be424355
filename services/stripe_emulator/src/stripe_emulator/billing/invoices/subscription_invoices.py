"""Invoices of a subscription: with its terms, for the periods and items that are due."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from stripe_emulator.billing.invoices import drafting, lines
from stripe_emulator.billing.shared import automatic_call, discounts, prices
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.catalog import pricing
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object, copy_value


def draft(
    call: Call,
    subscription: Object,
    due: Sequence[Object],
    *,
    reason: str,
    period: lines.Period,
    waiting: bool = True,
    only: Sequence[str] = (),
) -> Object:
    """A draft with a line for the period of each due item, and the customer's pending items; not stored yet."""
    account = call.account
    customer = account.get("customer", subscription["customer"])
    settings = subscription["invoice_settings"]
    terms = {
        **{name: settings[name] for name in ("account_tax_ids", "custom_fields", "description", "footer", "issuer")},
        "auto_advance": True,
        "collection_method": subscription["collection_method"],
        "on_behalf_of": subscription["on_behalf_of"],
        "payment_settings": {"payment_method_types": subscription["payment_settings"]["payment_method_types"]},
    }
    if subscription["collection_method"] == "send_invoice":
        terms["days_until_due"] = subscription["days_until_due"]
    currency = subscription["currency"]
    invoice = drafting.draft(
        call, customer, terms, currency=currency, reason=reason, subscription=subscription, period=period
    )
    invoice["default_tax_rates"] = copy_value(subscription["default_tax_rates"] or [])
    invoice["automatic_tax"] |= {"enabled": subscription["automatic_tax"]["enabled"]}
    invoice["discounts"] = discounts_of(account, subscription, customer, invoice["created"])
    for item in due:
        drafting.put(account, invoice, line(call, subscription, item))
    if waiting:
        drafting.take_waiting(account, invoice, subscription["id"], only=only)
    return invoice


def store(call: Call, subscription: Object, invoice: Object) -> Object:
    """Store the draft as the subscription's latest invoice; discounts for one invoice are removed."""
    drafting.store(call, invoice)
    subscription["latest_invoice"] = invoice["id"]
    discounts.remove_used(call, subscription, automatic_call.now(call, subscription))
    return invoice


def line(call: Call, subscription: Object, item: Object) -> Object:
    """The line of an item for its current period, in proportion where the anchor or `cancel_at` makes that shorter."""
    period = (item["current_period_start"], item["current_period_end"])
    trial = (subscription["trial_end"] or 0) >= period[1] and subscription["status"] == "trialing"
    line_item = lines.of_item(call.account, subscription, item, period, trial=trial)
    share = part(subscription, item, *period)
    if not trial and share != 1:
        line_item["amount"] = pricing.rounded(line_item["amount"] * share)
        line_item["subtotal"] = line_item["amount"]
    return line_item


def part(subscription: Object, item: Object, start: int, end: int) -> Fraction:
    """The part of a whole period that lies between two times; 1 for a whole one."""
    every = prices.interval_of(item["price"])
    anchor = subscription["billing_cycle_anchor"]
    whole = periods.following(anchor, *every, end - 1) - periods.preceding(anchor, *every, end - 1)
    return min(Fraction(end - start, whole), Fraction(1)) if whole > 0 else Fraction(1)


def discounts_of(account: Account, subscription: Object, customer: Object, now: int) -> list[str]:
    """The subscription's own discounts, else the customer's (https://docs.stripe.com/billing/subscriptions/coupons)."""
    own = discounts.still_valid(account, subscription["discounts"], now)
    general = (customer["discount"] or {}).get("id")
    return own or discounts.still_valid(account, [general] if general else [], now)
