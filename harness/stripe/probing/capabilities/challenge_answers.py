"""The bank's 3D Secure page can be answered, and the payment follows the answer."""

from harness.core.cards import card
from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/testing#regulatory-cards"
BUILDS_ON = ("browser_payments",)
CHALLENGE, FAILED = "4000000000003220", "payment_intent_authentication_failure"
THEN = {"succeed": ("succeeded", None), "fail": ("requires_payment_method", FAILED)}


def ask(backend: Backend) -> None:
    """Press either button; the intent is paid after the one, and open to another card with an error after the other."""
    for outcome, wanted in THEN.items():
        intent_id, answer = backend.confirm(card(CHALLENGE))
        waiting = answer.ok(f"a payment with {CHALLENGE}")
        if waiting["status"] != "requires_action":
            raise Deviation(f"asks for no challenge with {CHALLENGE}")
        backend.answer_challenge(waiting, outcome)
        intent = backend.intent(intent_id)
        got = (intent["status"], (intent.get("last_payment_error") or {}).get("code"))
        if got != wanted:
            raise Deviation(f"makes {got} of a challenge that was answered with {outcome!r}, instead of {wanted}")
