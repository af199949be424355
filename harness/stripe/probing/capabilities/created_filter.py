"""Lists can be narrowed to what was created since a time."""

import time

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/payment_intents/list#list_payment_intents-created"
BUILDS_ON = ()
AHEAD_SECONDS = 3600


def ask(backend: Backend) -> None:
    """Ask for what was made in the last minute, which is something, and in the next hour, which is nothing."""
    made = backend.create()
    now = int(made.get("created") or time.time())
    path = "/v1/payment_intents?limit=100&created[gte]="
    if made["id"] not in [row["id"] for row in backend.client.listed(f"{path}{now - 60}")]:
        raise Deviation("leaves a new PaymentIntent out of a list of what was created since")
    if backend.client.listed(f"{path}{now + AHEAD_SECONDS}"):
        raise Deviation("does not heed created[gte]")
