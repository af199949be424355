"""https://docs.stripe.com/api/invoices: create, preview, retrieve, update, delete, finalize, pay, send, void, list."""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import drafting, finalizing, item_terms, lookups, paying, totals, voiding
from stripe_emulator.billing.preview import preview
from stripe_emulator.billing.shared import automatic_call, jobs
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import list_object, page
from stripe_emulator.resource_kit.search import NUMERIC, STRING, TOKEN, Field, searcher
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param

KIND = "invoice"
NAMED_PREVIEWS = "2025-03-31"
PREVIEWED = ("subscription", "schedule", "invoice_items")
FILTERS = ("customer", "customer_account", "status", "collection_method", "due_date")
# What of a finalized invoice can still be changed.
FINAL_ONLY = (
    "auto_advance",
    "custom_fields",
    "default_payment_method",
    "default_source",
    "description",
    "due_date",
    "footer",
    "metadata",
    "payment_settings",
    "rendering",
    "statement_descriptor",
)
NOT_EDITABLE = "Finalized invoices can't be updated in this way"


def create(call: Call) -> Object:
    """A draft; with `pending_invoice_items_behavior=include` it takes the customer's pending items."""
    account, params = call.account, call.params
    subscription = call.resolve("subscription", "subscription")
    original = _original(call)
    customer = call.resolve("customer", "customer")
    if customer is None:
        if original is None:
            raise missing_param("customer")
        customer = account.resolve("customer", original["customer"], "from_invoice[invoice]")
    if subscription is not None and subscription["customer"] != customer["id"]:
        raise invalid("The subscription must belong to the customer of the invoice.", param="subscription")
    currency = (original or {}).get("currency") or (subscription or {}).get("currency")
    invoice = drafting.draft(call, customer, params, currency=currency, subscription=subscription)
    if subscription is not None or params.get("pending_invoice_items_behavior") == "include":
        taken = drafting.take_waiting(account, invoice, (subscription or {}).get("id"))
        if subscription is not None and not taken:
            raise invalid("Nothing to invoice for subscription", code="invoice_no_subscription_line_items")
    if original is not None:
        drafting.copy_lines(call, original, invoice)
    drafting.store(call, invoice)
    _plan(call, invoice)
    return invoice


def create_preview(call: Call) -> Object:
    """What the next invoice would be; since basil of a subscription, a schedule or items, not of a customer as such.

    The rule and its message: https://github.com/stripe/stripe-node/issues/2347.
    """
    params = call.params
    within_details = [
        (params.get(details) or {}).get(name)
        for details, name in (("subscription_details", "items"), ("schedule_details", "phases"))
    ]
    if call.version >= NAMED_PREVIEWS and not any((*map(params.get, PREVIEWED), *within_details)):
        message = (
            "You must provide at least one of: `subscription`, `schedule`, `subscription_details.items`, "
            "`schedule_details.phases`, `invoice_items`."
        )
        raise invalid(message)
    return preview.make(call, params)


def update(call: Call) -> Object:
    """Change a draft; of a finalized invoice only fields without an effect on amounts."""
    invoice = _found(call)
    if invoice["status"] != "draft":
        not_editable = [name for name in call.params if name not in FINAL_ONLY]
        if not_editable:
            raise invalid(NOT_EDITABLE, param=not_editable[0], code="invoice_not_editable")
    before = copy_of(invoice)
    params = dict(call.params)
    drafting.apply(call, invoice, {name: value for name, value in params.items() if name != "metadata"})
    if "metadata" in params:
        invoice["metadata"] = merge_metadata(invoice["metadata"], params["metadata"])
    if invoice["status"] == "draft":
        totals.compute(call.account, invoice)
        if "auto_advance" in params or "automatically_finalizes_at" in params:
            _plan(call, invoice)
    elif invoice["auto_advance"] is False:
        jobs.drop(call.account, invoice, "retry")
        invoice["next_payment_attempt"] = None
    call.emit("invoice.updated", invoice, difference(before, invoice))
    return invoice


def delete(call: Call) -> Object:
    return voiding.delete(call, _found(call))


def finalize(call: Call) -> Object:
    """Open a draft; with automatic advancement it is charged at once."""
    invoice = _found(call)
    if call.params.get("auto_advance") is not None:
        item_terms.check_draft(invoice) if invoice["status"] != "draft" else None
        invoice["auto_advance"] = call.params["auto_advance"]
    finalizing.finalize(call, invoice)
    if invoice["status"] == "open" and invoice["auto_advance"]:
        if invoice["collection_method"] == "charge_automatically":
            paying.try_to_pay(call, invoice)
        else:
            call.emit("invoice.sent", invoice)
    return invoice


def pay(call: Call) -> Object:
    """Finalize if need be, then charge; with `paid_out_of_band` only mark it paid."""
    invoice, params = _found(call), call.params
    if params.get("payment_method") and params.get("source"):
        raise invalid("You may only specify one of these parameters: payment_method, source.", param="source")
    method = None
    for name in ("payment_method", "source"):
        if params.get(name):
            method = paying.named_method(call.account, params[name], invoice["customer"], name)
    if invoice["status"] == "draft":
        finalizing.finalize(call, invoice)
        if invoice["status"] == "paid":
            return invoice
    if params.get("paid_out_of_band"):
        return paying.pay_elsewhere(call, invoice)
    return paying.pay(call, invoice, method)


def send(call: Call) -> Object:
    """Finalize if need be, then send to the customer."""
    invoice = _found(call)
    if invoice["collection_method"] != "send_invoice":
        raise invalid("You can only manually send an invoice if its collection method is 'send_invoice'.")
    if invoice["status"] == "draft":
        customer = call.account.find(invoice["customer"]) or {}
        if not customer.get("email"):
            message = (
                "Missing email. In order to create invoices that are sent to the customer, the customer must have a "
                "valid email."
            )
            raise invalid(message)
        finalizing.finalize(call, invoice)
    elif invoice["status"] not in ("open", "uncollectible", "paid"):
        raise invalid(f"You can't send an invoice with a status of {invoice['status']}.")
    call.emit("invoice.sent", invoice)
    return invoice


def void(call: Call) -> Object:
    return voiding.void(call, _found(call))


def mark_uncollectible(call: Call) -> Object:
    return voiding.mark_uncollectible(call, _found(call))


def attach_payment(call: Call) -> Object:
    """Use a PaymentIntent of the same customer and currency to pay a part of an open invoice."""
    invoice, account = _found(call), call.account
    if call.params.get("payment_record") is not None:
        account.resolve("payment_record", call.params["payment_record"], "payment_record")
    intent = call.resolve("payment_intent", "payment_intent")
    if intent is None:
        raise missing_param("payment_intent")
    paying.check_payable(invoice)
    if intent["currency"] != invoice["currency"]:
        message = f"The PaymentIntent is in `{intent['currency']}`, the invoice in `{invoice['currency']}`."
        raise invalid(message, param="payment_intent")
    if intent["customer"] not in (None, invoice["customer"]):
        message = "The PaymentIntent belongs to another customer than the invoice."
        raise invalid(message, param="payment_intent")
    if intent["status"] == "canceled":
        raise invalid("A canceled PaymentIntent cannot pay an invoice.", param="payment_intent")
    paying.attach(call, invoice, intent)
    return invoice


def list_all(call: Call) -> Object:
    """Invoices, also those of a subscription."""
    subscription_id = call.params.get("subscription")
    subscription = None if subscription_id is None else call.account.table("subscription").find(subscription_id)
    customer = {} if subscription is None else {"customer": subscription["customer"]}

    def fits(invoice: Object) -> bool:
        return subscription_id is None or _subscription_of(invoice) == subscription_id

    return page(call, KIND, *FILTERS, where=fits, judged=("subscription",), **customer)


def _found(call: Call) -> Object:
    return call.account.get(KIND, call.path["id"])


def _original(call: Call) -> Object | None:
    """The open invoice that `from_invoice` revises."""
    source = call.params.get("from_invoice")
    if source is None:
        return None
    original = call.account.resolve(KIND, source["invoice"], "from_invoice[invoice]")
    if original["status"] not in ("open", "uncollectible"):
        message = f"Only open invoices can be revised; this one has a status of {original['status']}."
        raise invalid(message, param="from_invoice[invoice]")
    return original


def _plan(call: Call, invoice: Object) -> None:
    """When a draft advances by itself: at its own time, or an hour from now (fact 121)."""
    jobs.drop(call.account, invoice, "finalize")
    at = invoice["automatically_finalizes_at"]
    if not invoice["auto_advance"]:
        invoice["automatically_finalizes_at"] = None
    elif at is not None and at > automatic_call.now(call, invoice):
        drafting.plan_finalizing(call, invoice, lambda automatic: finalizing.advance(automatic, invoice), at)
    else:
        finalizing.plan(call, invoice)


def _subscription_of(invoice: Object) -> Any:
    return ((invoice["parent"] or {}).get("subscription_details") or {}).get("subscription")


def _secret(account: Account, invoice: Object) -> Object | None:
    intent = lookups.intent_of(account, invoice)
    return None if intent is None else {"client_secret": intent["client_secret"], "type": "payment_intent"}


def _payments(account: Account, invoice: Object) -> Object:
    return list_object([copy_of(payment) for payment in lookups.payments_of(account, invoice)], "/v1/invoices/payments")


def _intent(account: Account, invoice: Object) -> Object | None:
    return lookups.intent_of(account, invoice)


# `payment_intent` for API versions before 2025-03-31 (fact 124).
INCLUDED = {"confirmation_secret": _secret, "payments": _payments, "payment_intent": _intent}
SEARCHABLE = {
    **dict.fromkeys(("created", "total"), NUMERIC),
    **dict.fromkeys(("currency", "customer", "metadata"), TOKEN),
    **dict.fromkeys(("number", "receipt_number", "status"), STRING),
    "last_finalization_error_code": Field(TOKEN, lambda one: (one["last_finalization_error"] or {}).get("code")),
    "last_finalization_error_type": Field(TOKEN, lambda one: (one["last_finalization_error"] or {}).get("type")),
    "subscription": Field(STRING, _subscription_of),
}
_ID = "/v1/invoices/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/invoices", create),
    Endpoint("GET", "/v1/invoices", list_all),
    Endpoint("POST", "/v1/invoices/create_preview", create_preview),
    Endpoint("GET", "/v1/invoices/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("DELETE", _ID, delete),
    Endpoint("POST", f"{_ID}/finalize", finalize),
    Endpoint("POST", f"{_ID}/pay", pay),
    Endpoint("POST", f"{_ID}/send", send),
    Endpoint("POST", f"{_ID}/void", void),
    Endpoint("POST", f"{_ID}/mark_uncollectible", mark_uncollectible),
    Endpoint("POST", f"{_ID}/attach_payment", attach_payment),
)
