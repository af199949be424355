"""What the PaymentIntent endpoints take; tables only (facts 40, 59, 71)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from stripe_emulator import payment_method_objects as methods
from stripe_emulator.errors import invalid
from stripe_emulator.params import (
    METADATA,
    Param,
    Spec,
    any_hash,
    boolean,
    hash_of,
    integer,
    list_of,
    one_of,
    text,
)

METHOD_TYPES = (
    "acss_debit", "affirm", "afterpay_clearpay", "alipay", "amazon_pay", "au_becs_debit", "bacs_debit", "bancontact",
    "blik", "boleto", "card", "cashapp", "customer_balance", "eps", "fpx", "giropay", "grabpay", "ideal", "klarna",
    "konbini", "link", "mobilepay", "multibanco", "oxxo", "p24", "paynow", "paypal", "pix", "promptpay", "revolut_pay",
    "sepa_debit", "sofort", "swish", "twint", "us_bank_account", "wechat_pay", "zip",
)  # fmt: skip
CANCELLATION_REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
MAX_DESCRIPTOR = 22


def _descriptor(value: Any, path: str) -> str:
    words = text(value, path)
    if len(words) > MAX_DESCRIPTOR:
        message = f"The statement descriptor must be at most {MAX_DESCRIPTOR} characters."
        raise invalid(message, param=path, code="parameter_invalid_string_length")
    if re.search(r"[<>'\"*\\]", words) or not re.search(r"[A-Za-z]", words):
        raise invalid(
            "The statement descriptor must contain at least one letter and none of < > ' \" * \\.", param=path
        )
    return words


def return_url(value: Any, path: str) -> str:
    """An absolute URL."""
    url = text(value, path)
    try:
        sound = bool(urlsplit(url).scheme) and "://" in url and url.isprintable()
    except ValueError:
        sound = False
    if not sound:
        raise invalid("Not a valid URL", param=path, code="url_invalid")
    return url


SHIPPING: Spec = {
    "address": Param(hash_of(methods.ADDRESS), required=True),
    "name": Param(text, required=True),
    "phone": Param(text, unset=True),
    "carrier": Param(text, unset=True),
    "tracking_number": Param(text, unset=True),
}
CARD_OPTIONS: Spec = {
    "request_three_d_secure": Param(one_of("any", "automatic", "challenge")),
    "capture_method": Param(one_of("manual"), unset=True),
    "setup_future_usage": Param(one_of("none", "off_session", "on_session"), unset=True),
    **{
        name: Param(any_hash)
        for name in ("installments", "mandate_options", "statement_details", "three_d_secure")
    },
    **{
        name: Param(text)
        for name in (
            "cvc_token", "moto", "network", "request_extended_authorization", "request_incremental_authorization",
            "request_multicapture", "request_overcapture", "require_cvc_recollection",
            "statement_descriptor_suffix_kana", "statement_descriptor_suffix_kanji",
        )
    },
}  # fmt: skip
OPTIONS: Spec = {
    "card": Param(hash_of(CARD_OPTIONS), unset=True),
    **{name: Param(any_hash, unset=True) for name in METHOD_TYPES if name != "card"},
}
SHARED: Spec = {
    "payment_method": Param(text),
    "payment_method_data": Param(hash_of(methods.DATA)),
    "payment_method_types": Param(list_of(one_of(*METHOD_TYPES))),
    "payment_method_options": Param(hash_of(OPTIONS)),
    "receipt_email": Param(text, unset=True),
    "setup_future_usage": Param(one_of("off_session", "on_session"), unset=True),
    "shipping": Param(hash_of(SHIPPING), unset=True),
    "capture_method": Param(one_of("automatic", "automatic_async", "manual")),
    "amount_details": Param(any_hash, unset=True),
    "payment_details": Param(any_hash, unset=True),
    "excluded_payment_method_types": Param(list_of(one_of(*METHOD_TYPES)), unset=True),
    "hooks": Param(any_hash),
}
OBJECT: Spec = {
    "currency": Param(text),
    "amount": Param(integer),
    "customer": Param(text),
    "customer_account": Param(text),
    "description": Param(text, unset=True),
    "metadata": METADATA,
    "statement_descriptor": Param(_descriptor, unset=True),
    "statement_descriptor_suffix": Param(_descriptor, unset=True),
    "transfer_group": Param(text),
    "transfer_data": Param(any_hash),
    "application_fee_amount": Param(integer),
    "payment_method_configuration": Param(text),
}
CONFIRMING: Spec = {
    "return_url": Param(return_url),
    "off_session": Param(boolean),
    "error_on_requires_action": Param(boolean),
    "mandate": Param(text),
    "mandate_data": Param(any_hash, unset=True),
    "confirmation_token": Param(text),
}
"""On creation only with `confirm=true` (fact 59)."""
CREATE: Spec = {
    **SHARED,
    **OBJECT,
    **CONFIRMING,
    "amount": Param(integer, required=True),
    "currency": Param(text, required=True),
    "automatic_payment_methods": Param(
        hash_of({"enabled": Param(boolean, required=True), "allow_redirects": Param(one_of("always", "never"))})
    ),
    "confirm": Param(boolean),
    "confirmation_method": Param(one_of("automatic", "manual")),
    "on_behalf_of": Param(text),
    "radar_options": Param(any_hash),
    "use_stripe_sdk": Param(boolean),
}
UPDATE: Spec = {**SHARED, **OBJECT}
CONFIRM: Spec = {
    **SHARED,
    **CONFIRMING,
    "client_secret": Param(text),
    "radar_options": Param(any_hash),
    "use_stripe_sdk": Param(boolean),
}
SECRET_ONLY = (
    "capture_method", "mandate", "off_session", "payment_method_options", "payment_method_types", "radar_options",
    "error_on_requires_action", "excluded_payment_method_types", "amount_details", "payment_details", "hooks",
)  # fmt: skip
"""What a publishable key may not send with confirm (fact 71)."""
