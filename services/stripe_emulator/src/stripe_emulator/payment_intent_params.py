"""What PaymentIntents ask of their parameters beyond Stripe's contract (facts 40, 59, 71)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from stripe_emulator.errors import invalid

MAX_DESCRIPTOR = 22
CONFIRMING = ("return_url", "off_session", "error_on_requires_action", "mandate", "mandate_data", "confirmation_token")
"""On creation only with `confirm=true` (fact 59)."""
SECRET_ONLY = (
    "capture_method", "mandate", "off_session", "payment_method_options", "payment_method_types", "radar_options",
    "error_on_requires_action", "excluded_payment_method_types", "amount_details", "payment_details", "hooks",
)  # fmt: skip
"""What a publishable key may not send with confirm (fact 71)."""
EITHER_OR = (
    ("automatic_payment_methods", "payment_method_types"),
    ("payment_method", "payment_method_data"),
)


def check(params: dict[str, Any]) -> None:
    """Descriptors, URLs and parameters that exclude each other; 400 for what cannot be."""
    for name in ("statement_descriptor", "statement_descriptor_suffix"):
        if params.get(name) is not None:
            _check_descriptor(params[name], name)
    if params.get("return_url") is not None:
        check_url(params["return_url"], "return_url")
    for first, second in EITHER_OR:
        if first in params and second in params:
            message = f"You may only specify one of these parameters: {first}, {second}."
            raise invalid(message, param=second)


def check_confirming(params: dict[str, Any]) -> None:
    """Refuse what makes sense with `confirm=true` only."""
    if not params.get("confirm"):
        for name in CONFIRMING:
            if name in params:
                message = f"You cannot set `{name}` when creating a PaymentIntent without `confirm=true`."
                raise invalid(message, param=name)


def check_url(url: str, path: str) -> None:
    """An absolute URL; 400 `url_invalid` otherwise."""
    try:
        sound = bool(urlsplit(url).scheme) and "://" in url and url.isprintable()
    except ValueError:
        sound = False
    if not sound:
        raise invalid("Not a valid URL", param=path, code="url_invalid")


def _check_descriptor(words: str, path: str) -> None:
    if len(words) > MAX_DESCRIPTOR:
        message = f"The statement descriptor must be at most {MAX_DESCRIPTOR} characters."
        raise invalid(message, param=path, code="parameter_invalid_string_length")
    if re.search(r"[<>'\"*\\]", words) or not re.search(r"[A-Za-z]", words):
        raise invalid(
            "The statement descriptor must contain at least one letter and none of < > ' \" * \\.", param=path
        )
