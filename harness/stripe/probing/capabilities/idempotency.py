"""A request with an Idempotency-Key that was used before does nothing again; with other parameters it is refused."""

import secrets

from harness.stripe.probing.kit.backend import AMOUNT, CURRENCY, MARK, Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/idempotent_requests"
BUILDS_ON = ()


def ask(backend: Backend) -> None:
    """Make a PaymentIntent twice with one key, then another one with the same key."""
    key, form = f"probe-{secrets.token_hex(8)}", {"amount": AMOUNT, "currency": CURRENCY, **MARK}
    made = [backend.client.post("/v1/payment_intents", form, key=key).ok("an Idempotency-Key")["id"] for _ in range(2)]
    if made[0] != made[1]:
        raise Deviation("made two objects for one Idempotency-Key")
    other = backend.client.post("/v1/payment_intents", {**form, "amount": AMOUNT + 1}, key=key)
    other.refuses(400, "other parameters with an Idempotency-Key that was used")
