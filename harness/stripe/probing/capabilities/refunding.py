"""A payment can be refunded, with metadata and a reason, and then shows the refund."""

from harness.stripe.probing.kit.backend import AMOUNT, Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/refunds/create"
BUILDS_ON = ("refund_lists",)


def ask(backend: Backend) -> None:
    """Refund a payment as a checkout does."""
    paid = backend.paid()
    form = {"payment_intent": paid["id"], "reason": "requested_by_customer", "metadata[operation]": "probe"}
    refund = backend.client.post("/v1/refunds", form).ok("a refund with a reason and metadata")
    if (refund["amount"], refund["status"]) != (AMOUNT, "succeeded"):
        raise Deviation(f"makes a refund of {refund['amount']}, {refund['status']}, of a payment of {AMOUNT}")
    if refund.get("reason") != "requested_by_customer":
        raise Deviation(f"tells the reason {refund.get('reason')!r} of a refund that was requested_by_customer")
