"""Lines of credit notes: parts of invoice lines with their share of discounts and taxes, or lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from stripe_emulator.billing.invoices import lookups
from stripe_emulator.catalog import pricing
from stripe_emulator.contract.nodes import inside
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param, no_such

KIND = "credit_note_line_item"
OF_INVOICE, CUSTOM = "invoice_line_item", "custom_line_item"
# By type: what only the other type takes.
ONLY = {OF_INVOICE: ("description", "tax_rates", "unit_amount", "unit_amount_decimal"), CUSTOM: ("amount", OF_INVOICE)}
MOST_AMOUNT = 999_999_999_999


def made(account: Account, invoice: Object, given: Sequence[Mapping[str, Any]]) -> list[Object]:
    """The lines that a `lines` parameter asks for; refuses more of an invoice line than is left of it."""
    left = _uncredited(account, invoice)
    found = []
    for number, one in enumerate(given):
        path = f"lines[{number}]"
        for name in ONLY[one["type"]]:
            if one.get(name) is not None:
                message = f"`{name}` cannot be used with `type={one['type']}`."
                raise invalid(message, param=inside(path, name))
        if one["type"] == CUSTOM:
            found.append(_custom(account, invoice, one, path))
        else:
            found.append(_of_invoice(account, invoice, one, path, left))
    return found


def for_amount(account: Account, amount: int) -> Object:
    """The one line of a credit note that was asked for by its amount only."""
    return _line(account, CUSTOM, amount)


def _uncredited(account: Account, invoice: Object) -> dict[str, int]:
    """What is left of each line of an invoice after its credit notes."""
    left = {line["id"]: line["amount"] for line in invoice["lines"]["data"]}
    for note in account.each("credit_note", invoice=invoice["id"]):
        if note["status"] == "issued":
            for line in of(account, note):
                if line[OF_INVOICE] in left:
                    left[line[OF_INVOICE]] -= line["amount"]
    return left


# All lines of each credit note: the note itself shows the first ones.
LINES = "credit_notes.lines"


def keep(account: Account, note: str, lines: list[Object]) -> None:
    """Remember the lines of a credit note."""
    account.memory.setdefault(LINES, {})[note] = lines


def of(account: Account, note: Object) -> list[Object]:
    """All lines of a credit note."""
    found: list[Object] = account.memory[LINES][note["id"]]
    return found


def _of_invoice(account: Account, invoice: Object, given: Mapping[str, Any], path: str, left: dict[str, int]) -> Object:
    if given.get(OF_INVOICE) is None:
        raise missing_param(inside(path, OF_INVOICE))
    source = next((line for line in invoice["lines"]["data"] if line["id"] == given[OF_INVOICE]), None)
    if source is None:
        raise no_such("invoice line item", given[OF_INVOICE][:200], inside(path, OF_INVOICE), 400)
    amount = _amount(invoice, source, given, path)
    if amount > left[source["id"]]:
        message = (
            f"The amount to credit ({display(amount, invoice['currency'])}) is greater than what is left of the "
            f"invoice line item ({display(left[source['id']], invoice['currency'])})."
        )
        raise invalid(message, param=inside(path, "amount" if given.get("amount") is not None else "quantity"))
    left[source["id"]] -= amount
    share = Fraction(amount, source["amount"]) if source["amount"] else Fraction(0)
    taxes = _given_taxes(account, given, path)
    rates = lookups.tax_rates_of(account, source, invoice)
    unit = (source["pricing"] or {}).get("unit_amount_decimal")
    return _line(
        account,
        OF_INVOICE,
        amount,
        description=source["description"],
        invoice_line_item=source["id"],
        metadata=dict(given.get("metadata") or {}),
        off=[{**off, "amount": pricing.rounded(off["amount"] * share)} for off in source["discount_amounts"] or ()],
        quantity=given.get("quantity", source["quantity"] if amount == source["amount"] else None),
        tax_rates=[copy_of(rate) for rate in rates] if taxes is None else [],
        taxes=taxes if taxes is not None else [_part(tax, share) for tax in source["taxes"] or ()],
        unit=unit if given.get("amount") is None else None,
    )


def _amount(invoice: Object, source: Object, given: Mapping[str, Any], path: str) -> int:
    amount, quantity = given.get("amount"), given.get("quantity")
    if amount is not None and quantity is not None:
        message = "You may only specify one of these parameters: amount, quantity."
        raise invalid(message, param=inside(path, "amount"))
    if amount is not None:
        return _positive(amount, inside(path, "amount"))
    if quantity is None:
        return int(source["amount"])
    _positive(quantity, inside(path, "quantity"))
    billed = source["quantity"] or 1
    if quantity > billed:
        message = f"The quantity to credit ({quantity}) is greater than that of the invoice line item ({billed})."
        raise invalid(message, param=inside(path, "quantity"))
    return pricing.rounded(Fraction(source["amount"] * quantity, billed))


def _custom(account: Account, invoice: Object, given: Mapping[str, Any], path: str) -> Object:
    if given.get("description") is None:
        raise missing_param(inside(path, "description"))
    units = [given[name] for name in ("unit_amount", "unit_amount_decimal") if given.get(name) is not None]
    if not units:
        raise missing_param(inside(path, "unit_amount"))
    if len(units) > 1:
        message = "You may only specify one of these parameters: unit_amount, unit_amount_decimal."
        raise invalid(message, param=inside(path, "unit_amount"))
    quantity = _positive(given.get("quantity", 1), inside(path, "quantity"))
    amount = _positive(pricing.rounded(Fraction(units[0]) * quantity), inside(path, "unit_amount"))
    taxes = _given_taxes(account, given, path)
    if taxes is not None and given.get("tax_rates"):
        message = "You may only specify one of these parameters: tax_amounts, tax_rates."
        raise invalid(message, param=inside(path, "tax_amounts"))
    rates = _rates(account, given.get("tax_rates") or (), inside(path, "tax_rates"))
    return _line(
        account,
        CUSTOM,
        amount,
        description=given["description"],
        metadata=dict(given.get("metadata") or {}),
        quantity=quantity,
        tax_rates=rates,
        taxes=taxes if taxes is not None else _taxes(rates, amount),
        unit=str(units[0]),
    )


def _rates(account: Account, ids: Iterable[str], path: str) -> list[Object]:
    return [copy_of(account.named("tax_rate", id, f"{path}[{number}]")) for number, id in enumerate(ids)]


def _taxes(rates: Sequence[Object], amount: int) -> list[Object]:
    base, amounts = pricing.taxes(amount, [(rate["percentage"] or 0, rate["inclusive"]) for rate in rates])
    return [_tax(rate, tax, base) for rate, tax in zip(rates, amounts, strict=True)]


def _given_taxes(account: Account, given: Mapping[str, Any], path: str) -> list[Object] | None:
    if not given.get("tax_amounts"):
        return None
    taxes = []
    for number, one in enumerate(given["tax_amounts"]):
        at = f"{path}[tax_amounts][{number}]"
        for name in ("amount", "taxable_amount"):
            if not 0 <= one[name] <= MOST_AMOUNT:
                raise invalid("Invalid non-negative integer", inside(at, name), "parameter_invalid_integer")
        rate = account.named("tax_rate", one["tax_rate"], inside(at, "tax_rate"))
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
