"""Credit notes as API versions before 2025-03-31.basil name their fields (https://docs.stripe.com/changelog/basil)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.billing.invoices.legacy_fields import tax_amounts
from stripe_emulator.state.account import Account, Object

Derive = Callable[[Account, Object], Any]


def _refund(_: Account, note: Object) -> str | None:
    return note["refunds"][0]["refund"] if note["refunds"] else None


def _net(_: Account, line: Object) -> int:
    inclusive_tax = sum(tax["amount"] for tax in line["taxes"] if tax["tax_behavior"] == "inclusive")
    return int(line["amount"] - inclusive_tax)


def _net_unit(account: Account, line: Object) -> str | None:
    quantity = line["quantity"]
    return str(_net(account, line) // quantity) if quantity else None


CREDIT_NOTE: dict[str, Derive] = {
    "refund": _refund,
    "tax_amounts": lambda _, note: tax_amounts(note["total_taxes"]),
}
CREDIT_NOTE_LINE_ITEM: dict[str, Derive] = {
    "amount_excluding_tax": _net,
    "tax_amounts": lambda _, line: tax_amounts(line["taxes"]),
    "unit_amount_excluding_tax": _net_unit,
}
