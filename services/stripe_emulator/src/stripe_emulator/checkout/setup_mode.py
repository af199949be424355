"""Sessions that save a card: their SetupIntent exists from the beginning (https://docs.stripe.com/payments/save-and-reuse)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout import confirming, customers, lifecycle
from stripe_emulator.checkout.internal_requests import internal_request
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object


def begin(call: Call, session: Object, state: SessionState) -> None:
    """Make the SetupIntent; its success completes the session."""
    data = dict(state.params.get("setup_intent_data") or {})
    intent = internal_request(
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

    def follow(type: str) -> None:
        if type == "setup_intent.succeeded" or confirming.awaits_microdeposits(intent):
            lifecycle.complete(session, state, "no_payment_required")

    call.account.watch(intent["id"], follow)


def pay(call: Call, session: Object, state: SessionState, how: dict[str, Any]) -> Object:
    """Confirm with the shopper's payment method; returns the SetupIntent. Raises the refusal."""
    id: str = session["setup_intent"]
    customer = customers.needed(call, session, state)
    if customer is not None:
        internal_request(call, "POST", "/v1/setup_intents/{}", {"customer": customer}, id)
    assert state.shopper is not None, "the page has asked the shopper"
    params = confirming.params(call.account, state.shopper.payment_method, how)
    return internal_request(call, "POST", "/v1/setup_intents/{}/confirm", params, id)
