"""Invoice payments: which PaymentIntent pays how much of an invoice (fact 124).

https://docs.stripe.com/api/invoice-payment. An invoice has one default payment, made with it; others may be attached.
"""

from __future__ import annotations

from stripe_emulator.billing.invoices.lookups import BY_INTENT
from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Object

DESCRIPTIONS = {
    "subscription_create": "Subscription creation",
    "subscription_cycle": "Subscription update",
    "subscription_update": "Subscription update",
}
CARD_OPTIONS = {
    "installments": None,
    "mandate_options": None,
    "network": None,
    "request_three_d_secure": "automatic",
}


def open_default(call: Call, invoice: Object, method: Object | None) -> Object:
    """Make the PaymentIntent of a finalized invoice and the invoice payment that links them."""
    intent = _intent(call, invoice)
    if method is not None:
        intent["payment_method"], intent["status"] = method["id"], "requires_confirmation"
    call.account.add(intent)
    link(call, invoice, intent["id"], invoice["amount_remaining"], default=True)
    call.emit("payment_intent.created", intent)
    return intent


def link(call: Call, invoice: Object, intent: str, amount: int, *, default: bool) -> Object:
    """The invoice payment that requests `amount` (minor units) of a PaymentIntent."""
    account = call.account
    payment = new(
        account,
        "invoice_payment",
        account.ids.new("inpay_"),
        amount_requested=amount,
        created=automatic_call.now(call, invoice),
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=default,
        payment={"payment_intent": intent, "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )
    account.add(payment)
    account.memory.setdefault(BY_INTENT, {})[intent] = payment["id"]
    return payment


def close(call: Call, payment: Object) -> None:
    """Cancel an invoice payment that was not made."""
    if payment["status"] == "open":
        payment["status"] = "canceled"
        payment["status_transitions"]["canceled_at"] = automatic_call.now(
            call, call.account.get("invoice", payment["invoice"])
        )
        call.account.refile(payment)


def _intent(call: Call, invoice: Object) -> Object:
    account = call.account
    id = account.ids.payment()
    subscribed = invoice["parent"] is not None
    return new(
        account,
        "payment_intent",
        id,
        amount=invoice["amount_remaining"],
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        capture_method="automatic",
        client_secret=f"{id}_secret_{account.ids.letters(25)}",
        confirmation_method="automatic",
        created=automatic_call.now(call, invoice),
        currency=invoice["currency"],
        customer=invoice["customer"],
        description=DESCRIPTIONS.get(invoice["billing_reason"], "Payment for Invoice"),
        payment_details={**CURRENT.part("payment_intent.payment_details"), "order_reference": invoice["id"]},
        payment_method_options={"card": dict(CARD_OPTIONS)},
        payment_method_types=list((invoice["payment_settings"] or {}).get("payment_method_types") or ["card"]),
        setup_future_usage="off_session" if subscribed else None,
        status="requires_payment_method",
    )
