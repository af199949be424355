"""No money stays with the shop for which the shopper has no order."""

from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.history import History
from harness.judging.invariants import intents, money, orders

GIVEN_BACK = ("succeeded", "pending", "requires_action")


def judge(history: History) -> Iterator[Failure]:
    """Failures `money_without_order`."""
    ordered = {order["payment_intent_id"] for order in orders(history)}
    for intent in intents(history):
        back = sum(refund["amount"] for refund in intent["refunds"] if refund["status"] in GIVEN_BACK)
        if intent["amount_received"] > back and intent["id"] not in ordered:
            yield Failure(
                "money_without_order",
                "The shopper paid and has no order",
                let=f"{intent['id']} of user {intent.get('user_id')}, {intent['status']}",
                then="there is an order for the money that Stripe took, or the money goes back",
                however=f"Stripe took {money(intent['amount_received'], intent['currency'])}, gave back {back}, "
                "and no shopper has an order for it",
                severity="blocker",
            )
