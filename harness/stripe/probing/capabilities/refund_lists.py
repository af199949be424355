"""The refunds of a payment are listed by its PaymentIntent."""

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/refunds/list#list_refunds-payment_intent"
BUILDS_ON = ()
OTHER_AMOUNT = 700


def ask(backend: Backend) -> None:
    """Refund two payments; each list has its own refund only."""
    for amount in (OTHER_AMOUNT, OTHER_AMOUNT + 1):
        paid = backend.paid(amount=amount)
        backend.client.post("/v1/refunds", {"payment_intent": paid["id"]}).ok("a refund")
        rows = backend.client.listed(f"/v1/refunds?payment_intent={paid['id']}&limit=100")
        if [(row["amount"], row["status"]) for row in rows] != [(amount, "succeeded")]:
            raise Deviation(f"lists {len(rows)} refunds of a payment that has one")
