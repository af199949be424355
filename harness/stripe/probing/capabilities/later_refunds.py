"""Some refunds are pending and succeed later, some succeed and fail later."""

from functools import partial

from harness.core.cards import card
from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/testing#refunds"
BUILDS_ON = ("refunding",)
COURSES = {"4000000000007726": ("pending", "succeeded"), "4000000000005126": ("succeeded", "failed")}
SECONDS = 8.0


def ask(backend: Backend) -> None:
    """Refund a payment with each card, and wait for the refund's final status."""
    begun = {number: _refund(backend, number, first) for number, (first, _) in COURSES.items()}
    for number, refund_id in begun.items():
        last = COURSES[number][1]
        if not backend.client.until(partial(_is, backend, refund_id, last), SECONDS):
            raise Deviation(f"leaves a refund of {number} as it was instead of {last} within {SECONDS:g} s")


def _refund(backend: Backend, number: str, first: str) -> str:
    intent_id, answer = backend.confirm(card(number))
    answer.ok(f"a payment with {number}")
    refund = backend.client.post("/v1/refunds", {"payment_intent": intent_id}).ok(f"a refund of {number}")
    if refund["status"] != first:
        raise Deviation(f"makes a refund of {number} {refund['status']} instead of {first}")
    return str(refund["id"])


def _is(backend: Backend, refund_id: str, status: str) -> bool:
    return bool(backend.client.get(f"/v1/refunds/{refund_id}").body.get("status") == status)
