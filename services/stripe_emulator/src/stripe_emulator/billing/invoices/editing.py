"""Lines of a draft: added, changed, removed (https://docs.stripe.com/api/invoices/add_lines)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import drafting, item_terms, lines, lookups, pending, totals
from stripe_emulator.billing.shared import discounts
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, no_such


def add_lines(call: Call, invoice: Object, given: list[dict[str, Any]]) -> None:
    """New lines: of an invoice item that waits, or of a price or an amount."""
    account = call.account
    customer = account.named("customer", invoice["customer"], "customer")
    planned = [_planned(call, invoice, one, f"lines[{number}]") for number, one in enumerate(given)]
    for (item, fields), one in zip(planned, given, strict=True):
        if item is None:
            owner = {"customer": customer["id"], "invoice": invoice["id"]}
            fields["discounts"] = discounts.made(call, one.get("discounts"), "discounts", **owner)
            item = pending.add(call, customer, fields | {"invoice": invoice["id"]})
        else:
            pending.take(account, item, invoice)
        drafting.put(account, invoice, lines.of_invoice_item(account, item))
    totals.compute(account, invoice)


def update_lines(call: Call, invoice: Object, given: list[dict[str, Any]]) -> None:
    """Change several lines."""
    for number, one in enumerate(given):
        line(invoice, one["id"], f"lines[{number}][id]", 400)
    for one in given:
        update_line(call, invoice, line(invoice, one["id"]), one)


def update_line(call: Call, invoice: Object, changed: Object, given: dict[str, Any]) -> Object:
    """Change one line, and the invoice item that it came from."""
    account = call.account
    item = account.find(lookups.item_of(changed))
    if item is not None:
        item_terms.change(call, item, given)
        item_terms.replace(call, invoice, item)
        return changed
    fields = {name: given[name] for name in ("description", "discountable") if given.get(name) is not None}
    if "metadata" in given:
        fields["metadata"] = merge_metadata(changed["metadata"], given["metadata"])
    if given.get("amount") is not None:
        fields["amount"] = given["amount"]
    if given.get("quantity") is not None:
        fields |= lines.counts(given["quantity"])
    if given.get("period") is not None:
        fields["period"] = {"end": given["period"]["end"], "start": given["period"]["start"]}
    if "tax_rates" in given:
        lines.remember_tax_rates(account, changed, drafting.tax_rates(account, given["tax_rates"], "tax_rates"))
    if "discounts" in given:
        owner = {"customer": invoice["customer"], "invoice": invoice["id"]}
        fields["discounts"] = discounts.made(call, given["discounts"], "discounts", changed["discounts"], **owner)
    changed.update(fields)
    totals.compute(account, invoice)
    return changed


def remove_lines(call: Call, invoice: Object, given: list[dict[str, Any]]) -> None:
    """Take lines off: their items are deleted, or wait for another invoice (`behavior`)."""
    account = call.account
    removed = [line(invoice, one["id"], f"lines[{number}][id]", 400) for number, one in enumerate(given)]
    for gone, one in zip(removed, given, strict=True):
        item = account.find(lookups.item_of(gone))
        if item is None and one["behavior"] == "unassign":
            raise invalid("Only lines of invoice items can be unassigned.", param="lines")
        if item is not None and one["behavior"] == "unassign":
            pending.wait(account, item)
        elif item is not None:
            call.emit("invoiceitem.deleted", item)
            pending.forget(account, item)
        invoice["lines"]["data"] = [kept for kept in invoice["lines"]["data"] if kept["id"] != gone["id"]]
    totals.compute(account, invoice)


def line(invoice: Object, id: str, param: str = "line_item_id", status: int = 404) -> Object:
    """A line of an invoice; `resource_missing` otherwise."""
    for one in invoice["lines"]["data"]:
        if one["id"] == id:
            found: Object = one
            return found
    raise no_such("invoice line item", id[:200], param, status)


def _planned(call: Call, invoice: Object, given: dict[str, Any], path: str) -> tuple[Object | None, dict[str, Any]]:
    """The waiting item that a new line names, or the fields of the one it makes; all is refused before any is made."""
    id = given.get("invoice_item")
    if id is None:
        fields = item_terms.priced(call, given, invoice["currency"], path)
        if fields["currency"] != invoice["currency"]:
            message = f"The invoice is in `{invoice['currency']}`, the line in `{fields['currency']}`."
            raise invalid(message, param=path)
        return None, fields
    item = call.account.named("invoiceitem", id, f"{path}[invoice_item]")
    if item["invoice"] is not None or item["customer"] != invoice["customer"]:
        message = "The invoice item is on an invoice already, or belongs to another customer."
        raise invalid(message, param=f"{path}[invoice_item]")
    return item, {}
