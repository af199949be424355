"""The page's own API, which Stripe does not document: the official CLI pays sessions through it, Stripe.js too.

The paths are those that Stripe.js asks; what a browser sends and is answered there is the emulator's own.
"""

from __future__ import annotations

from stripe_emulator.checkout import confirmation, shopper, updates
from stripe_emulator.checkout.in_page import changes, session_view
from stripe_emulator.checkout.session_state import state_of
from stripe_emulator.payments import method_objects
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.publishable import check_secret
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

KIND = "payment_page"
MISMATCH = (
    "The expected amount ({expected}) does not match the amount of the Checkout Session ({actual}). Please refresh and "
    "try again."
)


def retrieve(call: Call) -> Object:
    """The session; for Stripe.js the shopper's view of it."""
    return _answer(call, _find(call))


def begin(call: Call) -> Object:
    """The shopper's view of an open session; 400 for one that has ended."""
    session = _find(call)
    confirmation.check_open(session)
    return session_view.page(call.account, session)


def update(call: Call) -> Object:
    """Change what the shopper may change; returns the shopper's view."""
    session = _find(call)
    changes.change(call, session)
    call.account.refile(session)
    return session_view.page(call.account, session)


def confirm(call: Call) -> Object:
    """Pay with a PaymentMethod; returns the session, for Stripe.js with its intent where that requires an action."""
    session, params = _find(call), call.params
    confirmation.check_open(session)
    expected = params.get("expected_amount")
    if expected is not None and expected != (session["amount_total"] or 0):
        message = MISMATCH.format(expected=expected, actual=session["amount_total"] or 0)
        raise invalid(message, param="expected_amount", code="checkout_amount_mismatch")
    state_of(call.account, session).return_url = params.get("return_url")
    confirmation.pay(call, session, _shopper_input(call), **({"use_stripe_sdk": True} if call.publishable else {}))
    call.account.refile(session)
    return _answer(call, session)


def _find(call: Call) -> Object:
    """The session; a browser proves with the client secret whose it is, and a hosted session has none."""
    session = call.account.get("checkout.session", call.path["id"], param="session")
    if call.publishable:
        check_secret(session, call.params.get("client_secret"), "Checkout Session")
    return session


def _answer(call: Call, session: Object) -> Object:
    return session_view.page(call.account, session) if call.publishable else session


def _shopper_input(call: Call) -> shopper.ShopperInput:
    """Who pays: by the billing details of the PaymentMethod, and by what the shop's own form has collected."""
    params, given = call.params, shopper.ShopperInput()
    if "payment_method" in params:
        given = shopper.of_method(method_objects.resolve(call.account, params["payment_method"]))
    given.email, given.phone = params.get("email") or given.email, params.get("phone") or given.phone
    if "shipping" in params:
        address = {name: params["shipping"]["address"].get(name) for name in updates.ADDRESS}
        given.shipping = {"address": address, "name": params["shipping"].get("name")}
    return given


_ID = "/v1/payment_pages/{id}"
ENDPOINTS = (
    Endpoint("GET", _ID, retrieve, publishable=True),
    Endpoint("POST", _ID, update, publishable=True),
    Endpoint("POST", f"{_ID}/init", begin, publishable=True),
    Endpoint("POST", f"{_ID}/confirm", confirm, publishable=True),
)
