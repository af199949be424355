"""A Checkout Session in payment mode makes a customer only if one is needed; before, it always did."""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _always(_: Account, params: Object, __: Mapping[str, str]) -> None:
    if params.get("mode") == "payment" and not params.get("customer"):
        params.setdefault("customer_creation", "always")


CHANGE = Change(
    "https://docs.stripe.com/changelog/2022-08-01/default-customer-creation-checkout-session",
    params={"POST /v1/checkout/sessions": _always},
)
