"""Line items of invoices, as they were recorded (https://docs.stripe.com/api/invoice-line-item/object)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from stripe_emulator.billing.invoices.lookups import TAX_RATES
from stripe_emulator.billing.shared import prices
from stripe_emulator.resource_kit.amounts import decimals, display
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object, copy_of

Period = tuple[int, int]


def of_item(account: Account, subscription: Object, item: Object, period: Period, *, trial: bool = False) -> Object:
    """The line of a subscription item for a period; its amount is 0 during a trial."""
    price, quantity = item["price"], item["quantity"]
    amount = 0 if trial else prices.amount_of(account, item, subscription["currency"])
    words = _trial_text(account, subscription, item) if trial else item_text(account, item)
    line = _line(
        account,
        subscription["currency"],
        amount,
        period,
        description=words,
        discounts=list(item["discounts"]),
        metadata=dict(item["metadata"]),
        parent=_of_subscription(subscription["id"], item["id"], None, proration=False),
        pricing=pricing(price, "0" if trial else price["unit_amount_decimal"]),
        subscription=subscription["id"],
        **counts(0 if prices.is_metered(price) else quantity),
    )
    remember_tax_rates(account, line, item["tax_rates"] or [])
    return line


def of_invoice_item(account: Account, item: Object) -> Object:
    """The line of an invoice item; a proration's line names the lines that it credits."""
    details = (item["parent"] or {}).get("subscription_details") or {}
    subscription, owner = details.get("subscription"), details.get("subscription_item")
    if subscription is not None and owner is not None:
        parent = _of_subscription(subscription, owner, item["id"], proration=item["proration"])
        credited = ((item["proration_details"] or {}).get("credited_items") or {}).get("invoice_line_item_details")
        parent["subscription_item_details"]["proration_details"]["credited_items"] = credited and copy_of(credited)
    else:
        parent = {
            "invoice_item_details": {
                "invoice_item": item["id"],
                "proration": item["proration"],
                "proration_details": {"credited_items": None},
                "subscription": subscription,
            },
            "subscription_item_details": None,
            "type": "invoice_item_details",
        }
    line = _line(
        account,
        item["currency"],
        item["amount"],
        (item["period"]["start"], item["period"]["end"]),
        description=item["description"],
        discountable=item["discountable"],
        discounts=list(item["discounts"] or []),
        metadata=dict(item["metadata"]),
        parent=parent,
        pricing=item["pricing"] and copy_of(item["pricing"]),
        subscription=subscription,
        **counts(item["quantity"]),
    )
    remember_tax_rates(account, line, item["tax_rates"] or [])
    return line


def pricing(price: Object, unit_amount_decimal: str | None) -> Object:
    """The `pricing` hash of a line or an invoice item."""
    return {
        "price_details": {"price": price["id"], "product": price["product"]},
        "type": "price_details",
        "unit_amount_decimal": unit_amount_decimal,
    }


def counts(quantity: int | None) -> Object:
    """A quantity in both fields that carry it."""
    return {"quantity": quantity, "quantity_decimal": None if quantity is None else str(quantity)}


def _trial_text(account: Account, subscription: Object, item: Object) -> str:
    """A trial as each billing mode words it (https://docs.stripe.com/billing/subscriptions/billing-mode/compare#trials)."""
    if subscription["billing_mode"]["type"] == "flexible":
        return f"Free trial for {quantity_text(account, item)}"
    if prices.is_metered(item["price"]):
        return f"{quantity_text(account, item)} (Free trial)"
    return f"Trial period for {prices.product_of(account, item['price'])['name']}"


def quantity_text(account: Account, item: Object) -> str:
    """`2 × Gold`, with the product's unit label where it has one: `2 seats × Gold`."""
    product = prices.product_of(account, item["price"])
    unit = f" {product['unit_label']}" if product.get("unit_label") else ""
    quantity = 0 if item["quantity"] is None else item["quantity"]
    return f"{quantity}{unit} × {product['name']}"


def item_text(account: Account, item: Object) -> str:
    """`1 × Gold (at $15.00 / month)`."""
    price = item["price"]
    interval, count = prices.interval_of(price)
    every = interval if count == 1 else f"every {count} {interval}s"
    unit = Decimal(price["unit_amount_decimal"] or 0)
    shown_unit = display(int(unit), price["currency"]) if unit == int(unit) else _fine(unit, price["currency"])
    return f"{quantity_text(account, item)} (at {shown_unit} / {every})"


def proration_text(account: Account, item: Object, at: int, *, credit: bool) -> str:
    """`Unused time on 2 × Gold after 20 Sep 2026`; the quantity only where there are several."""
    several = item["quantity"] not in (None, 1)
    name = quantity_text(account, item) if several else prices.product_of(account, item["price"])["name"]
    day = datetime.fromtimestamp(at, UTC)
    return f"{'Unused' if credit else 'Remaining'} time on {name} after {day.day:02} {day:%b %Y}"


def remember_tax_rates(account: Account, line: Object, rates: list[Object]) -> None:
    """The tax rates of a line; with none, its invoice's default rates count."""
    remembered: dict[str, list[str]] = account.memory.setdefault(TAX_RATES, {})
    remembered[line["id"]] = [rate["id"] for rate in rates]


def _fine(unit: Decimal, currency: str) -> str:
    return f"{display(0, currency)[:-1].rstrip('0.')}{unit.scaleb(-decimals(currency)).normalize():f}"


def _of_subscription(subscription: str, item: str, invoice_item: str | None, *, proration: bool) -> Object:
    return {
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": invoice_item,
            "proration": proration,
            "proration_details": {"credited_items": None},
            "subscription": subscription,
            "subscription_item": item,
        },
        "type": "subscription_item_details",
    }


def _line(account: Account, currency: str, amount: int, period: Period, **fields: Any) -> Object:
    start, end = period
    return new(
        account,
        "line_item",
        account.ids.new("il_"),
        amount=amount,
        currency=currency,
        discount_amounts=[],
        period={"end": end, "start": start},
        pretax_credit_amounts=[],
        subtotal=amount,
        taxes=[],
        **{"discountable": True, **fields},
    )
