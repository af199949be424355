"""A browser confirms with the publishable key, the client secret and the card's fields."""

from harness.core.cards import card
from harness.stripe.probing.kit.backend import VISA, Backend, in_a_browser
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/js/payment_intents/confirm_card_payment"
BUILDS_ON = ("payments", "charge_lists")


def ask(backend: Backend) -> None:
    """Pay as Stripe.js does; then the intent is paid, for the checkout too."""
    intent_id, answer = in_a_browser(backend, card(VISA), {})
    paid = answer.ok("a confirmation with the publishable key and the client secret")
    if paid["status"] != "succeeded" or backend.intent(intent_id)["status"] != "succeeded":
        raise Deviation(f"leaves a payment with {VISA} {paid['status']}")
