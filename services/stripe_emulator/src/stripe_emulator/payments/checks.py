"""What a PaymentIntent must have before it can be confirmed, and changed (facts 51, 52, 58, 70, 142)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.payments import mandates, method_objects
from stripe_emulator.payments.intent_params import SECRET_ONLY
from stripe_emulator.payments.method_types import method_type
from stripe_emulator.resource_kit.amounts import check_amount, check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid, unexpected_state

INTENTS = ("payment_intent", "setup_intent")
# What may still be changed at the intent of an open Checkout Session.
CHANGEABLE = frozenset(("metadata", "description"))
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


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


def check_not_of_checkout(call: Call) -> None:
    """Refuse to change, confirm or cancel by API the intent of an open Checkout Session, a held payment aside.

    Expiring the session cancels it (https://docs.stripe.com/api/payment_intents/cancel); Stripe's words are in
    stripe/stripe-dotnet#2429.
    """
    intent = call.account.find(call.path["id"])
    only_words = bool(call.params) and call.params.keys() <= CHANGEABLE
    if (
        intent is None
        or intent["object"] not in ("payment_intent", "setup_intent")
        or intent["status"] == "requires_capture"
        or only_words
    ):
        return
    kind = intent["object"]
    if any(one["status"] == "open" for one in call.account.each("checkout.session", **{kind: intent["id"]})):
        name = "PaymentIntent" if kind == "payment_intent" else "SetupIntent"
        extra: dict[str, Any] = {kind: copy_of(intent)}
        raise invalid(f"You cannot perform this action on {name}s created by Checkout.", **extra)


def check_confirmable(intent: Object, publishable: bool) -> None:
    """Refuse to confirm a PaymentIntent whose status, or whose `confirmation_method`, does not allow it."""
    if intent["status"] == "succeeded":
        message = "it has already succeeded after being previously confirmed."
        raise unexpected_state(f"You cannot confirm this PaymentIntent because {message}", copy_of(intent))
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}. Only "
            "a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, "
            "requires_action.",
            copy_of(intent),
        )
    if publishable and intent["confirmation_method"] == "manual":
        message = (
            "You cannot confirm this PaymentIntent with a publishable key because its `confirmation_method` is "
            "`manual`. Please confirm it with your secret key."
        )
        raise invalid(message, code="payment_intent_invalid_parameter")


def check_method(call: Call, intent: Object, params: dict[str, Any]) -> None:
    """Refuse to confirm without a PaymentMethod, or without the `return_url` that redirects need (facts 52, 58)."""
    if intent["payment_method"] is None:
        owned = f" attached to the customer {intent['customer']}" if intent["customer"] else ""
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
            f"PaymentIntent with a payment method{owned} and then confirm it again, or confirm it again directly with "
            "a payment method or ConfirmationToken."
        )
        raise unexpected_state(message, copy_of(intent))
    automatic = intent["automatic_payment_methods"]
    if call.publishable or not automatic or not automatic.get("enabled") or automatic.get("allow_redirects") == "never":
        return
    if call.account.return_urls.get(intent["id"]) is None and "return_url" not in params:
        message = (
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of "
            "these payment methods might redirect your customer off of your page, you must provide a `return_url`. If "
            "you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to "
            "`true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and "
            "Payment Intents."
        )
        raise invalid(message, payment_intent=copy_of(intent))


def check_allowed(intent: Object, type: str, params: dict[str, Any] | None = None) -> None:
    """Refuse a type of PaymentMethod that the intent does not allow, with the changes that `params` make to that.

    The words: stripe/stripe-terminal-react-native#745. That an update is refused as a confirmation is, is inferred from
    "Please attach".
    """
    named, excluded = (
        (params or {}).get(name, intent[name]) or []
        for name in ("payment_method_types", "excluded_payment_method_types")
    )
    allowed = [one for one in named if one not in excluded]
    if type not in allowed:
        name = "PaymentIntent" if intent["object"] == "payment_intent" else "SetupIntent"
        raise invalid(
            f"The PaymentMethod provided ({type}) is not allowed for this {name}. Please attach a PaymentMethod of one "
            f"of the following types: {', '.join(allowed)}. Alternatively update the allowed payment_method_types for "
            f'this {name} to include "{type}".',
            param="payment_method",
        )


def check_type(intent: Object, type: str) -> None:
    """Refuse a type of PaymentMethod that the intent does not allow, or that cannot be charged like this."""
    check_allowed(intent, type)
    if intent["object"] == "setup_intent":
        return
    kind = method_type(type)
    if kind.currencies and intent["currency"] not in kind.currencies:
        raise invalid(
            f"The payment method type `{type}` cannot be used with the currency `{intent['currency']}`; it supports "
            f"{', '.join(sorted(kind.currencies))}.",
            param="currency",
        )
    if intent["capture_method"] == "manual" and not kind.manual:
        message = f"The payment method type `{type}` does not support `capture_method=manual`."
        raise invalid(message, param="capture_method")


def check_amount_change(intent: Object, params: dict[str, Any]) -> None:
    """Refuse another amount or currency after the confirmation, or one that cannot be charged (fact 56)."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(
            f"This PaymentIntent's amount could not be updated because it has a status of {intent['status']}. You may "
            "only update the amount of a PaymentIntent with one of the following statuses: "
            f"{', '.join(CONFIRMABLE)}.",
            copy_of(intent),
        )
    currency = check_currency(params["currency"] if "currency" in params else intent["currency"])
    check_amount(params["amount"] if "amount" in params else intent["amount"], currency)


def check_method_stays(intent: Object, params: dict[str, Any]) -> None:
    """Refuse a change of the PaymentMethod by an update once the PaymentIntent is confirmed."""
    for name in ("payment_method", "payment_method_data"):
        if name in params:
            raise unexpected_state(
                f"You cannot update this PaymentIntent's `{name}` because it has a status of {intent['status']}. You "
                "may only update it with one of the following statuses: "
                f"{', '.join(CONFIRMABLE)}.",
                copy_of(intent),
            )


def check_amount_to_confirm(intent: Object, params: dict[str, Any]) -> None:
    """Refuse `amount_to_confirm` (minor units) other than the PaymentIntent's amount."""
    amount = params.get("amount_to_confirm")
    if amount is not None and amount != intent["amount"]:
        message = f"The amount to confirm ({amount}) is not the PaymentIntent's amount ({intent['amount']})."
        raise invalid(message, param="amount_to_confirm", payment_intent=copy_of(intent))


def check_publishable(call: Call, intent: Object) -> None:
    """Refuse what a browser may not send with confirm (fact 71)."""
    for name in SECRET_ONLY:
        if name in call.params:
            message = f"You cannot use the `{name}` parameter with a publishable key. Please use your secret key."
            raise invalid(message, param=name, code="secret_key_required")
    usage = call.params.get("setup_future_usage", intent["setup_future_usage"])
    if usage != intent["setup_future_usage"] and (intent["setup_future_usage"], usage) != (
        "on_session",
        "off_session",
    ):
        message = "A publishable key may only change `setup_future_usage` from `on_session` to `off_session`."
        raise invalid(message, param="setup_future_usage")


def check_mandate(call: Call, intent: Object) -> None:
    """Refuse a server's debit without the customer's mandate; cards need none, and Stripe.js brings its own."""
    id = intent["payment_method"]
    if id is None or call.publishable or id in call.account.cards:
        return
    if mandates.needs_one(call.account, method_objects.find(call.account, id), call.params):
        message = f"This PaymentIntent {mandates.REQUIRED}"
        raise invalid(message, param="mandate_data", payment_intent=copy_of(intent))
