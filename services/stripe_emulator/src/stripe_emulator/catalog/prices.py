"""Prices: making them, finding the one that a parameter names, their cost, their view as a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.catalog import pricing, products
from stripe_emulator.catalog.checks import MAX_AMOUNT, only_one
from stripe_emulator.catalog.price_terms import hidden_terms, visible_terms
from stripe_emulator.contract import CURRENT
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param

KIND = "price"
HIDDEN = "prices.hidden"
# Key of `account.memory`: how the reported usage of a price adds up, where that was said.
AGGREGATION = "prices.aggregate_usage"
# Set beside `price` when a quote or a schedule has agreed on it earlier: then it may be inactive by now.
AGREED = "agreed"
INACTIVE = "The price specified is inactive. This field only accepts active prices."
ONLY = (
    "The price specified is set to `type={got}` but this field only accepts prices with `type={wanted}`. For more "
    "information, see https://docs.stripe.com/api/prices/object#price_object-type"
)


def create(
    call: Call, params: Mapping[str, Any], product: str, path: str = "", *, id: str | None = None, active: bool = True
) -> Object:
    """A price of a product; `path` is where its parameters are. Sends the events of the price and of its plan."""
    account = call.account
    terms = visible_terms(call, params, path)
    hidden = hidden_terms(terms, params, path)
    metadata = merge_metadata({}, params.get("metadata"))
    price = new(
        account,
        KIND,
        id or account.ids.new("price_"),
        active=params.get("active", active),
        lookup_key=params.get("lookup_key"),
        metadata=metadata,
        nickname=params.get("nickname"),
        product=product,
        **terms,
    )
    account.memory.setdefault(HIDDEN, {})[price["id"]] = hidden
    if (mode := (params.get("recurring") or {}).get("aggregate_usage")) is not None:
        account.memory.setdefault(AGGREGATION, {})[price["id"]] = mode
    account.add(price)
    emit(call, "created", price)
    return price


def check(call: Call, params: Mapping[str, Any], path: str = "") -> None:
    """Refuse parameters that no price can have, before a product is made for it."""
    hidden_terms(visible_terms(call, params, path), params, path)


def check_archivable(account: Account, price: Object, params: Mapping[str, Any]) -> None:
    """Refuse to deactivate a price that its product names as its default (stripe/stripe-python#658)."""
    product = account.table("product").find(price["product"])
    if params.get("active") is False and product is not None and product.get("default_price") == price["id"]:
        raise invalid("This price cannot be archived because it is the default price of its product.")


def emit(call: Call, action: str, price: Object, previous: Object | None = None) -> None:
    """Send the event of a price and, for a recurring one, of the plan with the same id."""
    if price["type"] == "recurring":
        plan = plan_of(price)
        of_plan = None if previous is None else {name: was for name, was in previous.items() if name in plan}
        if of_plan or previous is None:
            call.emit(f"plan.{action}", plan, of_plan)
    call.emit(f"price.{action}", price, previous)


def price_of(call: Call, item: Mapping[str, Any], path: str = "", *, type: str | None = None) -> Object:
    """The price that `item` names by `price` or `plan`, or that its `price_data` makes; `path` is where `item` is.

    400 for an inactive price, for another `type` than requested, and `resource_missing` for an unknown id.
    """
    only_one(item, ("price", "price_data", "plan"), path)
    for name in ("price", "plan"):
        if item.get(name) is not None:
            price = call.account.resolve(KIND, item[name], within(path, name))
            if not price["active"] and not item.get(AGREED):
                raise invalid(INACTIVE, param=within(path, name))
            return _of_type(price, type, within(path, name))
    if item.get("price_data") is None:
        raise missing_param(within(path, "price"))
    return inline(call, item["price_data"], within(path, "price_data"), type=type)


def inline(call: Call, data: Mapping[str, Any], path: str, *, type: str | None = None) -> Object:
    """The price of `price_data`: inactive, because it is for one use, and so is a product made with it."""
    own_type = "recurring" if data.get("recurring") else "one_time"
    if type is not None and type != own_type:
        raise invalid(ONLY.format(got=own_type, wanted=type), param=path)
    product = product_of(call, data, path, active=False)
    return create(call, data, product, path, active=False)


def product_of(call: Call, data: Mapping[str, Any], path: str, *, active: bool = True) -> str:
    """The id of the product that `product` names or that `product_data` makes."""
    only_one(data, ("product", "product_data"), path)
    if data.get("product") is not None:
        id: str = call.account.resolve("product", data["product"], within(path, "product"))["id"]
        return id
    if data.get("product_data") is None:
        raise invalid("You must specify either `product` or `product_data` when creating a price.")
    check(call, data, path)
    new_id: str = products.create(call, data["product_data"], within(path, "product_data"), active=active)["id"]
    return new_id


def terms(account: Account, price: Object, currency: str | None = None) -> Object:
    """The terms of a price in a currency (its own by default), as `pricing.amount` needs them; 400 without an amount in
    it.
    """
    hidden = hidden_of(account, price)
    currency = currency or price["currency"]
    option = hidden["currency_options"].get(currency)
    if option is None:
        message = f"The price `{price['id']}` is not available in {currency}: it has `currency={price['currency']}`"
        raise invalid(f"{message} and no such `currency_options`.", param="currency")
    fixed = {name: price[name] for name in ("billing_scheme", "tiers_mode", "transform_quantity")}
    return {**fixed, "tiers": None, **option, "currency": currency}


def amount_of(account: Account, price: Object, quantity: pricing.Quantity, currency: str | None = None) -> int:
    """The cost of a quantity in minor units; 400 beyond twelve digits."""
    total = pricing.amount(terms(account, price, currency), quantity)
    if abs(total) > MAX_AMOUNT:
        message = f"The amount of {quantity} of the price `{price['id']}` has more than 12 digits."
        raise invalid(message, param="quantity", code="amount_too_large")
    return total


def hidden_of(account: Account, price: Object) -> Object:
    """The `tiers` and `currency_options` of a price; also of one that was deleted as a plan."""
    fields: Object = account.memory.get(HIDDEN, {})[price["id"]]
    return fields


def aggregate_usage(account: Account, price: Object) -> str | None:
    """How reported usage adds up to a period's quantity, for API versions before 2025-03-31.basil; `sum` by default."""
    if (price["recurring"] or {}).get("usage_type") != "metered":
        return None
    mode: str = account.memory.get(AGGREGATION, {}).get(price["id"], "sum")
    return mode


def plan_of(price: Object) -> Object:
    """A recurring price as the older Plans API shows it: same id, same terms (https://docs.stripe.com/api/plans)."""
    recurring = price["recurring"]
    return {
        **CURRENT.blank("plan"),
        **{name: price[name] for name in ("id", "active", "billing_scheme", "created", "currency", "nickname")},
        **{name: recurring[name] for name in ("interval", "interval_count", "meter", "usage_type")},
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "metadata": dict(price["metadata"]),
        "product": price["product"],
        "tiers_mode": price["tiers_mode"],
        "transform_usage": copy_of(price["transform_quantity"]) if price["transform_quantity"] else None,
        "trial_period_days": recurring["trial_period_days"],
    }


def _of_type(price: Object, type: str | None, path: str) -> Object:
    if type is not None and price["type"] != type:
        raise invalid(ONLY.format(got=price["type"], wanted=type), param=path)
    return price
