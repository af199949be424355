"""Intents no longer take `payment_method_types`. The code of the refusal is documented, its message is not."""

from __future__ import annotations

from stripe_emulator.state.account import Object
from stripe_emulator.versions.change import Change
from stripe_emulator.wire.errors import invalid

PARAM = "payment_method_types"


def _refuse(raw: Object) -> None:
    if PARAM in raw:
        message = (
            "`payment_method_types` is no longer supported in this API version. Use dynamic payment methods, "
            "`allowed_payment_method_types` or `excluded_payment_method_types`."
        )
        raise invalid(message, param=PARAM, code="payment_method_types_no_longer_supported")


CHANGE = Change(
    "https://docs.stripe.com/changelog/endive/2026-09-30/"
    "removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents",
    refuse=dict.fromkeys(
        (
            "POST /v1/payment_intents",
            "POST /v1/payment_intents/{}",
            "POST /v1/payment_intents/{}/confirm",
            "POST /v1/setup_intents",
            "POST /v1/setup_intents/{}",
        ),
        _refuse,
    ),
)
