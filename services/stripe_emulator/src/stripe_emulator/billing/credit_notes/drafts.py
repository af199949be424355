"""A credit note before it is issued: its lines and amounts, and their division between invoice and customer.

https://docs.stripe.com/api/credit_notes/create: it first reduces what remains to be paid of the invoice
(`pre_payment_amount`); the excess (`post_payment_amount`) is refunded, credited, or given back outside of Stripe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from stripe_emulator.billing.credit_notes import lines
from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.paging import list_object
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid

KIND = "credit_note"
CREDITABLE = ("open", "paid", "uncollectible")
PAGE = "/_localstack/stripe/credit_notes"
SHOWN_LINES = 10


@dataclass(frozen=True)
class Draft:
    """A credit note that is not issued yet, with all its lines."""

    note: Object
    lines: list[Object]


def draft(call: Call, invoice: Object, params: Mapping[str, Any]) -> Draft:
    """The credit note of these parameters, not stored yet; 400 for what the invoice does not allow."""
    _check_invoice(invoice)
    note_lines = _lines(call.account, invoice, params)
    note = _blank(call, invoice, params)
    note["shipping_cost"] = _shipping(invoice, params.get("shipping_cost"))
    _sum_up(note, note_lines, invoice)
    _check_total(call.account, invoice, note, params.get("amount"))
    _divide(note, invoice)
    note["lines"] = list_object(note_lines[:SHOWN_LINES], f"/v1/credit_notes/{note['id']}/lines")
    note["lines"]["has_more"] = len(note_lines) > SHOWN_LINES
    return Draft(note, note_lines)


def _check_invoice(invoice: Object) -> None:
    if invoice["status"] not in CREDITABLE:
        message = (
            "You can only create a credit note for an invoice with one of the following statuses: "
            f"{', '.join(CREDITABLE)}. This invoice has a status of {invoice['status']}."
        )
        raise invalid(message, param="invoice")


def _lines(account: Account, invoice: Object, params: Mapping[str, Any]) -> list[Object]:
    if not params.get("lines") and params.get("amount") is None and params.get("shipping_cost") is None:
        raise invalid("One of `amount`, `lines`, or `shipping_cost` must be provided.", param="amount")
    if params.get("amount") is not None and params["amount"] < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    if params.get("lines"):
        return lines.build(account, invoice, params["lines"])
    if params.get("shipping_cost") is not None:
        return []
    return [lines.for_amount(account, params["amount"])]


def _blank(call: Call, invoice: Object, params: Mapping[str, Any]) -> Object:
    account = call.account
    id, now = account.ids.new("cn_"), automatic_call.now(call, invoice)
    return new(
        account,
        KIND,
        id,
        created=now,
        currency=invoice["currency"],
        customer=invoice["customer"],
        effective_at=params.get("effective_at", now),
        invoice=invoice["id"],
        memo=params.get("memo"),
        metadata=dict(params.get("metadata") or {}),
        number=f"{invoice['number']}-CN-{_count(account, invoice) + 1:02}",
        out_of_band_amount=params.get("out_of_band_amount"),
        pdf=f"{call.base_url}{PAGE}/{id}/pdf?account={quote(account.name)}",
        reason=params.get("reason"),
        status="issued",
    )


def _count(account: Account, invoice: Object) -> int:
    return sum(1 for _ in account.each(KIND, invoice=invoice["id"]))


def _shipping(invoice: Object, params: Mapping[str, Any] | None) -> Object | None:
    if params is None:
        return None
    cost, path = invoice["shipping_cost"], "shipping_cost[shipping_rate]"
    if cost is None or params.get("shipping_rate") not in (None, cost["shipping_rate"]):
        message = f"The invoice has no shipping cost of the shipping rate `{params.get('shipping_rate')}`."
        raise invalid(message, param=path)
    shipping_cost: Object = copy_of(cost)
    return shipping_cost


def _sum_up(note: Object, note_lines: Sequence[Object], invoice: Object) -> None:
    taxes = [tax for line in note_lines for tax in line["taxes"]]
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    inclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "inclusive")
    shipping = (note["shipping_cost"] or {}).get("amount_total", 0)
    off = [one for line in note_lines for one in line["discount_amounts"]]
    subtotal = sum(line["amount"] for line in note_lines) - _of_lines(invoice, note_lines)
    total = sum(line["amount"] - line["discount_amount"] for line in note_lines) + exclusive + shipping
    note |= {
        "amount": total,
        "amount_shipping": shipping,
        "discount_amount": sum(one["amount"] for one in off),
        "discount_amounts": _by(off, lambda one: one["discount"]),
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inclusive,
        "total": total,
        "total_excluding_tax": total - exclusive - inclusive,
        "total_taxes": _by(taxes, lambda tax: (tax["tax_rate_details"]["tax_rate"], tax["tax_behavior"])),
    }
    note["pretax_credit_amounts"] = [{**one, "type": "discount"} for one in note["discount_amounts"]]


def _of_lines(invoice: Object, note_lines: Iterable[Object]) -> int:
    """The discounts that are of the invoice's lines, not of the whole invoice."""
    own = {line["id"]: line["discounts"] for line in invoice["lines"]["data"]}
    return sum(
        one["amount"]
        for line in note_lines
        for one in line["discount_amounts"]
        if one["discount"] in own.get(line["invoice_line_item"], ())
    )


def _by(parts: Iterable[Object], key: Any) -> list[Object]:
    added: dict[Any, Object] = {}
    for part in parts:
        known = added.get(key(part))
        if known is None:
            added[key(part)] = copy_of(part)
            continue
        known["amount"] += part["amount"]
        if "taxable_amount" in part:
            known["taxable_amount"] += part["taxable_amount"]
    return list(added.values())


def _check_total(account: Account, invoice: Object, note: Object, amount: int | None) -> None:
    currency, total = note["currency"], note["total"]
    if amount is not None and amount != total:
        message = (
            f"The sum of the lines ({display(total, currency)}) must equal `amount` ({display(amount, currency)})."
        )
        raise invalid(message, param="amount")
    credited = sum(one["total"] for one in account.each(KIND, invoice=invoice["id"]) if one["status"] == "issued")
    creditable = invoice["total"] - credited
    if not 0 < total <= creditable:
        message = (
            f"The credit note amount ({display(total, currency)}) must be greater than zero and at most what can still "
            f"be credited of the invoice ({display(max(creditable, 0), currency)})."
        )
        raise invalid(message, param="amount" if amount is not None else "lines")


def _divide(note: Object, invoice: Object) -> None:
    unpaid_part = min(note["total"], invoice["amount_remaining"])
    paid_part = note["total"] - unpaid_part
    type = "pre_payment" if not paid_part else "mixed" if unpaid_part else "post_payment"
    note |= {"pre_payment_amount": unpaid_part, "post_payment_amount": paid_part, "type": type}
