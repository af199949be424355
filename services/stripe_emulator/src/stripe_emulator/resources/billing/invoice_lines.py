"""https://docs.stripe.com/api/invoice-line-item: list, update; add, update and remove many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.billing.invoices import editing, item_terms
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.endpoint import Endpoint, Handler
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import page_of
from stripe_emulator.state.account import Object, copy_of

KIND = "line_item"
Change = Callable[[Call, Object, list[dict[str, Any]]], None]


def list_all(call: Call) -> Object:
    return page_of(call.account.get("invoice", call.path["id"])["lines"]["data"], call)


def update(call: Call) -> Object:
    invoice = _draft(call)
    line = editing.line(invoice, call.path["line"])
    before = copy_of(invoice)
    editing.update_line(call, invoice, line, call.params)
    _emit_updated(call, invoice, before)
    return line


def many(change: Change) -> Handler:
    """A handler that changes lines of a draft, and its metadata."""

    def handle(call: Call) -> Object:
        invoice = _draft(call)
        before = copy_of(invoice)
        change(call, invoice, call.params["lines"])
        if "invoice_metadata" in call.params:
            invoice["metadata"] = merge_metadata(invoice["metadata"], call.params["invoice_metadata"])
        _emit_updated(call, invoice, before)
        return invoice

    return handle


def _draft(call: Call) -> Object:
    invoice = call.account.get("invoice", call.path["id"])
    item_terms.check_draft(invoice)
    return invoice


def _emit_updated(call: Call, invoice: Object, before: Object) -> None:
    call.emit("invoice.updated", invoice, difference(before, invoice))


_ID = "/v1/invoices/{id}"
ENDPOINTS = (
    Endpoint("GET", f"{_ID}/lines", list_all),
    Endpoint("POST", f"{_ID}/lines/{{line}}", update),
    Endpoint("POST", f"{_ID}/add_lines", many(editing.add_lines)),
    Endpoint("POST", f"{_ID}/update_lines", many(editing.update_lines)),
    Endpoint("POST", f"{_ID}/remove_lines", many(editing.remove_lines)),
)
