"""What an object that a payment names must be: of the same customer, not set already, not of Checkout (fact 134)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, no_such, unexpected_state

KINDS = ("payment_intent", "setup_intent")
# What may still be changed at the PaymentIntent of an open Checkout Session.
CHANGEABLE = frozenset(("metadata", "description"))


def check_customer_stays(intent: Object, params: Mapping[str, Any]) -> None:
    """Refuse another customer in place of one that is set (woocommerce/woocommerce-gateway-stripe#1068)."""
    if "customer" not in params or intent["customer"] in (None, params["customer"]):
        return
    name = "PaymentIntent" if intent["object"] == "payment_intent" else "SetupIntent"
    message = (
        f"You cannot modify `customer` on a {name} once it already has been set. To fulfill a payment with a different "
        f"Customer, cancel this {name} and create a new one."
    )
    if name == "PaymentIntent":
        raise unexpected_state(message, copy_of(intent))
    raise invalid(message, code="setup_intent_unexpected_state", setup_intent=copy_of(intent))


def method_of_customer(account: Account, id: str, customer: str, path: str) -> Object:
    """A PaymentMethod that is attached to the customer; 400 otherwise."""
    found = account.find(id)
    if found is None or found["object"] != "payment_method" or found["customer"] != customer:
        message = (
            f"The customer does not have a payment method with the ID {id[:200]}. The payment method must be attached "
            "to the customer."
        )
        raise invalid(message, param=path, code="resource_missing")
    return found


def check_source_of_customer(account: Account, id: str | None, customer: str, path: str) -> None:
    """Refuse a default source that is gone or another customer's; a PaymentMethod may stand for one."""
    if id is None:
        return
    found = account.find(id)
    if found is None or found.get("deleted") or found.get("customer") != customer:
        raise no_such("source", id[:200], path, 400)


def check_not_of_checkout(call: Call) -> None:
    """Refuse to change, confirm or cancel by API the intent of an open Checkout Session, a held payment aside.

    Expiring the session cancels it (https://docs.stripe.com/api/payment_intents/cancel); Stripe's words are in
    stripe/stripe-dotnet#2429.
    """
    intent = call.account.find(call.path["id"])
    only_words = bool(call.params) and call.params.keys() <= CHANGEABLE
    if intent is None or intent["object"] not in KINDS or intent["status"] == "requires_capture" or only_words:
        return
    kind = intent["object"]
    if any(one["status"] == "open" for one in call.account.each("checkout.session", **{kind: intent["id"]})):
        name = "PaymentIntent" if kind == "payment_intent" else "SetupIntent"
        extra: dict[str, Any] = {kind: copy_of(intent)}
        raise invalid(f"You cannot perform this action on {name}s created by Checkout.", **extra)
