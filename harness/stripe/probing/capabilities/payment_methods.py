"""A browser makes a payment method of the card's fields with the publishable key."""

from harness.core.cards import card
from harness.stripe.probing.kit.backend import VISA, Backend, browser_confirm, card_fields
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/js/payment_methods/create_payment_method"
BUILDS_ON = ()


def ask(backend: Backend) -> None:
    """Make one, and confirm a PaymentIntent with its id."""
    made = backend.client.post("/v1/payment_methods", card_fields(card(VISA)), browser=True)
    method = made.ok("a payment method made with the publishable key")
    answer = browser_confirm(backend, backend.create(), {"payment_method": method["id"]})
    if answer.ok("a confirmation with the id of a payment method")["status"] != "succeeded":
        raise Deviation("does not pay with the id of a payment method")
