"""No refund is more than what is left of the payment."""

from harness.stripe.probing.kit.backend import AMOUNT, Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/refunds"
BUILDS_ON = ("refunding",)
TOO_MUCH = 9999


def ask(backend: Backend) -> None:
    """Ask for more than was paid, then for all of it twice, then for something of a payment that never was."""
    paid = backend.paid()
    form = {"payment_intent": paid["id"]}
    much = backend.client.post("/v1/refunds", {**form, "amount": TOO_MUCH})
    if much.status == 200:
        raise Deviation(f"gave back {TOO_MUCH} of {AMOUNT}")
    much.refuses(400, f"a refund of {TOO_MUCH} of {AMOUNT}")
    backend.client.post("/v1/refunds", form).ok("a refund")
    again = backend.client.post("/v1/refunds", form)
    if again.status == 200:
        raise Deviation(f"gave {AMOUNT} back twice")
    again.refuses(400, "a second full refund", "charge_already_refunded")
    unpaid = backend.create()["id"]
    backend.client.post("/v1/refunds", {"payment_intent": unpaid}).refuses(400, "a refund of what was never paid")
