"""The SetupIntent of a subscription that begins without a payment: it saves a card for the first one.

https://docs.stripe.com/billing/subscriptions/overview#using-setupintents
"""

from __future__ import annotations

from stripe_emulator.billing.invoices import paying
from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Object

CARD_OPTIONS = {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}


def open_setup(call: Call, subscription: Object) -> None:
    """A SetupIntent for a subscription without a payment method; nothing where there is one."""
    account = call.account
    customer = account.get("customer", subscription["customer"])
    if paying.payer_of(account, subscription, customer) is not None:
        return
    id = account.ids.new("seti_")
    intent = new(
        account,
        "setup_intent",
        id,
        client_secret=f"{id}_secret_{account.ids.letters(24)}",
        created=automatic_call.now(call, subscription),
        customer=customer["id"],
        payment_method_options={"card": dict(CARD_OPTIONS)},
        payment_method_types=list(subscription["payment_settings"]["payment_method_types"] or ["card"]),
        status="requires_payment_method",
        usage="off_session",
    )
    account.add(intent)
    subscription["pending_setup_intent"] = id
    call.emit("setup_intent.created", intent)
