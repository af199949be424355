"""https://docs.stripe.com/api/charges: retrieve, update, list. Charges are made by PaymentIntents."""

from __future__ import annotations

from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.standard import change, lister, retriever

KIND = "charge"
CHANGEABLE = ("description", "metadata", "receipt_email", "shipping", "fraud_details", "transfer_group")


def update(call: Call) -> Object:
    """Change description, metadata, receipt e-mail, shipping, fraud details."""
    charge = call.account.get(KIND, call.path["id"])
    call.emit("charge.updated", charge, change(charge, call.params, CHANGEABLE))
    return charge


ENDPOINTS = (
    Endpoint("GET", "/v1/charges", lister(KIND, "customer", "payment_intent", "transfer_group")),
    Endpoint("GET", "/v1/charges/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/charges/{id}", update),
)
