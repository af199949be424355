"""Line items of quotes with their own tax rates and discounts, which the objects do not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stripe_emulator.billing.invoices import drafting
from stripe_emulator.billing.quotes import discounts
from stripe_emulator.billing.shared import prices
from stripe_emulator.catalog import prices as catalog_prices
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object, copy_of, copy_value
from stripe_emulator.wire.errors import invalid, no_such

KIND = "item"
MEMORY = "quotes.lines"
MOST, MOST_OF_ONE = 100, 999_999


@dataclass
class Line:
    """One line item with its own tax rates and discounts, which the object does not show."""

    item: Object
    tax_rates: list[Object]
    discounts: list[Object]

    @property
    def recurring(self) -> bool:
        return bool(self.item["price"]["type"] == "recurring")


def of(account: Account, quote: Object) -> list[Line]:
    quote_lines: list[Line] = account.memory.setdefault(MEMORY, {}).setdefault(quote["id"], [])
    return quote_lines


def store(account: Account, quote: Object, lines: list[Line]) -> None:
    account.memory.setdefault(MEMORY, {})[quote["id"]] = lines


def build(call: Call, quote: Object, lines_params: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The lines of a `line_items` parameter; one with an `id` starts from the existing line."""
    if len(lines_params) > MOST:
        raise invalid(f"A quote can have up to {MOST} line items, got {len(lines_params)}.", param="line_items")
    known = {line.item["id"]: line for line in of(call.account, quote)}
    built: list[Line] = []
    for number, one in enumerate(lines_params):
        path = f"line_items[{number}]"
        if one.get("id") is not None and one["id"] not in known:
            raise no_such("line item", one["id"][:200], within(path, "id"), 400)
        built.append(_line(call, quote, one, path, known.get(one.get("id", ""))))
    _check_together(call.account, quote, built)
    return built


def copied(call: Call, lines: Sequence[Line]) -> list[Line]:
    """The lines of a cloned quote, with ids of their own."""
    ids = call.account.ids
    return [
        Line(copy_of(line.item) | {"id": ids.new("li_")}, copy_value(line.tax_rates), list(line.discounts))
        for line in lines
    ]


def currency_of(lines: Sequence[Line]) -> str | None:
    return lines[0].item["currency"] if lines else None


def _line(call: Call, quote: Object, params: Mapping[str, Any], path: str, old: Line | None) -> Line:
    account = call.account
    price = _price(call, params, path, old)
    rates, owned = (old.tax_rates, old.discounts) if old is not None else ([], [])
    if "tax_rates" in params:
        rates = drafting.tax_rates(account, params["tax_rates"], within(path, "tax_rates"))
    if "discounts" in params:
        owner = {**quote, "currency": price["currency"]}
        owned = discounts.create(call, params["discounts"], within(path, "discounts"), owner)
    item = new(
        account,
        KIND,
        old.item["id"] if old is not None else account.ids.new("li_"),
        currency=price["currency"],
        description=prices.product_of(account, price)["name"],
        price=copy_of(price),
        quantity=_quantity(params, path, price, old),
    )
    return Line(item, rates, owned)


def _price(call: Call, params: Mapping[str, Any], path: str, old: Line | None) -> Object:
    if old is not None and params.get("price") is None and params.get("price_data") is None:
        return call.account.table("price").find(old.item["price"]["id"]) or old.item["price"]
    price = catalog_prices.price_of(call, params, path)
    if price["custom_unit_amount"] is not None:
        message = "Prices with `custom_unit_amount` cannot be used on quotes."
        raise invalid(message, param=within(path, "price"))
    return price


def _quantity(params: Mapping[str, Any], path: str, price: Object, old: Line | None) -> int | None:
    if prices.is_metered(price):
        if params.get("quantity") is not None:
            message = "You cannot specify `quantity` for a price with `usage_type=metered`."
            raise invalid(message, param=within(path, "quantity"))
        return None
    quantity: int = params.get("quantity", (old.item["quantity"] if old is not None else None) or 1)
    if not 0 <= quantity <= MOST_OF_ONE:
        message = f"Invalid quantity: must be from 0 to {MOST_OF_ONE}, got {quantity}."
        raise invalid(message, param=within(path, "quantity"), code="parameter_invalid_integer")
    return quantity


def _check_together(account: Account, quote: Object, lines: Sequence[Line]) -> None:
    """One currency; and, where one subscription bills them all in the classic mode, one interval."""
    for number, line in enumerate(lines):
        price = account.table("price").find(line.item["price"]["id"]) or line.item["price"]
        drafting.check_same_currency(account, price, lines[0].item["currency"], f"line_items[{number}][price]")
        line.item["currency"] = lines[0].item["currency"]
    every = {prices.interval_of(line.item["price"]) for line in lines if line.recurring}
    if len(every) > 1 and quote["subscription_data"]["billing_mode"]["type"] == "classic":
        message = (
            "Currency and interval fields must match across all plans on this subscription. Found mismatch in interval "
            "field."
        )
        raise invalid(message, param="line_items")
