"""An invoice after a payment: what was bought, paid with the PaymentIntent that paid the session.

https://docs.stripe.com/payments/checkout/receipts#paid-invoices
"""

from __future__ import annotations

import logging
from typing import Any

from stripe_emulator.checkout.internal_requests import internal_request, sellable
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError

LOG = logging.getLogger("stripe_emulator")
PASSED_ON = ("account_tax_ids", "custom_fields", "description", "footer", "issuer", "metadata")


def invoice(call: Call, session: Object, state: SessionState) -> None:
    """Make the invoice of a session that is being completed, where `invoice_creation` is on.

    The money is taken already, so an invoice that cannot be made (a tax id was deleted, say) is left out and logged.
    """
    creation = session["invoice_creation"]
    if not creation or not creation["enabled"] or session["customer"] is None or session["payment_intent"] is None:
        return
    try:
        _make(call, session, state)
    except StripeError as error:
        LOG.warning("no invoice for %s: %s", session["id"], error)


def _make(call: Call, session: Object, state: SessionState) -> None:
    invoice_object = internal_request(call, "POST", "/v1/invoices", _params(session, state))
    with sellable(call.account, [line["price"]["id"] for line in state.lines]):
        for line in state.lines:
            internal_request(call, "POST", "/v1/invoiceitems", _item(session, invoice_object, line, state))
    internal_request(call, "POST", "/v1/invoices/{}/finalize", {}, invoice_object["id"])
    internal_request(
        call,
        "POST",
        "/v1/invoices/{}/attach_payment",
        {"payment_intent": session["payment_intent"]},
        invoice_object["id"],
    )
    session["invoice"] = invoice_object["id"]


def _params(session: Object, state: SessionState) -> dict[str, Any]:
    data = (state.params.get("invoice_creation") or {}).get("invoice_data") or {}
    rate = state.shipping_rate
    return {
        **{name: data.get(name) for name in PASSED_ON},
        "auto_advance": False,
        "currency": session["currency"],
        "customer": session["customer"],
        "discounts": [{name: id for name, id in one.items() if id} for one in session["discounts"]] or None,
        "pending_invoice_items_behavior": "exclude",
        "shipping_cost": {"shipping_rate": rate["id"]} if rate else None,
    }


def _item(session: Object, invoice_object: Object, line: Object, state: SessionState) -> dict[str, Any]:
    item: dict[str, Any] = {
        "customer": session["customer"],
        "invoice": invoice_object["id"],
        "tax_rates": [rate["id"] for rate in state.tax_rates[line["id"]]] or None,
    }
    if line["price"]["custom_unit_amount"] or line["price"]["currency"] != session["currency"]:
        return {
            **item,
            "amount": line["amount_subtotal"],
            "currency": session["currency"],
            "description": line["description"],
        }
    return {**item, "pricing": {"price": line["price"]["id"]}, "quantity": line["quantity"]}
