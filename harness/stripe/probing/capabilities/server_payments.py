"""A server confirms with the secret key and the id of a test payment method (pm_card_...)."""

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Answer, Deviation

SOURCE = "https://docs.stripe.com/testing#cards"
BUILDS_ON = ("payments", "charge_lists")
DECLINED, WAITS = "pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required"


def ask(backend: Backend) -> None:
    """Pay with one, be declined with another, and wait for the shopper with a third."""
    if _confirm(backend, "pm_card_visa").ok("a confirmation with pm_card_visa")["status"] != "succeeded":
        raise Deviation("does not pay with pm_card_visa")
    declined = _confirm(backend, DECLINED)
    if declined.status == 200:
        raise Deviation(f"approves {DECLINED}")
    declined.refuses(402, f"a confirmation with {DECLINED}", "card_declined")
    waiting = _confirm(backend, WAITS).ok(f"a confirmation with {WAITS}")
    if waiting["status"] != "requires_action":
        raise Deviation(f"leaves a payment with {WAITS} {waiting['status']} instead of requires_action")


def _confirm(backend: Backend, method: str) -> Answer:
    intent = backend.create()
    return backend.client.post(f"/v1/payment_intents/{intent['id']}/confirm", {"payment_method": method})
