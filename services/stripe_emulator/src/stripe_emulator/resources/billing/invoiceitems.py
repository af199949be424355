"""https://docs.stripe.com/api/invoiceitems: create, retrieve, update, delete, list."""

from __future__ import annotations

from stripe_emulator.billing.invoices import invoice_items, item_terms, lookups, totals
from stripe_emulator.billing.shared import discounts
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, missing_param

KIND = "invoiceitem"


def create(call: Call) -> Object:
    """An item on the customer's next invoice, or on the draft that `invoice` names."""
    account, params = call.account, call.params
    invoice = call.resolve("invoice", "invoice")
    if invoice is not None:
        item_terms.check_draft(invoice)
    customer = _customer(call, invoice)
    subscription = call.resolve("subscription", "subscription")
    if subscription is not None and subscription["customer"] != customer["id"]:
        raise invalid("The subscription must belong to the same customer as the invoice item.", param="subscription")
    currency = (invoice or {}).get("currency") or customer["currency"]
    fields = item_terms.item_fields(call, params, currency)
    if invoice is not None and fields["currency"] != invoice["currency"]:
        message = f"The invoice is in `{invoice['currency']}`, the invoice item in `{fields['currency']}`."
        raise invalid(message, param="currency")
    if invoice is not None:
        fields["invoice"] = invoice["id"]
    if subscription is not None:
        details = {"subscription": subscription["id"], "subscription_item": None}
        fields["parent"] = {"subscription_details": details, "type": "subscription_details"}
    fields["discounts"] = discounts.create(
        call, params.get("discounts"), "discounts", currency=fields["currency"], customer=customer["id"]
    )
    item = invoice_items.add(call, customer, fields)
    for id in item["discounts"]:
        account.get("discount", id)["invoice_item"] = item["id"]
    if invoice is not None:
        item_terms.put(call, invoice, item)
    return item


def update(call: Call) -> Object:
    """Change an item that is pending or on a draft."""
    item = call.account.get(KIND, call.path["id"])
    invoice = _editable(call, item)
    item_terms.change(call, item, call.params)
    if invoice is not None:
        item_terms.replace(call, invoice, item)
    return item


def delete(call: Call) -> Object:
    """Delete an item that is pending or on a draft."""
    account = call.account
    item = account.get(KIND, call.path["id"])
    invoice = _editable(call, item)
    if invoice is not None:
        lines = invoice["lines"]["data"]
        invoice["lines"]["data"] = [line for line in lines if lookups.item_of(line) != item["id"]]
        totals.compute(account, invoice)
    call.emit("invoiceitem.deleted", item)
    invoice_items.forget(account, item)
    return {"id": item["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Object:
    """Items of a customer or an invoice; `pending` selects those that are (not) on an invoice."""
    invoice_items: bool | None = call.params.get("pending")

    def fits(item: Object) -> bool:
        return invoice_items is None or (item["invoice"] is None) is invoice_items

    return page(call, KIND, "customer", "customer_account", "invoice", where=fits, judged=("pending",))


def _customer(call: Call, invoice: Object | None) -> Object:
    named = call.resolve("customer", "customer")
    if invoice is not None:
        if named is not None and named["id"] != invoice["customer"]:
            raise invalid("The invoice must belong to the same customer as the invoice item.", param="invoice")
        return call.account.resolve("customer", invoice["customer"], "customer")
    if named is None:
        raise missing_param("customer")
    return named


def _editable(call: Call, item: Object) -> Object | None:
    invoice = call.account.find(item["invoice"])
    if invoice is not None and invoice["status"] != "draft":
        message = "This invoice item can no longer be changed: the invoice it is attached to is no longer editable."
        raise invalid(message, code="invoice_not_editable")
    return invoice


_ID = "/v1/invoiceitems/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/invoiceitems", create),
    Endpoint("GET", "/v1/invoiceitems", list_all),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("DELETE", _ID, delete),
)
