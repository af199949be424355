"""https://docs.stripe.com/api/invoice-payment: retrieve, list (fact 124)."""

from __future__ import annotations

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object

KIND = "invoice_payment"


def list_all(call: Call) -> Object:
    """Payments of an invoice, of a status, or of one PaymentIntent (`payment`)."""
    payment = call.params.get("payment")
    name = (payment or {}).get("type")
    id = (payment or {}).get(name)

    def fits(one: Object) -> bool:
        return payment is None or one["payment"].get(name) == id

    return page(call, KIND, "invoice", "status", where=fits, judged=("payment",))


ENDPOINTS = (
    Endpoint("GET", "/v1/invoice_payments", list_all),
    Endpoint("GET", "/v1/invoice_payments/{id}", retriever(KIND)),
)
