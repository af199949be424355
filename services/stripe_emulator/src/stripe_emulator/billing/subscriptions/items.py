"""Subscription items: what is subscribed to, at which price, how many (https://docs.stripe.com/api/subscription_items)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stripe_emulator.billing.invoices import drafting
from stripe_emulator.billing.shared import automatic_call, discounts, prices
from stripe_emulator.catalog import prices as catalog_prices
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid

KIND = "subscription_item"
# Items of a subscription (https://docs.stripe.com/billing/subscriptions/quantities).
MANY = 20


def create(call: Call, subscription: Object, params: dict[str, Any], path: str) -> Object:
    """A new item, not stored; whoever adds it sets its period."""
    price = catalog_prices.price_of(call, params, path, type="recurring")
    item = new(
        call.account,
        KIND,
        call.account.ids.new("si_"),
        billing_thresholds=params.get("billing_thresholds"),
        created=automatic_call.now(call, subscription),
        subscription=subscription["id"],
        tax_rates=[],
    )
    put_price(call.account, item, price)
    item["quantity"] = None if prices.is_metered(price) else quantity(params, path)
    apply(call, item, params, path, subscription["customer"])
    return item


def quantity(params: dict[str, Any], path: str) -> int:
    """The quantity, 1 by default; 400 for a negative one."""
    many: int = params.get("quantity", 1)
    if many < 0:
        raise invalid("Invalid non-negative integer", param=within(path, "quantity"), code="parameter_invalid_integer")
    return many


def apply(call: Call, item: Object, params: dict[str, Any], path: str, customer: str) -> None:
    """Set the fields of an item other than price and quantity."""
    if "tax_rates" in params:
        item["tax_rates"] = drafting.tax_rates(call.account, params["tax_rates"], within(path, "tax_rates"))
    if "discounts" in params:
        owner = {"customer": customer, "subscription": item["subscription"], "subscription_item": item["id"]}
        item["discounts"] = discounts.create(
            call, params["discounts"], within(path, "discounts"), item["discounts"], currency=None, **owner
        )
    if "metadata" in params:
        item["metadata"] = merge_metadata(item["metadata"], params["metadata"])
    if "billing_thresholds" in params:
        item["billing_thresholds"] = params["billing_thresholds"]


def put_price(account: Account, item: Object, price: Object) -> None:
    """Set the price of an item, and the plan that mirrors it."""
    item["price"] = copy_of(price)
    item["plan"] = catalog_prices.plan_of(price)


def list_object(subscription: str, items: list[Object]) -> Object:
    """The embedded list of a subscription's items."""
    url = f"/v1/subscription_items?subscription={subscription}"
    return {"object": "list", "data": items, "has_more": False, "total_count": len(items), "url": url}


def put(account: Account, subscription: Object, items: list[Object]) -> None:
    """Set the items of a subscription: the same objects are in its list and under their own ids."""
    known = {item["id"] for item in items}
    for item in (subscription["items"] or {"data": []})["data"]:
        if item["id"] not in known:
            account.remove(item)
    for item in items:
        if account.find(item["id"]) is None:
            account.add(item)
    subscription["items"] = list_object(subscription["id"], items)


def check(account: Account, subscription: Object, items: Sequence[Object], path: str) -> None:
    """Refuse no items, too many, duplicate prices, mixed currencies and amounts beyond twelve digits."""
    if not items:
        message = (
            "A subscription must have at least one active plan. If you'd like to cancel the subscription, you should "
            "do so with the subscription API."
        )
        raise invalid(message, param=path)
    if len(items) > MANY:
        raise invalid(f"A subscription can have up to {MANY} items, got {len(items)}.", param=path)
    ids = [item["price"]["id"] for item in items]
    if twice := next((id for id in ids if ids.count(id) > 1), None):
        raise invalid(f"Cannot add multiple subscription items with the same plan: {twice}", param=path)
    for number, item in enumerate(items):
        price = account.table("price").find(item["price"]["id"]) or item["price"]
        where = f"{path}[{number}][price]" if path == "items" else path
        drafting.check_same_currency(account, price, subscription["currency"], where)
        off = within(f"{path}[{number}]" if path == "items" else "", "discounts")
        discounts.check_currency(account, item["discounts"], subscription["currency"], off)
        prices.amount_of(account, item, subscription["currency"])
    _check_intervals(subscription, items, path)


def within(path: str, name: str) -> str:
    """The path of a parameter within another one; `name` itself at the top."""
    return f"{path}[{name}]" if path else name


def shortest(items: Iterable[Object]) -> tuple[str, int]:
    """The interval of the item that is billed most often: it sets the pace of the subscription."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}
    return min((prices.interval_of(item["price"]) for item in items), key=lambda every: days[every[0]] * every[1])


def _check_intervals(subscription: Object, items: Sequence[Object], path: str) -> None:
    intervals = {prices.interval_of(item["price"]) for item in items}
    if subscription["billing_mode"]["type"] == "classic" and len(intervals) > 1:
        message = (
            "Currency and interval fields must match across all plans on this subscription. Found mismatch in "
            "interval field."
        )
        raise invalid(message, param=path)
