"""Lines of credit notes: parts of invoice lines with their share of discounts and taxes, or lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from stripe_emulator.billing.invoices import lookups
from stripe_emulator.catalog import pricing
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param, no_such

KIND = "credit_note_line_item"
OF_INVOICE, CUSTOM = "invoice_line_item", "custom_line_item"
# By type: parameters that are for the other type only.
ONLY = {OF_INVOICE: ("description", "tax_rates", "unit_amount", "unit_amount_decimal"), CUSTOM: ("amount", OF_INVOICE)}
MOST_AMOUNT = 999_999_999_999


def build(account: Account, invoice: Object, lines_params: Sequence[Mapping[str, Any]]) -> list[Object]:
    """The lines of a `lines` parameter; 400 where they credit more of an invoice line than is left of it."""
    remaining = _uncredited(account, invoice)
    lines = []
    for number, one in enumerate(lines_params):
        path = f"lines[{number}]"
        for name in ONLY[one["type"]]:
            if one.get(name) is not None:
                message = f"`{name}` cannot be used with `type={one['type']}`."
                raise invalid(message, param=within(path, name))
        if one["type"] == CUSTOM:
            lines.append(_custom(account, invoice, one, path))
        else:
            lines.append(_of_invoice(account, invoice, one, path, remaining))
    return lines


def for_amount(account: Account, amount: int) -> Object:
    """The single line of a credit note that was requested by its amount (minor units) only."""
    return _line(account, CUSTOM, amount)


def _uncredited(account: Account, invoice: Object) -> dict[str, int]:
    """The amount of each invoice line that no credit note covers yet, in minor units."""
    remaining = {line["id"]: line["amount"] for line in invoice["lines"]["data"]}
    for note in account.each("credit_note", invoice=invoice["id"]):
        if note["status"] == "issued":
            for line in of(account, note):
                if line[OF_INVOICE] in remaining:
                    remaining[line[OF_INVOICE]] -= line["amount"]
    return remaining


# All lines of each credit note: the note itself shows the first ones.
LINES = "credit_notes.lines"


def store(account: Account, note: str, lines: list[Object]) -> None:
    account.memory.setdefault(LINES, {})[note] = lines


def of(account: Account, note: Object) -> list[Object]:
    """All lines of a credit note; the object itself shows the first ten."""
    note_lines: list[Object] = account.memory[LINES][note["id"]]
    return note_lines


def _of_invoice(
    account: Account, invoice: Object, params: Mapping[str, Any], path: str, remaining: dict[str, int]
) -> Object:
    if params.get(OF_INVOICE) is None:
        raise missing_param(within(path, OF_INVOICE))
    source = next((line for line in invoice["lines"]["data"] if line["id"] == params[OF_INVOICE]), None)
    if source is None:
        raise no_such("invoice line item", params[OF_INVOICE][:200], within(path, OF_INVOICE), 400)
    amount = _amount(invoice, source, params, path)
    if amount > remaining[source["id"]]:
        message = (
            f"The amount to credit ({display(amount, invoice['currency'])}) is greater than what is left of the "
            f"invoice line item ({display(remaining[source['id']], invoice['currency'])})."
        )
        raise invalid(message, param=within(path, "amount" if params.get("amount") is not None else "quantity"))
    remaining[source["id"]] -= amount
    share = Fraction(amount, source["amount"]) if source["amount"] else Fraction(0)
    taxes = _tax_amounts(account, params, path)
    rates = lookups.tax_rates_of(account, source, invoice)
    unit = (source["pricing"] or {}).get("unit_amount_decimal")
    return _line(
        account,
        OF_INVOICE,
        amount,
        description=source["description"],
        invoice_line_item=source["id"],
        metadata=dict(params.get("metadata") or {}),
        off=[{**off, "amount": pricing.rounded(off["amount"] * share)} for off in source["discount_amounts"] or ()],
        quantity=params.get("quantity", source["quantity"] if amount == source["amount"] else None),
        tax_rates=[copy_of(rate) for rate in rates] if taxes is None else [],
        taxes=taxes if taxes is not None else [_part(tax, share) for tax in source["taxes"] or ()],
        unit=unit if params.get("amount") is None else None,
    )


def _amount(invoice: Object, source: Object, params: Mapping[str, Any], path: str) -> int:
    amount, quantity = params.get("amount"), params.get("quantity")
    if amount is not None and quantity is not None:
        message = "You may only specify one of these parameters: amount, quantity."
        raise invalid(message, param=within(path, "amount"))
    if amount is not None:
        return _positive(amount, within(path, "amount"))
    if quantity is None:
        return int(source["amount"])
    _positive(quantity, within(path, "quantity"))
    billed = source["quantity"] or 1
    if quantity > billed:
        message = f"The quantity to credit ({quantity}) is greater than that of the invoice line item ({billed})."
        raise invalid(message, param=within(path, "quantity"))
    return pricing.rounded(Fraction(source["amount"] * quantity, billed))


def _custom(account: Account, invoice: Object, params: Mapping[str, Any], path: str) -> Object:
    if params.get("description") is None:
        raise missing_param(within(path, "description"))
    units = [params[name] for name in ("unit_amount", "unit_amount_decimal") if params.get(name) is not None]
    if not units:
        raise missing_param(within(path, "unit_amount"))
    if len(units) > 1:
        message = "You may only specify one of these parameters: unit_amount, unit_amount_decimal."
        raise invalid(message, param=within(path, "unit_amount"))
    quantity = _positive(params.get("quantity", 1), within(path, "quantity"))
    amount = _positive(pricing.rounded(Fraction(units[0]) * quantity), within(path, "unit_amount"))
    taxes = _tax_amounts(account, params, path)
    if taxes is not None and params.get("tax_rates"):
        message = "You may only specify one of these parameters: tax_amounts, tax_rates."
        raise invalid(message, param=within(path, "tax_amounts"))
    rates = _rates(account, params.get("tax_rates") or (), within(path, "tax_rates"))
    return _line(
        account,
        CUSTOM,
        amount,
        description=params["description"],
        metadata=dict(params.get("metadata") or {}),
        quantity=quantity,
        tax_rates=rates,
        taxes=taxes if taxes is not None else _taxes(rates, amount),
        unit=str(units[0]),
    )


def _rates(account: Account, ids: Iterable[str], path: str) -> list[Object]:
    return [copy_of(account.resolve("tax_rate", id, f"{path}[{number}]")) for number, id in enumerate(ids)]


def _taxes(rates: Sequence[Object], amount: int) -> list[Object]:
    base, amounts = pricing.taxes(amount, [(rate["percentage"] or 0, rate["inclusive"]) for rate in rates])
    return [_tax(rate, tax, base) for rate, tax in zip(rates, amounts, strict=True)]


def _tax_amounts(account: Account, params: Mapping[str, Any], path: str) -> list[Object] | None:
    if not params.get("tax_amounts"):
        return None
    taxes = []
    for number, one in enumerate(params["tax_amounts"]):
        at = f"{path}[tax_amounts][{number}]"
        for name in ("amount", "taxable_amount"):
            if not 0 <= one[name] <= MOST_AMOUNT:
                raise invalid("Invalid non-negative integer", within(at, name), "parameter_invalid_integer")
        rate = account.resolve("tax_rate", one["tax_rate"], within(at, "tax_rate"))
        taxes.append(_tax(rate, one["amount"], one["taxable_amount"]))
    return taxes


def _tax(rate: Object, amount: int, taxable: int) -> Object:
    return {
        "amount": amount,
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "not_available",
        "taxable_amount": taxable,
        "type": "tax_rate_details",
    }


def _part(tax: Object, share: Fraction) -> Object:
    part: Object = copy_of(tax)
    part["amount"] = pricing.rounded(tax["amount"] * share)
    part["taxable_amount"] = pricing.rounded((tax["taxable_amount"] or 0) * share)
    return part


def _line(
    account: Account,
    type: str,
    amount: int,
    *,
    off: Sequence[Object] = (),
    taxes: Sequence[Object] = (),
    unit: str | None = None,
    **fields: Any,
) -> Object:
    return new(
        account,
        KIND,
        account.ids.new("cnli_"),
        amount=amount,
        discount_amount=sum(one["amount"] for one in off),
        discount_amounts=list(off),
        pretax_credit_amounts=[{**one, "type": "discount"} for one in off],
        taxes=list(taxes),
        type=type,
        unit_amount=int(unit) if unit is not None and unit.isdecimal() else None,
        unit_amount_decimal=unit,
        **fields,
    )


def _positive(value: int, path: str) -> int:
    if not 1 <= value <= MOST_AMOUNT:
        message = f"This value must be from 1 to {MOST_AMOUNT}; it is {value}."
        raise invalid(message, param=path, code="parameter_invalid_integer")
    return value
