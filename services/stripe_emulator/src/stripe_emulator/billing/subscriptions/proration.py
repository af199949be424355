"""Prorations: the cost of a change in the middle of a period, to the second.

https://docs.stripe.com/billing/subscriptions/prorations: the unused time is credited, the remaining time charged at the
new price. A credit counts from the old price in the classic billing mode, from what was charged in the flexible one
(fact 132). A subscription's discounts are included in both. Usage and trials are never prorated.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from stripe_emulator.billing.invoices import debits, invoice_items, lines, subscription_invoices
from stripe_emulator.billing.shared import discounts, prices
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.catalog import pricing
from stripe_emulator.catalog.coupon_terms import coupon_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object, copy_value


def credit(call: Call, subscription: Object, item: Object, at: int) -> Object | None:
    """The invoice item that credits the unused time of an item; None where none was charged."""
    if not _is_prorated(subscription, item, at):
        return None
    if subscription["billing_mode"]["type"] == "classic":
        amount = worth(call.account, subscription, item, at, item["current_period_end"])
    else:
        debit = debits.last(call.account, item["id"], at)
        if debit is None:
            return None
        amount = debit.rest(at)
    return _item(call, subscription, item, at, -amount, sign=-1)


def debit(call: Call, subscription: Object, item: Object, at: int) -> Object | None:
    """The invoice item that charges the remaining time of an item, at its price after the change."""
    if not _is_prorated(subscription, item, at):
        return None
    amount = worth(call.account, subscription, item, at, item["current_period_end"])
    charged = _item(call, subscription, item, at, amount, sign=1)
    debits.remember_item(call.account, item["id"], charged)
    return charged


def worth(account: Account, subscription: Object, item: Object, start: int, end: int) -> int:
    """The price of an item for a part of its period, discounts included, in minor units."""
    whole = Fraction(prices.amount_of(account, item, subscription["currency"]))
    return pricing.rounded(
        _discounted(account, subscription, item, whole) * subscription_invoices.part(subscription, item, start, end)
    )


def _is_prorated(subscription: Object, item: Object, at: int) -> bool:
    over = at >= item["current_period_end"]
    return not (over or prices.is_metered(item["price"]) or subscription["status"] == "trialing")


def _item(call: Call, subscription: Object, item: Object, at: int, amount: int, *, sign: int) -> Object:
    account = call.account
    customer = account.get("customer", subscription["customer"])
    fields: dict[str, Any] = {
        "amount": amount,
        "currency": subscription["currency"],
        "description": lines.proration_text(account, item, at, credit=sign < 0),
        "discountable": False,
        "parent": {
            "subscription_details": {"subscription": subscription["id"], "subscription_item": item["id"]},
            "type": "subscription_details",
        },
        "period": {"end": item["current_period_end"], "start": at},
        "pricing": lines.pricing(item["price"], None),
        "proration": True,
        "proration_details": {"credited_items": _credited(account, subscription, item, sign), "discount_amounts": []},
        "tax_rates": copy_value(item["tax_rates"] or []),
        **lines.counts(item["quantity"]),
    }
    return invoice_items.add(call, customer, fields)


def _credited(account: Account, subscription: Object, item: Object, sign: int) -> Object | None:
    """The invoice lines that a credit is for, as far as the latest invoice has them."""
    invoice = account.find(subscription["latest_invoice"])
    if sign > 0 or invoice is None:
        return None
    ids = [line["id"] for line in invoice["lines"]["data"] if line["amount"] > 0 and _owner(line) == item["id"]]
    if not ids:
        return None
    details = {"invoice": invoice["id"], "invoice_line_items": ids}
    return {"invoice_item": None, "invoice_line_item_details": details, "type": "invoice_line_items"}


def _owner(line: Object) -> str | None:
    details = (line["parent"] or {}).get("subscription_item_details") or {}
    id: str | None = details.get("subscription_item")
    return id


def _discounted(account: Account, subscription: Object, item: Object, amount: Fraction) -> Fraction:
    """An amount less the percentage discounts of item and subscription; fixed amounts come off whole invoices only."""
    for discount in discounts.found(account, [*item["discounts"], *subscription["discounts"]]):
        coupon = coupon_of(account, discount)
        if coupon["percent_off"] is not None:
            amount *= 1 - pricing.percentage(coupon["percent_off"])
    return amount


def elapsed(
    account: Account, subscription: Object, item: Object, since: int, until: int, interval: str, count: int
) -> int:
    """The price of the time before a backdated subscription was created, in minor units.

    Whole intervals and a part of one are counted from the backdated start (https://docs.stripe.com/billing/subscriptions/backdating).
    """
    whole = 0
    while periods.add(since, interval, count * (whole + 1)) <= until:
        whole += 1
    last_boundary = periods.add(since, interval, count * whole)
    units = whole + Fraction(until - last_boundary, periods.add(since, interval, count * (whole + 1)) - last_boundary)
    return pricing.rounded(prices.amount_of(account, item, subscription["currency"]) * units)
