"""A line item of a new Checkout Session has a `price` or `price_data`; before, it could have an amount and a name."""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change

OF_PRODUCT = ("name", "description", "images")


def _as_price_data(_: Account, params: Object, __: Mapping[str, str]) -> Mapping[str, str]:
    told = {}
    for number, item in enumerate(params.get("line_items") or ()):
        if "amount" in item:
            product = {name: item.pop(name) for name in OF_PRODUCT if name in item}
            item["price_data"] = {"unit_amount": item.pop("amount"), "product_data": product}
            if "currency" in item:
                item["price_data"]["currency"] = item.pop("currency")
            told[f"line_items[{number}][price_data][unit_amount]"] = f"line_items[{number}][amount]"
    return told


CHANGE = Change(
    "https://docs.stripe.com/changelog/2022-08-01/replaces-line-item-create-checkout-session",
    params={"POST /v1/checkout/sessions": _as_price_data},
)
