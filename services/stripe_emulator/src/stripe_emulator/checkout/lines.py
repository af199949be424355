"""Line items: what a session sells, made from prices (https://docs.stripe.com/api/checkout/sessions/line_items)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.catalog import prices
from stripe_emulator.resource_kit import on_demand
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import StripeError, invalid

KIND = "item"
LARGEST_QUANTITY = 999_999


def create(call: Call, item: dict[str, Any], path: str, currency: str | None = None) -> Object:
    """A line item; taxes and discounts are computed later.

    `currency` is the session's where it is known already: the price must have an amount in it.
    """
    price = prices.price_of(call, item, path)
    _check_product(call.account, item, path)
    quantity = quantity_of(item, price, path)
    currency = currency or price["currency"]
    try:
        prices.terms(call.account, price, currency)
    except StripeError as error:
        raise invalid(error.message or "", param=path) from error
    line = new(
        call.account,
        KIND,
        call.account.ids.new("li_"),
        adjustable_quantity=adjustable(item, path),
        currency=currency,
        description=name_of(call.account, price),
        metadata=merge_metadata({}, item.get("metadata") or {}),
        price=copy_of(price),
        quantity=quantity,
    )
    for name in ("discounts", "taxes"):
        on_demand.keep(call.account, line["id"], name, [])
    cost(call.account, line)
    return line


def _check_product(account: Account, item: dict[str, Any], path: str) -> None:
    """Refuse a price whose product is archived (stripe/stripe-node#2131; Stripe's words are widely quoted)."""
    price = account.find(item.get("price")) or {}
    product = account.find(price.get("product")) or {}
    if product.get("active") is False and price["active"]:
        message = f"Price `{price['id']}` is not available to be purchased because its product is not active."
        raise invalid(message, param=f"{path}[price]")


def cost(account: Account, line: Object, unit: int | None = None) -> None:
    """Set the subtotal of a line in minor units; `unit` is the amount that the shopper chose for one."""
    price, custom = line["price"], line["price"]["custom_unit_amount"]
    if custom is not None:
        chosen = unit if unit is not None else custom["preset"] or 0
        line["amount_subtotal"] = chosen * (line["quantity"] or 1)
    elif metered(price):
        line["amount_subtotal"] = 0
    else:
        stored = account.find(price["id"]) or price
        line["amount_subtotal"] = prices.amount_of(account, stored, line["quantity"] or 0, line["currency"])


def set_quantity(account: Account, line: Object, quantity: int) -> None:
    """Set the quantity if the line allows it; otherwise nothing changes."""
    allowed = line["adjustable_quantity"] or {"enabled": False}
    least, most = allowed.get("minimum") or 0, allowed.get("maximum") or 99
    if allowed["enabled"] and least <= quantity <= most and quantity != line["quantity"]:
        line["quantity"] = quantity
        cost(account, line)


def metered(price: Object) -> bool:
    """Whether usage is billed afterwards: such a line has no quantity."""
    return bool((price["recurring"] or {}).get("usage_type") == "metered")


def name_of(account: Account, price: Object) -> str:
    """The product's name, or a substitute where the product was deleted."""
    product = account.find(price["product"]) or {}
    return str(product.get("name") or price["nickname"] or "Product")


def quantity_of(item: dict[str, Any], price: Object, path: str) -> int | None:
    """The quantity of a line; 400 without one unless usage is metered."""
    quantity: int | None = item.get("quantity")
    if metered(price):
        if quantity is not None:
            message = "When billing with metered usage, you cannot pass `quantity`."
            raise invalid(message, param=f"{path}[quantity]")
        return None
    if quantity is None:
        raise invalid(f"Quantity is required. Add `quantity` to `{path}`", param=path)
    if quantity < 1:
        message = "This value must be greater than or equal to 1."  # https://github.com/stripe/openapi/issues/93
        raise invalid(message, param=f"{path}[quantity]", code="parameter_invalid_integer")
    if quantity > LARGEST_QUANTITY:
        message = f"This value must be less than or equal to {LARGEST_QUANTITY} (it currently is '{quantity}')."
        raise invalid(message, param=f"{path}[quantity]", code="parameter_invalid_integer")
    return quantity


def adjustable(item: dict[str, Any], path: str) -> Object | None:
    """`adjustable_quantity`: the quantities that the shopper may choose, 0 to 99 by default (SDK documentation)."""
    range_params = item.get("adjustable_quantity")
    if range_params is None:
        return None
    least, most = range_params.get("minimum"), range_params.get("maximum")
    if not 0 <= (least or 0) <= (99 if most is None else most) <= LARGEST_QUANTITY:
        message = "`minimum` must be at least 0, `maximum` at least `minimum` and at most 999999."
        raise invalid(message, param=f"{path}[adjustable_quantity]")
    if not range_params["enabled"]:
        return {"enabled": False, "maximum": None, "minimum": None}
    return {"enabled": True, "maximum": 99 if most is None else most, "minimum": least or 0}
