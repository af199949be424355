"""Lines of a draft: added, changed, removed (https://docs.stripe.com/api/invoices/add_lines)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import drafting, invoice_items, item_terms, lines, lookups, totals
from stripe_emulator.billing.shared import discounts
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, no_such


def add_lines(call: Call, invoice: Object, lines_params: list[dict[str, Any]]) -> None:
    """New lines: of an invoice item that waits, or of a price or an amount."""
    account = call.account
    customer = account.resolve("customer", invoice["customer"], "customer")
    planned = [_item_or_fields(call, invoice, one, f"lines[{number}]") for number, one in enumerate(lines_params)]
    for (item, fields), one in zip(planned, lines_params, strict=True):
        if item is None:
            owner = {"customer": customer["id"], "invoice": invoice["id"], "currency": invoice["currency"]}
            fields["discounts"] = discounts.create(call, one.get("discounts"), "discounts", **owner)
            item = invoice_items.add(call, customer, fields | {"invoice": invoice["id"]})
        else:
            invoice_items.take(account, item, invoice)
        drafting.put(account, invoice, lines.of_invoice_item(account, item))
    totals.compute(account, invoice)


def update_lines(call: Call, invoice: Object, lines_params: list[dict[str, Any]]) -> None:
    """Change several lines; all ids are checked first."""
    for number, one in enumerate(lines_params):
        line(invoice, one["id"], f"lines[{number}][id]", 400)
    for one in lines_params:
        update_line(call, invoice, line(invoice, one["id"]), one)


def update_line(call: Call, invoice: Object, changed: Object, params: dict[str, Any]) -> Object:
    """Change one line, and the invoice item that it came from."""
    account = call.account
    item = account.find(lookups.item_of(changed))
    if item is not None:
        item_terms.change(call, item, params)
        item_terms.replace(call, invoice, item)
        return changed
    fields = {name: params[name] for name in ("description", "discountable") if params.get(name) is not None}
    if "metadata" in params:
        fields["metadata"] = merge_metadata(changed["metadata"], params["metadata"])
    if params.get("amount") is not None:
        fields["amount"] = params["amount"]
    if params.get("quantity") is not None:
        fields |= lines.counts(params["quantity"])
    if params.get("period") is not None:
        fields["period"] = {"end": params["period"]["end"], "start": params["period"]["start"]}
    if "tax_rates" in params:
        lines.remember_tax_rates(account, changed, drafting.tax_rates(account, params["tax_rates"], "tax_rates"))
    if "discounts" in params:
        owner = {"customer": invoice["customer"], "invoice": invoice["id"], "currency": invoice["currency"]}
        fields["discounts"] = discounts.create(call, params["discounts"], "discounts", changed["discounts"], **owner)
    changed.update(fields)
    totals.compute(account, invoice)
    return changed


def remove_lines(call: Call, invoice: Object, lines_params: list[dict[str, Any]]) -> None:
    """Take lines off: their items are deleted, or wait for another invoice (`behavior`)."""
    account = call.account
    removed = [line(invoice, one["id"], f"lines[{number}][id]", 400) for number, one in enumerate(lines_params)]
    for removed_line, one in zip(removed, lines_params, strict=True):
        item = account.find(lookups.item_of(removed_line))
        if item is None and one["behavior"] == "unassign":
            raise invalid("Only lines of invoice items can be unassigned.", param="lines")
        if item is not None and one["behavior"] == "unassign":
            invoice_items.wait(account, item)
        elif item is not None:
            call.emit("invoiceitem.deleted", item)
            invoice_items.forget(account, item)
        invoice["lines"]["data"] = [other for other in invoice["lines"]["data"] if other["id"] != removed_line["id"]]
    totals.compute(account, invoice)


def line(invoice: Object, id: str, param: str = "line_item_id", status: int = 404) -> Object:
    """A line of an invoice; `resource_missing` otherwise."""
    for one in invoice["lines"]["data"]:
        if one["id"] == id:
            line_item: Object = one
            return line_item
    raise no_such("invoice line item", id[:200], param, status)


def _item_or_fields(
    call: Call, invoice: Object, params: dict[str, Any], path: str
) -> tuple[Object | None, dict[str, Any]]:
    """The waiting item that a new line names, or the fields of the one it makes; all is refused before any is made."""
    id = params.get("invoice_item")
    if id is None:
        fields = item_terms.item_fields(call, params, invoice["currency"], path)
        if fields["currency"] != invoice["currency"]:
            message = f"The invoice is in `{invoice['currency']}`, the line in `{fields['currency']}`."
            raise invalid(message, param=path)
        return None, fields
    item = call.account.resolve("invoiceitem", id, f"{path}[invoice_item]")
    if item["invoice"] is not None or item["customer"] != invoice["customer"]:
        message = "The invoice item is on an invoice already, or belongs to another customer."
        raise invalid(message, param=f"{path}[invoice_item]")
    return item, {}
