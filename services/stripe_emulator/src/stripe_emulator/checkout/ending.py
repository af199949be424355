"""How a session ends: complete, or expired, with its events (facts 115, 116)."""

from __future__ import annotations

from stripe_emulator.checkout import discounts, invoicing, link_limits
from stripe_emulator.checkout.internal_requests import ask
from stripe_emulator.checkout.session_state import Kept, kept_of
from stripe_emulator.payments.flow import CANCELABLE
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError, invalid

# How long a recovery URL works (https://docs.stripe.com/payments/checkout/abandoned-carts).
RECOVERABLE_SECONDS = 30 * 86_400
RECOVERY_PATH = "/c/recover"
PAGE_ENDS = {"setup_intent": "/v1/setup_intents/{}/cancel", "payment_intent": "/v1/payment_intents/{}/cancel"}


def plan(session: Object, kept: Kept) -> None:
    """Let a session expire at its time."""

    def expire_now() -> None:
        if session["status"] == "open":
            expire(kept.acting, session)

    kept.expiry = kept.acting.account.clock(session["customer"]).at(session["expires_at"], expire_now)


def expire(call: Call, session: Object) -> Object:
    """No payment any more; the intent that was begun is canceled with it."""
    if session["status"] != "open":
        raise invalid(
            "Only Checkout Sessions with a status in ['open'] can be expired. This Checkout Session has a status of "
            f"{session['status']}.",
        )
    account, kept = call.account, kept_of(call.account, session)
    if kept.expiry is not None:
        kept.expiry.cancel()
    session |= {"status": "expired", "url": None}
    recovery = (session["after_expiration"] or {}).get("recovery")
    if recovery is not None and recovery["enabled"]:
        now = account.clock(session["customer"]).now()
        recovery["expires_at"] = now + RECOVERABLE_SECONDS
        recovery["url"] = f"{call.base_url}{RECOVERY_PATH}/{session['id']}"
    _cancel_intent(call, session)
    call.emit("checkout.session.expired", session)
    return session


def complete(session: Object, kept: Kept, payment_status: str) -> None:
    """What the shopper gave is written down, codes are redeemed, and the shop is told."""
    if session["status"] != "open":
        return
    account = kept.acting.account
    if kept.expiry is not None:
        kept.expiry.cancel()
    session |= {"status": "complete", "payment_status": payment_status, "url": None}
    if kept.given is not None:
        kept.given.write(session)
    session["customer"] = session["customer"] or kept.customer
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"]["status"] = "complete"
    invoicing.invoice(kept.acting, session, kept)
    discounts.redeem(account, session, kept)
    kept.completed = kept.acting.emit("checkout.session.completed", session)["id"]
    link_limits.count(kept.acting, session)


def paid_later(session: Object, kept: Kept) -> None:
    """The money of a complete session has arrived: a delayed payment's, or a held amount that was captured."""
    session["payment_status"] = "paid"
    if kept.delayed:
        kept.acting.emit("checkout.session.async_payment_succeeded", session)


def failed_later(session: Object, kept: Kept) -> None:
    """A delayed payment has failed."""
    if kept.delayed:
        kept.acting.emit("checkout.session.async_payment_failed", session)


def _cancel_intent(call: Call, session: Object) -> None:
    """Cancel what waits for a payment method or an action."""
    for name, path in PAGE_ENDS.items():
        intent = call.account.find(session[name])
        if intent is not None and intent["status"] in CANCELABLE and intent["status"] != "processing":
            try:
                ask(call, "POST", path, {"cancellation_reason": "abandoned"}, intent["id"])
            except StripeError:
                continue  # what cannot be canceled stays as it is; the session has expired all the same
