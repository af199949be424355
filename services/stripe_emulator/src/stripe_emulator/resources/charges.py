"""https://docs.stripe.com/api/charges: retrieve, update, list. Charges are made by PaymentIntents."""

from __future__ import annotations

from stripe_emulator.account import Object
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.search import NUMERIC, TOKEN, Field, searcher
from stripe_emulator.standard import change, lister, retriever

KIND = "charge"
CHANGEABLE = ("description", "metadata", "receipt_email", "shipping", "fraud_details", "transfer_group")


def _refunded(charge: Object) -> str | None:
    """As the search has it: `true` wholly, `false` in part, null not at all."""
    return None if not charge["amount_refunded"] else "true" if charge["refunded"] else "false"


SEARCHABLE = {
    "amount": NUMERIC, "billing_details.address.postal_code": TOKEN, "created": NUMERIC, "currency": TOKEN,
    "customer": TOKEN, "disputed": TOKEN, "metadata": TOKEN, "refunded": Field(TOKEN, _refunded), "status": TOKEN,
    **{
        f"payment_method_details.{source}.{name}": TOKEN
        for source in ("card", "card_present", "interac_present")
        for name in ("brand", "exp_month", "exp_year", "fingerprint", "last4")
    },
}  # fmt: skip
"""https://docs.stripe.com/search#query-fields-for-charges"""


def update(call: Call) -> Object:
    """Change description, metadata, receipt e-mail, shipping, fraud details."""
    charge = call.account.get(KIND, call.path["id"])
    call.emit("charge.updated", charge, change(charge, call.params, CHANGEABLE))
    return charge


ENDPOINTS = (
    Endpoint("GET", "/v1/charges", lister(KIND, "customer", "payment_intent", "transfer_group")),
    Endpoint("GET", "/v1/charges/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", "/v1/charges/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/charges/{id}", update),
)
