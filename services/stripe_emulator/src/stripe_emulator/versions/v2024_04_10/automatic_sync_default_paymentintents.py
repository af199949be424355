"""PaymentIntents are captured as `automatic_async` by default; before, as `automatic`."""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _captured_at_once(_: Account, params: Object, __: Mapping[str, str]) -> None:
    params.setdefault("capture_method", "automatic")


CHANGE = Change(
    "https://docs.stripe.com/changelog/2024-04-10/automatic-sync-default-paymentintents",
    params={"POST /v1/payment_intents": _captured_at_once},
)
