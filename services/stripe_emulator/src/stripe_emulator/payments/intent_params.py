"""Rules for the parameters of PaymentIntents beyond Stripe's contract (facts 40, 59, 71)."""

from __future__ import annotations

import re
from typing import Any

from stripe_emulator.payments.method_types import TYPES
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid
from stripe_emulator.wire.urls import check_return

MAX_DESCRIPTOR = 22
# On creation only with `confirm=true` (fact 59).
CONFIRMING = ("return_url", "off_session", "error_on_requires_action", "mandate", "mandate_data", "confirmation_token")
# What a publishable key may not send with confirm (fact 71).
SECRET_ONLY = (
    "capture_method",
    "mandate",
    "off_session",
    "payment_method_options",
    "payment_method_types",
    "radar_options",
    "error_on_requires_action",
    "excluded_payment_method_types",
    "amount_details",
    "payment_details",
    "hooks",
)
EITHER_OR = (
    ("automatic_payment_methods", "payment_method_types"),
    ("payment_method", "payment_method_data"),
)


def check(params: dict[str, Any]) -> None:
    """Refuse bad descriptors and URLs, and parameters that exclude each other."""
    for name in ("statement_descriptor", "statement_descriptor_suffix"):
        if params.get(name) is not None:
            _check_descriptor(params[name], name)
    check_return(params.get("return_url"), "return_url")
    for first, second in EITHER_OR:
        if first in params and second in params:
            message = f"You may only specify one of these parameters: {first}, {second}."
            raise invalid(message, param=second)


def check_descriptor_of(types: list[str], params: dict[str, Any], path: str = "statement_descriptor") -> None:
    """Refuse `statement_descriptor` where cards are among the types, as they are with automatic ones.

    Since 2024-02-01, in every API version; Stripe's words are in fluentform/fluentform#384, and automatic types in
    woocommerce/woocommerce-gateway-stripe#5986.
    """
    if "card" in types and params.get("statement_descriptor") is not None:
        raise invalid(
            "The statement_descriptor parameter is not supported for the payment_method_type `card`. To continue "
            "supporting payment_method_type `card`, please pass in `statement_descriptor_suffix` or remove the "
            "`statement_descriptor` parameter altogether. Please see https://support.stripe.com/questions/"
            "use-of-the-statement-descriptor-parameter-on-paymentintents-for-card-charges for additional details.",
            param=path,
        )


def check_confirming(params: dict[str, Any]) -> None:
    """Refuse parameters that are for `confirm=true` only."""
    if not params.get("confirm"):
        for name in CONFIRMING:
            if name in params:
                message = f"You cannot set `{name}` when creating a PaymentIntent without `confirm=true`."
                raise invalid(message, param=name)


def check_types(types: list[str], currency: str | None) -> None:
    """Refuse unknown types of PaymentMethod, and those that the currency cannot be paid with."""
    for number, type in enumerate(types):
        kind = TYPES.get(type)
        if kind is None:
            raise invalid(
                f"The payment method type provided: {type[:80]} is invalid. Please ensure the provided type is "
                "activated in your dashboard (https://dashboard.stripe.com/account/payments/settings) and your account "
                "is enabled for any preview features that you are trying to use. See "
                "https://stripe.com/docs/payments/payment-methods/integration-options for supported payment method, "
                "currency, and country combinations.",
                param=f"payment_method_types[{number}]",
                code="payment_intent_invalid_parameter" if currency else "setup_intent_invalid_parameter",
            )
        if currency and kind.currencies and currency not in kind.currencies:
            raise invalid(
                f"The currency provided ({currency}) is invalid for one or more payment method types on this "
                f"PaymentIntent: `{type}` supports {', '.join(sorted(kind.currencies))}.",
                param="payment_method_types",
                code="payment_intent_invalid_parameter",
            )
    if not types:
        raise invalid("You must provide at least one payment method type.", param="payment_method_types")


def amount_details(params: dict[str, Any] | None) -> Object:
    """`amount_details` as the object has them; line items are stored apart (`line_items`)."""
    shown_details: Object = {"tip": {}}
    for name, value in (params or {}).items():
        if name == "shipping":
            names = ("amount", "from_postal_code", "to_postal_code")
            shown_details[name] = None if value is None else {part: value.get(part) for part in names}
        elif name in ("discount_amount", "tax"):
            shown_details[name] = value
    return shown_details


def line_items(account: Account, lines: list[dict[str, Any]]) -> list[Object]:
    kind = "payment_intent_amount_details_line_item"
    return [
        new(account, kind, account.ids.new("uli_"), **{"discount_amount": None, "tax": None, **line}) for line in lines
    ]


def _check_descriptor(words: str, path: str) -> None:
    if len(words) > MAX_DESCRIPTOR:
        message = f"The statement descriptor must be at most {MAX_DESCRIPTOR} characters."
        raise invalid(message, param=path, code="parameter_invalid_string_length")
    if re.search(r"[<>'\"*\\]", words) or not re.search(r"[A-Za-z]", words):
        raise invalid(
            "The statement descriptor must contain at least one letter and none of < > ' \" * \\.", param=path
        )
