"""The features of a portal configuration (https://docs.stripe.com/api/customer_portal/configurations/object)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stripe_emulator.contract.nodes import within
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid

REASONS = [
    "customer_service",
    "low_quality",
    "missing_features",
    "other",
    "switched_service",
    "too_complex",
    "too_expensive",
    "unused",
]
# Nothing is allowed; each feature with its documented defaults.
NONE: Object = {
    "customer_update": {"allowed_updates": [], "enabled": False},
    "invoice_history": {"enabled": False},
    "payment_method_update": {"enabled": False, "payment_method_configuration": None},
    "subscription_cancel": {
        "cancellation_reason": {"enabled": False, "feedback_options": None, "options": REASONS},
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_update": {
        "billing_cycle_anchor": "unchanged",
        "default_allowed_updates": [],
        "enabled": False,
        "products": None,
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    },
}
# Unset by an empty string, but never null.
LISTS = frozenset(("allowed_updates", "options", "default_allowed_updates", "conditions"))
MOST_PRODUCTS = 10


def none() -> Object:
    """The features of a configuration with everything off."""
    return copy_of(NONE)


def merged(account: Account, features: Object, params: Mapping[str, Any]) -> Object:
    """The features with these parameters applied; 400 for what no portal can offer."""
    merged = {name: _merged(feature, params.get(name, {})) for name, feature in features.items()}
    _check_cancel(merged["subscription_cancel"])
    _check_update(account, merged["subscription_update"])
    return merged


def _merged(feature: Object, params: Mapping[str, Any]) -> Object:
    merged: Object = copy_of(feature)
    for name, value in params.items():
        if isinstance(merged.get(name), dict) and isinstance(value, dict):
            merged[name] = _merged(merged[name], value)
        else:
            merged[name] = [] if value is None and name in LISTS else value
    return merged


def _check_cancel(cancel: Object) -> None:
    path = "features[subscription_cancel][proration_behavior]"
    if cancel["proration_behavior"] == "always_invoice":
        raise invalid("`proration_behavior=always_invoice` is not supported for `subscription_cancel`.", param=path)
    if cancel["mode"] == "at_period_end" and cancel["proration_behavior"] == "create_prorations":
        message = "`proration_behavior=create_prorations` is only compatible with `mode=immediately`."
        raise invalid(message, param=path)


def _check_update(account: Account, update: Object) -> None:
    path = "features[subscription_update][products]"
    products: Sequence[Object] = update["products"] or ()
    if len(products) > MOST_PRODUCTS:
        raise invalid(f"You can pass up to {MOST_PRODUCTS} products, got {len(products)}.", param=path)
    for number, one in enumerate(products):
        at = f"{path}[{number}]"
        account.resolve("product", one["product"], within(at, "product"))
        for place, id in enumerate(one["prices"] or ()):
            price = account.resolve("price", id, f"{at}[prices][{place}]")
            if price["product"] != one["product"]:
                message = f"The price `{id}` is not of the product `{one['product']}`."
                raise invalid(message, param=f"{at}[prices][{place}]")
        _complete(one)


def _complete(product: Object) -> None:
    quantity = product.get("adjustable_quantity") or {"enabled": False}
    blank = {"enabled": False, "maximum": None, "minimum": 1}
    product["adjustable_quantity"] = {**blank, **quantity}
