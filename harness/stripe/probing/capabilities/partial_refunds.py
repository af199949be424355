"""A part of a payment can be refunded, then the rest without naming its amount."""

from harness.stripe.probing.kit.backend import AMOUNT, Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/refunds"
BUILDS_ON = ("refunding",)


def ask(backend: Backend) -> None:
    """Refund 2000, then the rest."""
    paid = backend.paid()
    form = {"payment_intent": paid["id"]}
    parts = [
        backend.client.post("/v1/refunds", given).ok("a partial refund")["amount"]
        for given in ({**form, "amount": 2000}, form)
    ]
    if parts != [2000, AMOUNT - 2000]:
        raise Deviation(f"gave back {parts} instead of 2000 and the rest of {AMOUNT}")
