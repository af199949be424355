"""Sessions that charge once: their PaymentIntent is made when the shopper first confirms (fact 117)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout import confirming, customers, lifecycle
from stripe_emulator.checkout.internal_requests import internal_request
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.payments.flow import CONFIRMABLE
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of

PASSED_ON = (
    "description",
    "metadata",
    "capture_method",
    "receipt_email",
    "setup_future_usage",
    "on_behalf_of",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)


def pay(call: Call, session: Object, state: SessionState, how: dict[str, Any]) -> Object | None:
    """Charge: the PaymentIntent afterwards, None when nothing was due. Raises the refusal."""
    customer = customers.needed(call, session, state)
    if session["amount_total"] == 0:
        lifecycle.complete(session, state, "no_payment_required")
        return None
    intent = _intent(call, session, state, customer)
    assert state.shopper is not None, "the page has asked the shopper"
    params = confirming.params(call.account, state.shopper.payment_method, how)
    return internal_request(call, "POST", "/v1/payment_intents/{}/confirm", params, intent["id"])


def _intent(call: Call, session: Object, state: SessionState, customer: str | None) -> Object:
    """The PaymentIntent of an earlier attempt, brought up to date, or a new one."""
    params = {"amount": session["amount_total"], "customer": customer, "shipping": _shipping(state)}
    known = call.account.find(session["payment_intent"])
    if known is not None and known["status"] in CONFIRMABLE:
        return internal_request(call, "POST", "/v1/payment_intents/{}", params, known["id"])
    data = state.params.get("payment_intent_data") or {}
    params |= {name: data.get(name) for name in PASSED_ON}
    descriptor = params.pop("statement_descriptor")  # taken for the methods that are not cards
    params |= {"currency": session["currency"], "payment_method_types": list(session["payment_method_types"])}
    intent = internal_request(
        call, "POST", "/v1/payment_intents", params | {"payment_method_options": _options(session)}
    )
    intent["statement_descriptor"] = descriptor
    session["payment_intent"] = intent["id"]
    call.account.refile(session)
    call.account.watch(intent["id"], lambda type: _follow_intent(session, state, intent, type))
    return intent


def _follow_intent(session: Object, state: SessionState, intent: Object, type: str) -> None:
    """Complete or update the session after an event of its PaymentIntent (fact 116)."""
    if type == "payment_intent.succeeded" and session["status"] == "complete":
        lifecycle.paid_later(session, state)
    elif type == "payment_intent.succeeded":
        lifecycle.complete(session, state, "paid")
    elif type == "payment_intent.processing" or confirming.awaits_microdeposits(intent):
        lifecycle.complete_delayed(session, state)
    elif type == "payment_intent.amount_capturable_updated":
        lifecycle.complete(session, state, "unpaid")
    elif type == "payment_intent.payment_failed" and session["status"] == "complete":
        lifecycle.failed_later(session, state)


def _shipping(state: SessionState) -> Object | None:
    """Shipping details from the form, or from `payment_intent_data`."""
    assert state.shopper is not None, "the page has asked the shopper"
    shipping: Object | None = state.shopper.shipping or (state.params.get("payment_intent_data") or {}).get("shipping")
    return shipping and copy_of(shipping)


def _options(session: Object) -> Object:
    card = session["payment_method_options"].get("card") or {}
    three_d_secure = card.get("request_three_d_secure") or "automatic"
    return {"card": {"request_three_d_secure": three_d_secure}}
