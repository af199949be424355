"""Rules for the parameters of sessions beyond Stripe's contract: which exclude each other, which need which mode.

Words that were recorded from Stripe are quoted as they were; where no recording is known they are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stripe_emulator.payments.intent_params import check_descriptor_of
from stripe_emulator.payments.method_types import method_type
from stripe_emulator.resource_kit.amounts import (
    MAXIMUM,
    MAXIMUM_IDR,
    MINIMUM,
    UNITS_OF_50_CENTS,
    check_currency,
    check_granularity,
    display,
)
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, missing_param
from stripe_emulator.wire.urls import check_web

HALF_AN_HOUR, A_DAY = 30 * 60, 24 * 60 * 60
SHORTEST_TRIAL, LONGEST_TRIAL_DAYS = 2 * A_DAY, 730
# Fact 115 and the SDK's words for `line_items`, `optional_items`, `shipping_options`, `custom_fields`.
MOST_LINES, MOST_OF_A_TYPE, MOST_OPTIONAL, MOST_SHIPPING, MOST_FIELDS = 100, 20, 10, 5, 3
# The modes in which a parameter may be passed.
MODES: dict[str, tuple[str, ...]] = {
    "line_items": ("payment", "subscription"),
    "discounts": ("payment", "subscription"),
    "allow_promotion_codes": ("payment", "subscription"),
    "optional_items": ("payment", "subscription"),
    "saved_payment_method_options": ("payment", "subscription"),
    "shipping_options": ("payment",),
    "payment_intent_data": ("payment",),
    "invoice_creation": ("payment",),
    "subscription_data": ("subscription",),
    "setup_intent_data": ("setup",),
}
EITHER_OR = (
    ("customer", "customer_email"),
    ("customer", "customer_creation"),
    ("allow_promotion_codes", "discounts"),
)
# Older names (fact 114).
UI_MODES = {"hosted": "hosted_page", "embedded": "embedded_page", "custom": "elements"}
HOSTED_ONLY = ("success_url", "cancel_url")
DESCRIPTOR = "payment_intent_data[statement_descriptor]"
URLS = ("success_url", "cancel_url", "return_url")


def check(params: dict[str, Any], mode: str, ui_mode: str) -> None:
    for first, second in EITHER_OR:
        if first in params and second in params:
            raise invalid(f"You may only specify one of these parameters: {first}, {second}.", param=second)
    for name, modes in MODES.items():
        if params.get(name) and mode not in modes:
            raise invalid(f"You can not pass `{name}` in `{mode}` mode.", param=name)
    check_descriptor_of(params.get("payment_method_types") or [], params.get("payment_intent_data") or {}, DESCRIPTOR)
    _check_creation(params, mode)
    _check_urls(params, ui_mode)
    check_counts(params)
    if mode == "setup" and "currency" not in params and not params.get("payment_method_types"):
        raise missing_param("currency")
    if "currency" in params:
        check_currency(params["currency"])
    if "customer_update" in params and "customer" not in params:
        raise invalid("`customer_update` can only be used with `customer`.", param="customer_update")


def check_methods(types: Iterable[str], currency: str | None) -> None:
    """Refuse payment methods that the session's currency cannot be paid with; the words are the emulator's."""
    for type in types:
        currencies = method_type(type).currencies
        if currency and currencies and currency not in currencies:
            raise invalid(
                f"The currency provided ({currency}) is invalid for one or more payment method types on this Checkout "
                f"Session: `{type}` supports {', '.join(sorted(currencies))}.",
                param="payment_method_types",
            )


def check_expiry(expires_at: int, now: int) -> None:
    """Refuse an expiry outside of 30 minutes to 24 hours after the creation (fact 115)."""
    if expires_at < now + HALF_AN_HOUR:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise invalid(message, param="expires_at")
    if expires_at > now + A_DAY:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise invalid(message, param="expires_at")


def check_trial(params: dict[str, Any], now: int) -> None:
    """Refuse a trial that ends within two days (the SDK's text of `trial_end`; words: stripe/stripe-python#679), or
    after two years, or twice.
    """
    data = params.get("subscription_data") or {}
    trial_end, days = data.get("trial_end"), data.get("trial_period_days")
    if trial_end is not None and days is not None:
        message = "You may only specify one of these parameters: trial_end, trial_period_days."
        raise invalid(message, param="subscription_data[trial_end]")
    check_trial_days(params)
    if trial_end is not None and trial_end < now + SHORTEST_TRIAL:
        message = "The `trial_end` date has to be at least 2 days in the future."
        raise invalid(message, param="subscription_data[trial_end]")
    if trial_end is not None and trial_end > now + LONGEST_TRIAL_DAYS * A_DAY:
        message = f"The maximum number of trial period days is {LONGEST_TRIAL_DAYS} (2 years)."
        raise invalid(message, param="subscription_data[trial_end]")


def check_trial_days(params: dict[str, Any]) -> None:
    """Refuse a trial of more than two years, of a session or a payment link (arlyon/async-stripe#445)."""
    days = (params.get("subscription_data") or {}).get("trial_period_days")
    if days is not None and days > LONGEST_TRIAL_DAYS:
        message = f"The maximum number of trial period days is {LONGEST_TRIAL_DAYS} (2 years)."
        raise invalid(message, param="subscription_data[trial_period_days]")


def check_lines(lines: list[Object], mode: str) -> None:
    """Require recurring prices in subscription mode only, with one interval."""
    recurring = [line["price"]["recurring"] for line in lines if line["price"]["recurring"]]
    if mode == "payment" and recurring:
        raise invalid(
            "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use "
            "only one-time prices.",
            param="line_items",
        )
    if mode == "subscription" and not recurring:
        message = "You must provide at least one recurring price in `subscription` mode when using prices."
        raise invalid(message, param="line_items")
    if len({(one["interval"], one["interval_count"]) for one in recurring}) > 1:
        message = "Checkout does not support multiple prices with different billing intervals."
        raise invalid(message, param="line_items")
    if mode == "subscription" and max(len(recurring), len(lines) - len(recurring)) > MOST_OF_A_TYPE:
        message = f"A subscription takes at most {MOST_OF_A_TYPE} recurring and {MOST_OF_A_TYPE} one-time prices."
        raise invalid(message, param="line_items")


def check_total(total: int, currency: str) -> None:
    """Refuse a total in minor units that the currency does not have (facts 18, 36-38); 0 is allowed."""
    least = MINIMUM.get(currency)
    if least is not None and 0 < total < least:
        message = (
            f"The Checkout Session's total amount due must add up to at least {display(least, currency)} {currency}"
        )
        raise invalid(message, code="amount_too_small")
    if 0 < total < UNITS_OF_50_CENTS.get(currency, 1):
        message = f"The Checkout Session's total amount must convert to at least 50 cents. {display(total, currency)} "
        raise invalid(f"{message}converts to less.", code="amount_too_small")
    most = MAXIMUM_IDR if currency == "idr" else MAXIMUM
    if total > most:
        message = f"The Checkout Session's total amount due must be no more than {display(most, currency)}."
        raise invalid(message, code="amount_too_large")
    # Inferred: the rule is documented for amounts; where Stripe says so of a session is not.
    check_granularity(total, currency, param=None)


def check_counts(params: dict[str, Any]) -> None:
    """Refuse lists that are too long, and custom fields with the same key."""
    for name, most in (
        ("line_items", MOST_LINES),
        ("optional_items", MOST_OPTIONAL),
        ("shipping_options", MOST_SHIPPING),
        ("custom_fields", MOST_FIELDS),
        ("discounts", 1),
    ):
        if len(params.get(name) or ()) > most:
            raise invalid(f"Array {name} exceeded maximum {most} allowed elements.", param=name)
    keys = [field["key"] for field in params.get("custom_fields") or ()]
    if len(set(keys)) != len(keys):
        raise invalid("Each custom field needs a `key` of its own.", param="custom_fields")
    for number, field in enumerate(params.get("custom_fields") or ()):
        if field["type"] == "dropdown" and not field.get("dropdown"):
            raise missing_param(f"custom_fields[{number}][dropdown]")
        _check_default(field, f"custom_fields[{number}][dropdown][default_value]")


def _check_default(field: dict[str, Any], path: str) -> None:
    """Refuse a default that is none of the options."""
    dropdown = field.get("dropdown") or {}
    default = dropdown.get("default_value")
    if default is not None and default not in [option["value"] for option in dropdown["options"]]:
        raise invalid(f"`{default[:40]}` is not the `value` of one of the options.", param=path)


def _check_creation(params: dict[str, Any], mode: str) -> None:
    if "customer_creation" in params and mode == "subscription":
        raise invalid("`customer_creation` can only be used in `payment` mode.", param="customer_creation")
    if "payment_method_collection" in params and mode != "subscription":
        message = "`payment_method_collection` can only be used in `subscription` mode."
        raise invalid(message, param="payment_method_collection")
    if params.get("submit_type") not in (None, "auto") and mode == "setup":
        raise invalid("You can not pass `submit_type` in `setup` mode.", param="submit_type")


def _check_urls(params: dict[str, Any], ui_mode: str) -> None:
    for name in URLS:
        check_web(params.get(name), name)
    if ui_mode == "hosted_page":
        if "success_url" not in params:
            raise missing_param("success_url")
        for name in ("return_url", "redirect_on_completion"):
            if name in params:
                raise invalid(f"`{name}` can not be used when `ui_mode` is `hosted_page`.", param=name)
        return
    for name in HOSTED_ONLY:
        if name in params:
            raise invalid(f"`{name}` can not be used when `ui_mode` is `{ui_mode}`. Use `return_url`.", param=name)
    if ui_mode == "embedded_page":
        never = params.get("redirect_on_completion") == "never"
        if never and "return_url" in params:
            message = "`return_url` can not be used when `redirect_on_completion` is `never`."
            raise invalid(message, param="return_url")
        if not never and "return_url" not in params:
            raise missing_param("return_url")
    elif "redirect_on_completion" in params:
        message = "`redirect_on_completion` can only be used when `ui_mode` is `embedded_page`."
        raise invalid(message, param="redirect_on_completion")
