"""What an invoice item or a line costs is in its `pricing`; before, in `price`, `plan` and `unit_amount` (fact 124).

Handlers still take `price` beside `pricing[price]`.
"""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.versions.change import Change


def _price(account: Account, obj: Object) -> Object | None:
    details = (obj["pricing"] or {}).get("price_details") or {}
    price = account.table("price").find(details.get("price") or "")
    return None if price is None else copy_of(price)


def _plan(account: Account, obj: Object) -> Object | None:
    """The plan of a line or an item of a subscription, as its subscription item carries it."""
    parent = obj.get("parent") or {}
    details = parent.get("subscription_item_details") or parent.get("subscription_details") or {}
    item, price = account.find(details.get("subscription_item")), _price(account, obj)
    same = item is not None and price is not None and item["price"]["id"] == price["id"]
    return copy_of(item["plan"]) if item is not None and same else None


def _unit_amount(_: Account, item: Object) -> int | None:
    decimal = (item["pricing"] or {}).get("unit_amount_decimal") or ""
    return int(decimal) if decimal.lstrip("-").isdigit() else None


def _unit_amount_decimal(_: Account, obj: Object) -> str | None:
    decimal: str | None = (obj["pricing"] or {}).get("unit_amount_decimal")
    return decimal


def _as_decimal(_: Account, params: Object, __: Mapping[str, str]) -> Mapping[str, str]:
    amount = params.pop("unit_amount", None)
    if amount is None:
        return {}
    params["unit_amount_decimal"] = str(amount)
    return {"unit_amount_decimal": "unit_amount"}


CHANGE = Change(
    "https://docs.stripe.com/changelog/basil/2025-03-31/invoice-pricing-configurations",
    fields={
        "line_item": {"plan": _plan, "price": _price, "unit_amount_excluding_tax": _unit_amount_decimal},
        "invoiceitem": {
            "plan": _plan,
            "price": _price,
            "unit_amount": _unit_amount,
            "unit_amount_decimal": _unit_amount_decimal,
        },
    },
    params={"POST /v1/invoiceitems": _as_decimal, "POST /v1/invoiceitems/{}": _as_decimal},
)
