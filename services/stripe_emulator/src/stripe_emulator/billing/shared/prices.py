"""Prices in billing, beyond `catalog.prices`: intervals, usage, the product's name."""

from __future__ import annotations

from stripe_emulator.catalog import prices
from stripe_emulator.state.account import Account, Object


def amount_of(account: Account, item: Object, currency: str) -> int:
    """The price of a subscription item for one period, in minor units; 0 for metered usage."""
    price = item["price"]
    return 0 if is_metered(price) else prices.amount_of(account, price, item["quantity"] or 0, currency)


def interval_of(price: Object) -> tuple[str, int]:
    """How often a recurring price is billed: `("month", 3)` is every three months."""
    return price["recurring"]["interval"], price["recurring"]["interval_count"]


def is_metered(price: Object) -> bool:
    """Whether usage is billed afterwards: such an item has no quantity."""
    return bool((price["recurring"] or {}).get("usage_type") == "metered")


def is_free(account: Account, price: Object, currency: str) -> bool:
    """Whether a price costs nothing, whatever the quantity; usage is not known in advance, so it is not free."""
    return not is_metered(price) and prices.amount_of(account, price, 1, currency) == 0


def product_of(account: Account, price: Object) -> Object:
    """The product of a price, or a substitute where it was deleted."""
    product = account.table("product").find(price["product"])
    return product if product and not product.get("deleted") else {"name": "Product", "unit_label": None}
