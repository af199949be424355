"""The page's own API, which Stripe does not document: the official CLI pays sessions through it, Stripe.js too."""

from __future__ import annotations

from stripe_emulator.checkout import confirmation, shopper
from stripe_emulator.payments import method_objects
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

KIND = "payment_page"
MISMATCH = (
    "The expected amount ({expected}) does not match the amount of the Checkout Session ({actual}). Please refresh and "
    "try again."
)


def retrieve(call: Call) -> Object:
    return call.account.get("checkout.session", call.path["id"], param="session")


def confirm(call: Call) -> Object:
    """Pay with a PaymentMethod; returns the session, with its intent where that requires an action."""
    session, params = retrieve(call), call.params
    confirmation.check_open(session)
    expected = params.get("expected_amount")
    if expected is not None and expected != (session["amount_total"] or 0):
        message = MISMATCH.format(expected=expected, actual=session["amount_total"] or 0)
        raise invalid(message, param="expected_amount", code="checkout_amount_mismatch")
    confirmation.pay(call, session, _shopper_input(call))
    return session


def _shopper_input(call: Call) -> shopper.ShopperInput:
    if "payment_method" not in call.params:
        return shopper.ShopperInput()
    return shopper.of_method(method_objects.resolve(call.account, call.params["payment_method"]))


_ID = "/v1/payment_pages/{id}"
ENDPOINTS = (
    Endpoint("GET", _ID, retrieve),
    Endpoint("POST", f"{_ID}/confirm", confirm),
)
