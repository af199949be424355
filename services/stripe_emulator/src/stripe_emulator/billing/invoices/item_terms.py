"""The terms of an invoice item or of a draft's line: a price and a quantity, or an amount.

https://docs.stripe.com/api/invoiceitems/create, https://docs.stripe.com/api/invoices/add_lines
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from stripe_emulator.billing.invoices import drafting, lines, lookups, totals
from stripe_emulator.billing.shared import discounts, prices
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.catalog import prices as catalog_prices
from stripe_emulator.catalog import pricing
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, missing_param

LARGEST = 999_999_999_999
NOT_DRAFT = "This invoice is no longer editable: only draft invoices can be changed."


def item_fields(call: Call, params: dict[str, Any], currency: str | None, path: str = "") -> dict[str, Any]:
    """The fields of a new item; 400 `parameter_missing` without a price or an amount."""
    named = (params.get("pricing") or {}).get("price") or params.get("price")
    by_price = named is not None or params.get("price_data") is not None
    if params.get("amount") is not None and (by_price or params.get("unit_amount_decimal") is not None):
        other = "price" if by_price else "unit_amount_decimal"
        message = f"You may only specify one of these parameters: amount, {other}."
        raise invalid(message, param=_at(path, "amount"))
    if by_price:
        return _common(call, params, path) | _of_price(call, params, named, currency, path)
    if params.get("amount") is None and params.get("unit_amount_decimal") is None:
        raise missing_param(_at(path, "amount"))
    requested_currency = params.get("currency") or currency
    if requested_currency is None:
        raise missing_param(_at(path, "currency"))
    return _common(call, params, path) | _of_amount(call, params, check_currency(requested_currency), path)


def change(call: Call, item: Object, params: dict[str, Any]) -> None:
    """Change an item; its amount only where the parameters have a price or an amount."""
    costs = ("amount", "pricing", "price", "price_data", "quantity", "quantity_decimal", "unit_amount_decimal")
    if any(params.get(name) is not None for name in costs):
        item.update(_repriced(call, item, params))
        item["net_amount"] = item["amount"]
    item.update(_common(call, params, "", item))
    if "discounts" in params:
        item["discounts"] = discounts.create(
            call,
            params["discounts"],
            "discounts",
            item["discounts"],
            currency=item["currency"],
            customer=item["customer"],
            invoice_item=item["id"],
        )
    call.account.refile(item)


def put(call: Call, invoice: Object, item: Object) -> Object:
    """Add an item to a draft; returns its line."""
    line = drafting.put(call.account, invoice, lines.of_invoice_item(call.account, item))
    totals.compute(call.account, invoice)
    return line


def replace(call: Call, invoice: Object, item: Object) -> None:
    """Update the line of an item that changed."""
    for line in invoice["lines"]["data"]:
        if lookups.item_of(line) == item["id"]:
            line_item = lines.of_invoice_item(call.account, item)
            lines.remember_tax_rates(call.account, line, item["tax_rates"] or [])
            line.update(line_item | {"id": line["id"], "invoice": invoice["id"]})
    totals.compute(call.account, invoice)


def check_draft(invoice: Object) -> None:
    """Only a draft can be changed: 400 `invoice_not_editable`."""
    if invoice["status"] != "draft":
        raise invalid(NOT_DRAFT, code="invoice_not_editable")


def _repriced(call: Call, item: Object, params: dict[str, Any]) -> dict[str, Any]:
    terms = {name: value for name, value in params.items() if value is not None}
    quantities = terms.keys() & {"quantity", "quantity_decimal"}
    if not terms.keys() & {"amount", "pricing", "price", "price_data", "unit_amount_decimal"}:
        details = (item["pricing"] or {}).get("price_details") or {}
        price = call.account.table("price").find(details.get("price") or "")
        if price is not None and price["active"]:
            terms["price"] = price["id"]
        else:
            terms["unit_amount_decimal"] = (item["pricing"] or {}).get("unit_amount_decimal") or "0"
    if not quantities:
        terms["quantity"] = item["quantity"]
    fields = item_fields(call, terms, item["currency"])
    return {name: fields[name] for name in ("amount", "pricing", "quantity", "quantity_decimal")}


def _common(call: Call, params: dict[str, Any], path: str, old: Object | None = None) -> dict[str, Any]:
    fields = {name: params[name] for name in ("description", "discountable") if params.get(name) is not None}
    if "tax_rates" in params:
        fields["tax_rates"] = drafting.tax_rates(call.account, params["tax_rates"], _at(path, "tax_rates"))
    if "metadata" in params:
        fields["metadata"] = merge_metadata((old or {}).get("metadata") or {}, params["metadata"])
    if (period := params.get("period")) is not None:
        if not 0 <= period["start"] <= period["end"] <= periods.LATEST:
            raise invalid("The period must end after it starts.", param=_at(path, "period[end]"))
        fields["period"] = {"end": period["end"], "start": period["start"]}
    return fields


def _of_price(call: Call, params: dict[str, Any], named: str | None, currency: str | None, path: str) -> dict[str, Any]:
    price_path = _at(path, "pricing") if (params.get("pricing") or {}).get("price") else path
    price_params = {"price": named} if named is not None else {"price_data": params["price_data"]}
    price = catalog_prices.price_of(call, price_params, price_path, type="one_time")
    requested_currency = params.get("currency") or price["currency"]
    drafting.check_same_currency(call.account, price, requested_currency, _at(price_path, "price"))
    quantity, quantity_fields = _quantity(params, path)
    unit = catalog_prices.terms(call.account, price, requested_currency).get("unit_amount_decimal")
    name = prices.product_of(call.account, price)["name"]
    fields = {
        "amount": _checked(catalog_prices.amount_of(call.account, price, quantity, requested_currency), path),
        "currency": requested_currency,
        "pricing": lines.pricing(price, unit),
        **quantity_fields,
    }
    return fields if params.get("description") is not None else {"description": name, **fields}


def _of_amount(call: Call, params: dict[str, Any], currency: str, path: str) -> dict[str, Any]:
    """An amount of its own: Stripe makes an inactive price and product for it (recorded)."""
    quantity, quantity_fields = _quantity(params, path)
    if params.get("unit_amount_decimal") is not None:
        unit = params["unit_amount_decimal"]
        amount = pricing.rounded(Fraction(unit) * Fraction(quantity))
    else:
        amount, unit = params["amount"], str(params["amount"])
        quantity, quantity_fields = 1, lines.counts(1)
    ids = call.account.ids
    details = {"price": ids.new("price_"), "product": ids.new("prod_")}
    return {
        "amount": _checked(amount, path),
        "currency": currency,
        "pricing": {"price_details": details, "type": "price_details", "unit_amount_decimal": unit},
        **quantity_fields,
    }


def _quantity(params: dict[str, Any], path: str) -> tuple[int | Decimal, dict[str, Any]]:
    if params.get("quantity_decimal") is not None:
        decimal = Decimal(params["quantity_decimal"])
        if decimal < 0:
            raise invalid("Invalid quantity_decimal: must be at least 0.", param=_at(path, "quantity_decimal"))
        return decimal, {"quantity": int(decimal), "quantity_decimal": params["quantity_decimal"]}
    quantity = params.get("quantity")
    quantity = 1 if quantity is None else quantity
    if quantity < 0:
        message = "This value must be greater than or equal to 0."
        raise invalid(message, param=_at(path, "quantity"), code="parameter_invalid_integer")
    return quantity, lines.counts(quantity)


def _checked(amount: int, path: str) -> int:
    if abs(amount) > LARGEST:
        raise invalid(f"Amount must be no more than {LARGEST}.", param=_at(path, "amount"), code="amount_too_large")
    return amount


def _at(path: str, name: str) -> str:
    if not path:
        return name
    first, bracket, rest = name.partition("[")
    return f"{path}[{first}]{bracket}{rest}"
