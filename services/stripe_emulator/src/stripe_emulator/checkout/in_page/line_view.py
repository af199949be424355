"""Line items and their taxes, discounts and periods as Stripe.js shows them."""

from __future__ import annotations

from typing import Any

from stripe_emulator.catalog import prices
from stripe_emulator.resource_kit import on_demand
from stripe_emulator.state.account import Account, Object


def money(minor_units: int) -> Object:
    return {"minorUnitsAmount": minor_units}


def of(account: Account, line: Object) -> Object:
    """A line item, `StripeCheckoutLineItem` of the types."""
    price, product = line["price"], account.find(line["price"]["product"]) or {}
    taxes = on_demand.kept(account, line["id"], "taxes")
    return {
        "id": line["id"],
        "name": line["description"],
        "description": product.get("description"),
        "images": list(product.get("images") or ()),
        "unitLabel": product.get("unit_label"),
        "priceId": price["id"],
        "quantity": line["quantity"],
        "isRemovable": False,
        "adjustableQuantity": _adjustable(line["adjustable_quantity"]),
        "recurring": _recurring(price),
        "unitAmount": money(_unit_amount(account, line)),
        "unitAmountDecimal": None,
        "subtotal": money(line["amount_subtotal"]),
        "discount": money(line["amount_discount"]),
        **tax_sums(taxes),
        "total": money(line["amount_total"]),
        "taxAmounts": [tax_of(tax) for tax in taxes] or None,
        "discountAmounts": [
            discount_of(account, one["discount"], one["amount"])
            for one in on_demand.kept(account, line["id"], "discounts")
        ]
        or None,
        "pricing": None,
        "transformQuantity": None,
    }


def tax_sums(taxes: list[Object]) -> Object:
    """The taxes on top of the prices and those within them."""
    within = sum(tax["amount"] for tax in taxes if tax["rate"]["inclusive"])
    return {"taxExclusive": money(sum(tax["amount"] for tax in taxes) - within), "taxInclusive": money(within)}


def tax_of(tax: Object) -> Object:
    rate = tax["rate"]
    named = {"displayName": rate["display_name"], "inclusive": rate["inclusive"], "percentage": rate["percentage"]}
    return {**money(tax["amount"]), **named}


def discount_of(account: Account, discount: Object, amount: int) -> Object:
    """A discount of a line or of the whole session; `once` is shown as no recurrence."""
    coupon = account.find(discount["source"]["coupon"]) or {}
    code = account.find(discount["promotion_code"])
    lasting: dict[str, Any] = {"forever": {"type": "forever"}}
    lasting["repeating"] = {"type": "repeating", "durationInMonths": coupon.get("duration_in_months")}
    return {
        **money(amount),
        "displayName": coupon.get("name") or (code["code"] if code else "") or discount["source"]["coupon"],
        "promotionCode": code["code"] if code else None,
        "percentOff": coupon.get("percent_off"),
        "recurring": lasting.get(coupon.get("duration", "")),
    }


def _unit_amount(account: Account, line: Object) -> int:
    """The price of one; of an amount that the shopper chose, that amount."""
    price = account.find(line["price"]["id"]) or line["price"]
    if price["custom_unit_amount"] is not None:
        return int(line["amount_subtotal"] // (line["quantity"] or 1))
    return prices.amount_of(account, price, 1, line["currency"])


def _adjustable(quantities: Object | None) -> Object | None:
    if not quantities or not quantities["enabled"]:
        return None
    return {"minimum": quantities["minimum"] or 0, "maximum": quantities["maximum"] or 99}


def _recurring(price: Object) -> Object | None:
    recurring = price["recurring"]
    return recurring and {
        "interval": recurring["interval"],
        "intervalCount": recurring["interval_count"],
        "isProrated": False,
        "usageType": recurring["usage_type"],
    }
