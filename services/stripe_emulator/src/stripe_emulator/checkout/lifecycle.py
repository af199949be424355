"""How a session ends: complete, or expired, with its events (facts 115, 116)."""

from __future__ import annotations

from stripe_emulator.checkout import discounts, invoice_creation, link_limits
from stripe_emulator.checkout.internal_requests import internal_request
from stripe_emulator.checkout.session_state import SessionState, state_of
from stripe_emulator.payments.flow import CANCELABLE
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError, invalid

# How long a recovery URL works (https://docs.stripe.com/payments/checkout/abandoned-carts).
RECOVERABLE_SECONDS = 30 * 86_400
RECOVERY_PATH = "/c/recover"
PAGE_ENDS = {"setup_intent": "/v1/setup_intents/{}/cancel", "payment_intent": "/v1/payment_intents/{}/cancel"}


def plan(session: Object, state: SessionState) -> None:
    """Expire a session at `expires_at` if it is still open then."""

    def expire_now() -> None:
        if session["status"] == "open":
            expire(state.automatic_call, session)

    state.expiry = state.automatic_call.account.clock(session["customer"]).at(session["expires_at"], expire_now)


def expire(call: Call, session: Object) -> Object:
    """Expire an open session and cancel its intent; 400 for any other session."""
    if session["status"] != "open":
        raise invalid(
            "Only Checkout Sessions with a status in ['open'] can be expired. This Checkout Session has a status of "
            f"{session['status']}.",
        )
    account, state = call.account, state_of(call.account, session)
    if state.expiry is not None:
        state.expiry.cancel()
    session |= {"status": "expired", "url": None}
    recovery = (session["after_expiration"] or {}).get("recovery")
    if recovery is not None and recovery["enabled"]:
        now = account.clock(session["customer"]).now()
        recovery["expires_at"] = now + RECOVERABLE_SECONDS
        recovery["url"] = f"{call.base_url}{RECOVERY_PATH}/{session['id']}"
    _cancel_intent(call, session)
    call.emit("checkout.session.expired", session)
    return session


def complete(session: Object, state: SessionState, payment_status: str) -> None:
    """Complete a session: write the shopper's data, redeem codes, send the event."""
    if session["status"] != "open":
        return
    account = state.automatic_call.account
    if state.expiry is not None:
        state.expiry.cancel()
    session |= {"status": "complete", "payment_status": payment_status, "url": None}
    if state.shopper is not None:
        state.shopper.write(session)
    session["customer"] = session["customer"] or state.customer
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"]["status"] = "complete"
    invoice_creation.invoice(state.automatic_call, session, state)
    discounts.redeem(account, session, state)
    state.completion_event = state.automatic_call.emit("checkout.session.completed", session)["id"]
    link_limits.count(state.automatic_call, session)


def complete_delayed(session: Object, state: SessionState) -> None:
    """Complete a session whose payment the bank, or the verification of the account, decides later (fact 116)."""
    state.delayed = state.delayed or session["status"] == "open"
    complete(session, state, "unpaid")


def paid_later(session: Object, state: SessionState) -> None:
    """Mark a complete session paid: a delayed payment succeeded, or an authorization was captured."""
    session["payment_status"] = "paid"
    if state.delayed:
        state.automatic_call.emit("checkout.session.async_payment_succeeded", session)


def failed_later(session: Object, state: SessionState) -> None:
    if state.delayed:
        state.automatic_call.emit("checkout.session.async_payment_failed", session)


def _cancel_intent(call: Call, session: Object) -> None:
    """Cancel an intent that requires a payment method or an action."""
    for name, path in PAGE_ENDS.items():
        intent = call.account.find(session[name])
        if intent is not None and intent["status"] in CANCELABLE and intent["status"] != "processing":
            try:
                internal_request(call, "POST", path, {"cancellation_reason": "abandoned"}, intent["id"])
            except StripeError:
                continue  # what cannot be canceled stays as it is; the session has expired all the same
