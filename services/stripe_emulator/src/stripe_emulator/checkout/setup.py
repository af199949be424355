"""Sessions that save a card: their SetupIntent exists from the beginning (https://docs.stripe.com/payments/save-and-reuse)."""

from __future__ import annotations

from stripe_emulator.checkout import customers, ending
from stripe_emulator.checkout.internal_requests import ask
from stripe_emulator.checkout.session_state import Kept
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object


def begin(call: Call, session: Object, kept: Kept) -> None:
    """Make the SetupIntent and watch it."""
    data = dict(kept.params.get("setup_intent_data") or {})
    intent = ask(
        call,
        "POST",
        "/v1/setup_intents",
        {
            "customer": session["customer"],
            "payment_method_types": list(session["payment_method_types"]),
            "usage": "off_session",
            **data,
        },
    )
    session["setup_intent"] = intent["id"]

    def told(type: str) -> None:
        if type == "setup_intent.succeeded":
            ending.complete(session, kept, "no_payment_required")

    call.account.watch(intent["id"], told)


def pay(call: Call, session: Object, kept: Kept, return_url: str) -> Object:
    """Confirm with the shopper's card; the SetupIntent as it is then. Raises the refusal."""
    id: str = session["setup_intent"]
    customer = customers.needed(call, session, kept)
    if customer is not None:
        ask(call, "POST", "/v1/setup_intents/{}", {"customer": customer}, id)
    assert kept.given is not None, "the page has asked the shopper"
    params = {"payment_method": kept.given.payment_method, "return_url": return_url}
    return ask(call, "POST", "/v1/setup_intents/{}/confirm", params, id)
