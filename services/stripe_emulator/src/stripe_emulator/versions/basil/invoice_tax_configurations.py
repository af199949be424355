"""The taxes of invoices, credit notes and their lines are in `taxes` and `total_taxes` (fact 124)."""

from __future__ import annotations

from stripe_emulator.billing.invoices import lookups
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.versions.change import Change


def _tax(_: Account, invoice: Object) -> int | None:
    return sum(tax["amount"] for tax in invoice["total_taxes"]) if invoice["total_taxes"] else None


def _tax_amounts(taxes: list[Object] | None) -> list[Object]:
    return [
        {
            "amount": tax["amount"],
            "inclusive": tax["tax_behavior"] == "inclusive",
            "tax_rate": tax["tax_rate_details"]["tax_rate"],
            "taxability_reason": None if tax["taxability_reason"] == "not_available" else tax["taxability_reason"],
            "taxable_amount": tax["taxable_amount"],
        }
        for tax in taxes or ()
    ]


def _line_tax_rates(account: Account, line: Object) -> list[Object]:
    invoice = account.find(line["invoice"]) or {"default_tax_rates": []}
    return [copy_of(rate) for rate in lookups.tax_rates_of(account, line, invoice)]


def _net(_: Account, line: Object) -> int:
    inclusive = sum(tax["amount"] for tax in line["taxes"] or () if tax["tax_behavior"] == "inclusive")
    return int(line["amount"] - inclusive)


def _net_unit(account: Account, line: Object) -> str | None:
    quantity = line["quantity"]
    return str(_net(account, line) // quantity) if quantity else None


CHANGE = Change(
    "https://docs.stripe.com/changelog/basil/2025-03-31/invoice-tax-configurations",
    fields={
        "invoice": {
            "tax": _tax,
            "total_tax_amounts": lambda _, invoice: _tax_amounts(invoice["total_taxes"]),
        },
        "line_item": {
            "amount_excluding_tax": _net,
            "tax_amounts": lambda _, line: _tax_amounts(line["taxes"]),
            "tax_rates": _line_tax_rates,
        },
        "credit_note": {"tax_amounts": lambda _, note: _tax_amounts(note["total_taxes"])},
        "credit_note_line_item": {
            "amount_excluding_tax": _net,
            "tax_amounts": lambda _, line: _tax_amounts(line["taxes"]),
            "unit_amount_excluding_tax": _net_unit,
        },
    },
)
