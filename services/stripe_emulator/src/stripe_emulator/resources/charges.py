"""https://docs.stripe.com/api/charges: retrieve, update, list. Charges are made by PaymentIntents."""

from __future__ import annotations

from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.paging import page
from stripe_emulator.params import LIST, METADATA, Param, Spec, any_hash, hash_of, merge_metadata, text
from stripe_emulator.payment_intent_params import SHIPPING


def retrieve(call: Call) -> Object:
    """One charge."""
    return call.account.get("charge", call.path["id"])


def update(call: Call) -> Object:
    """Change description, metadata, receipt e-mail, shipping, fraud details."""
    charge, params = retrieve(call), call.params
    for name in ("description", "receipt_email", "shipping", "fraud_details", "transfer_group"):
        if name in params:
            charge[name] = params[name]
    if "metadata" in params:
        charge["metadata"] = merge_metadata(charge["metadata"], params["metadata"])
    call.emit("charge.updated", charge)
    return charge


def list_all(call: Call) -> Object:
    """Charges, newest first, by customer or PaymentIntent."""
    filters = {name: name for name in ("customer", "payment_intent", "transfer_group")}
    return page(call.account.all("charge"), call.params, call.url, **filters)


_UPDATE: Spec = {
    "description": Param(text, unset=True),
    "metadata": METADATA,
    "receipt_email": Param(text, unset=True),
    "shipping": Param(hash_of(SHIPPING)),
    "fraud_details": Param(any_hash),
    "transfer_group": Param(text),
    "customer": Param(text),
}
_LIST = LIST | {name: Param(text) for name in ("customer", "payment_intent", "transfer_group")}
ENDPOINTS = (
    Endpoint("GET", "/v1/charges", list_all, _LIST),
    Endpoint("GET", "/v1/charges/{id}", retrieve),
    Endpoint("POST", "/v1/charges/{id}", update, _UPDATE),
)
