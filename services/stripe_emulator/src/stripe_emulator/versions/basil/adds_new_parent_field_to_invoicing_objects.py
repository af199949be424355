"""What made an invoice, an item or a line is in its `parent`; before, in fields of its own (fact 124)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import lookups
from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change, Derive


def _details(obj: Object, name: str) -> Object:
    return (obj.get("parent") or {}).get(name) or {}


def _from(details: str, name: str) -> Derive:
    return lambda _, obj: _details(obj, details).get(name)


def _subscription_details(_: Account, invoice: Object) -> Object | None:
    details = _details(invoice, "subscription_details")
    return {"metadata": dict(details["metadata"] or {})} if details else None


def _of_line(name: str) -> Derive:
    def derive(_: Account, line: Object) -> Any:
        details = _details(line, "subscription_item_details") or _details(line, "invoice_item_details")
        return details.get(name)

    return derive


def _line_type(_: Account, line: Object) -> str:
    return "invoiceitem" if lookups.item_of(line) else "subscription"


CHANGE = Change(
    "https://docs.stripe.com/changelog/basil/2025-03-31/adds-new-parent-field-to-invoicing-objects",
    fields={
        "invoice": {
            "quote": _from("quote_details", "quote"),
            "subscription": _from("subscription_details", "subscription"),
            "subscription_details": _subscription_details,
            "subscription_proration_date": _from("subscription_details", "subscription_proration_date"),
        },
        "line_item": {
            "invoice_item": _of_line("invoice_item"),
            "proration": lambda account, line: bool(_of_line("proration")(account, line)),
            "proration_details": _of_line("proration_details"),
            "subscription_item": _of_line("subscription_item"),
            "type": _line_type,
        },
        "invoiceitem": {
            "subscription": _from("subscription_details", "subscription"),
            "subscription_item": _from("subscription_details", "subscription_item"),
        },
    },
)
