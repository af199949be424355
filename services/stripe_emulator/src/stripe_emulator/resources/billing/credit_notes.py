"""https://docs.stripe.com/api/credit_notes: preview, create, retrieve, update, void; lists of them and of lines."""

from __future__ import annotations

from stripe_emulator.billing.credit_notes import drafts, issuance, lines, post_payment
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page_of
from stripe_emulator.state.account import Object

KIND = drafts.KIND


def create(call: Call) -> Object:
    return issuance.issue(call, _invoice(call), call.params)


def preview(call: Call) -> Object:
    """The credit note that `create` would make, without making it."""
    return _draft(call).note


def preview_lines(call: Call) -> Object:
    """All lines of the credit note that the parameters, none of them a filter, describe."""
    return page_of(_draft(call).lines, call, call.params)


def list_lines(call: Call) -> Object:
    return page_of(lines.of(call.account, call.account.get(KIND, call.path["id"])), call)


def update(call: Call) -> Object:
    note = call.account.get(KIND, call.path["id"])
    call.emit("credit_note.updated", note, change(note, call.params, ("memo", "metadata")))
    return note


def void(call: Call) -> Object:
    return issuance.void(call, call.account.get(KIND, call.path["id"]))


def _draft(call: Call) -> drafts.Draft:
    invoice = _invoice(call)
    draft = drafts.draft(call, invoice, call.params)
    post_payment.check(call.account, invoice, draft.note, call.params)
    return draft


def _invoice(call: Call) -> Object:
    return call.account.resolve("invoice", call.params["invoice"], "invoice")


ENDPOINTS = (
    Endpoint("POST", "/v1/credit_notes", create),
    Endpoint("GET", "/v1/credit_notes", lister(KIND, "customer", "customer_account", "invoice")),
    Endpoint("GET", "/v1/credit_notes/preview", preview),
    Endpoint("GET", "/v1/credit_notes/preview/lines", preview_lines),
    Endpoint("GET", "/v1/credit_notes/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/credit_notes/{id}", update),
    Endpoint("GET", "/v1/credit_notes/{id}/lines", list_lines),
    Endpoint("POST", "/v1/credit_notes/{id}/void", void),
)
