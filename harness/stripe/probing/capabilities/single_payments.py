"""A PaymentIntent that is paid or canceled cannot be paid again."""

from harness.core.cards import card
from harness.stripe.probing.kit.backend import VISA, Backend, browser_confirm, card_fields
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/error-codes#payment-intent-unexpected-state"
BUILDS_ON = ("browser_payments",)
STATE = "payment_intent_unexpected_state"


def ask(backend: Backend) -> None:
    """Try with one of each."""
    visa = card_fields(card(VISA), "payment_method_data")
    paid = backend.create()
    browser_confirm(backend, paid, visa).ok("a payment")
    browser_confirm(backend, paid, visa).refuses(400, "paying a PaymentIntent twice", STATE)
    left = backend.create()
    path = f"/v1/payment_intents/{left['id']}/cancel"
    canceled = backend.client.post(path, {"cancellation_reason": "abandoned"}).ok("canceling a PaymentIntent")
    if canceled["status"] != "canceled":
        raise Deviation(f"leaves a canceled PaymentIntent {canceled['status']}")
    browser_confirm(backend, left, visa).refuses(400, "paying a canceled PaymentIntent", STATE)
