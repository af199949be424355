"""Invoices, lines and payments as API versions before 2025-03-31.basil name and place their fields (fact 124).

https://docs.stripe.com/changelog/basil: `parent`, `pricing`, `taxes` and `payments` came in place of these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.billing.invoices import lookups
from stripe_emulator.state.account import Account, Object, copy_of

Derive = Callable[[Account, Object], Any]


def _details(obj: Object, name: str) -> Object:
    return (obj.get("parent") or {}).get(name) or {}


def _intent(account: Account, invoice: Object) -> str | None:
    intent = lookups.intent_of(account, invoice)
    return None if intent is None else str(intent["id"])


def _charge(account: Account, invoice: Object) -> str | None:
    intent = lookups.intent_of(account, invoice)
    return None if intent is None else intent["latest_charge"]


def _tax(_: Account, invoice: Object) -> int | None:
    return sum(tax["amount"] for tax in invoice["total_taxes"]) if invoice["total_taxes"] else None


def tax_amounts(taxes: list[Object] | None) -> list[Object]:
    """`tax_amounts`, which was replaced by `taxes`."""
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


def _subscription_details(_: Account, invoice: Object) -> Object | None:
    details = _details(invoice, "subscription_details")
    return {"metadata": dict(details["metadata"] or {})} if details else None


def _price(account: Account, obj: Object) -> Object | None:
    details = (obj["pricing"] or {}).get("price_details") or {}
    price = account.table("price").find(details.get("price") or "")
    return None if price is None else copy_of(price)


def _plan(account: Account, obj: Object) -> Object | None:
    """The plan of a line or an item of a subscription, as its subscription item carries it."""
    details = _details(obj, "subscription_item_details") or _details(obj, "subscription_details")
    item, price = account.find(details.get("subscription_item")), _price(account, obj)
    same = item is not None and price is not None and item["price"]["id"] == price["id"]
    return copy_of(item["plan"]) if item is not None and same else None


def _line_tax_rates(account: Account, line: Object) -> list[Object]:
    invoice = account.find(line["invoice"]) or {"default_tax_rates": []}
    return [copy_of(rate) for rate in lookups.tax_rates_of(account, line, invoice)]


def _of_line(name: str) -> Derive:
    def derive(_: Account, line: Object) -> Any:
        details = _details(line, "subscription_item_details") or _details(line, "invoice_item_details")
        return details.get(name)

    return derive


def _line_type(_: Account, line: Object) -> str:
    return "invoiceitem" if lookups.item_of(line) else "subscription"


def _unit_amount(_: Account, item: Object) -> int | None:
    decimal = (item["pricing"] or {}).get("unit_amount_decimal") or ""
    return int(decimal) if decimal.lstrip("-").isdigit() else None


def _invoice_of(intent_of: Callable[[Object], str | None]) -> Derive:
    def derive(account: Account, obj: Object) -> Any:
        payment = lookups.payment_by(account, intent_of(obj) or "")
        return None if payment is None else payment["invoice"]

    return derive


INVOICE: dict[str, Derive] = {
    "charge": _charge,
    "paid_out_of_band": lambda _, invoice: bool(invoice["amount_paid_off_stripe"]),
    "payment_intent": _intent,
    "quote": lambda _, invoice: _details(invoice, "quote_details").get("quote"),
    "rendering_options": lambda _, __: None,
    "subscription_details": _subscription_details,
    "tax": _tax,
    "total_tax_amounts": lambda _, invoice: tax_amounts(invoice["total_taxes"]),
}
LINE_ITEM: dict[str, Derive] = {
    "amount_excluding_tax": lambda _, line: (
        line["amount"] - sum(tax["amount"] for tax in line["taxes"] or () if tax["tax_behavior"] == "inclusive")
    ),
    "invoice_item": _of_line("invoice_item"),
    "plan": _plan,
    "price": _price,
    "proration": lambda account, line: bool(_of_line("proration")(account, line)),
    "proration_details": _of_line("proration_details"),
    "subscription_item": _of_line("subscription_item"),
    "tax_amounts": lambda _, line: tax_amounts(line["taxes"]),
    "tax_rates": _line_tax_rates,
    "type": _line_type,
    "unit_amount_excluding_tax": lambda _, line: (line["pricing"] or {}).get("unit_amount_decimal"),
}
INVOICEITEM: dict[str, Derive] = {
    "plan": _plan,
    "price": _price,
    "subscription": lambda _, item: _details(item, "subscription_details").get("subscription"),
    "subscription_item": lambda _, item: _details(item, "subscription_details").get("subscription_item"),
    "unit_amount": _unit_amount,
    "unit_amount_decimal": lambda _, item: (item["pricing"] or {}).get("unit_amount_decimal"),
}
PAYMENT_INTENT: dict[str, Derive] = {"invoice": _invoice_of(lambda intent: intent["id"])}
CHARGE: dict[str, Derive] = {"invoice": _invoice_of(lambda charge: charge["payment_intent"])}
