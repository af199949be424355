"""PaymentIntents take every payment method of the account by default; before, they took cards."""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change

# What says which payment methods are taken.
CHOICES = ("automatic_payment_methods", "payment_method_configuration", "payment_method_types")


def _cards_only(_: Account, params: Object, __: Mapping[str, str]) -> None:
    if not any(name in params for name in CHOICES):
        params["payment_method_types"] = ["card"]


CHANGE = Change(
    "https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods",
    params={"POST /v1/payment_intents": _cards_only},
)
