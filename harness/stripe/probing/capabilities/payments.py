"""A PaymentIntent can be made as for a browser checkout, with automatic_payment_methods and metadata."""

from harness.stripe.probing.kit.backend import AMOUNT, AUTOMATIC, CURRENCY, MARK, Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/payment_intents/create"
BUILDS_ON = ("intent_lists", "metadata")


def ask(backend: Backend) -> None:
    """Make one; Stripe answers 200, the amount as it was sent, a client secret and requires_payment_method."""
    form = {"amount": AMOUNT, "currency": CURRENCY, **MARK, **AUTOMATIC}
    intent = backend.client.post("/v1/payment_intents", form).ok("automatic_payment_methods")
    state = (intent["amount"], intent["currency"], intent["status"])
    if state != (AMOUNT, CURRENCY, "requires_payment_method"):
        raise Deviation(f"makes {state} of a new PaymentIntent over {AMOUNT} {CURRENCY}")
    if not str(intent["client_secret"]).startswith(f"{intent['id']}_secret_"):
        raise Deviation("makes client secrets that are not pi_..._secret_...")
