"""The shopper presses Pay: the page's own checks, then the way of the session's mode."""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout import creation, payment_mode, setup_mode, subscription_mode
from stripe_emulator.checkout.session_state import state_of
from stripe_emulator.checkout.shopper import ShopperInput
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError, invalid

WAYS = {"payment": payment_mode.pay, "setup": setup_mode.pay, "subscription": subscription_mode.pay}


def pay(call: Call, session: Object, shopper: ShopperInput, **how: Any) -> Object | None:
    """Pay: the intent afterwards (it may require an action), None when nothing was due.

    `how` are more parameters of the intent's confirmation, such as `use_stripe_sdk`.
    Raises a 402 for a decline; the session stays open and the shopper may try again.
    """
    check_open(session)
    state = state_of(call.account, session)
    if shopper.payment_method is None and needs_method(session):
        raise invalid("Missing required param: payment_method.", param="payment_method", code="parameter_missing")
    shopper.email = shopper.email or (session["customer_details"] or {}).get("email")
    state.shopper = shopper
    return WAYS[session["mode"]](call, session, state, {"return_url": return_url(call, session), **how})


def needs_method(session: Object) -> bool:
    """Whether a payment method is required: not when nothing is due and none has to be saved."""
    if session["mode"] == "payment":
        return bool(session["amount_total"] > 0)
    return bool(session["amount_total"] != 0 or session["payment_method_collection"] == "always")


def check_open(session: Object) -> None:
    if session["status"] != "open":
        raise not_open(session)


def not_open(session: Object) -> StripeError:
    words = "has already been completed" if session["status"] == "complete" else "has expired"
    return invalid(f"This Checkout Session {words}.", code="checkout_session_not_active")


def return_url(call: Call, session: Object) -> str:
    """The URL to which authentication pages send the shopper back."""
    return f"{call.base_url}{creation.PATH}/{session['id']}/return"
