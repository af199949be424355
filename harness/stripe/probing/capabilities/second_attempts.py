"""After a decline the PaymentIntent tells why, and takes another card."""

from typing import Any

from harness.core.cards import card
from harness.stripe.probing.kit.backend import VISA, Backend, browser_confirm, card_fields
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/payments/paymentintents/lifecycle"
BUILDS_ON = ("browser_payments",)
# That a backend approves one of them is told of that card.
DECLINED = ("4000000000000002", "4000000000009995")


def ask(backend: Backend) -> None:
    """Be declined, read why, pay with another card, and see both attempts."""
    intent = _declined(backend)
    open_ = backend.intent(intent["id"])
    state = (open_["status"], (open_.get("last_payment_error") or {}).get("code"))
    if state != ("requires_payment_method", "card_declined"):
        raise Deviation(f"tells {state} of a PaymentIntent whose card was declined")
    second = browser_confirm(backend, intent, card_fields(card(VISA), "payment_method_data"))
    if second.ok("a second card after a decline")["status"] != "succeeded":
        raise Deviation("does not pay with a second card after a decline")
    tried = [row["status"] for row in backend.client.listed(f"/v1/charges?payment_intent={intent['id']}")]
    if tried != ["succeeded", "failed"]:
        raise Deviation(f"lists the charges {tried} of a decline and a payment")


def _declined(backend: Backend) -> dict[str, Any]:
    """A PaymentIntent whose card was declined."""
    for number in DECLINED:
        intent = backend.create()
        answer = browser_confirm(backend, intent, card_fields(card(number), "payment_method_data"))
        if answer.status != 200:
            answer.refuses(402, f"a payment with {number}", "card_declined")
            return intent
    raise Deviation(f"approves {' and '.join(DECLINED)}")
