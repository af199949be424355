"""Every payment that the shop keeps has an order; without one the money is refunded."""

from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import intents, money, orders, snapshots

MONEY_WITHOUT_ORDER = FailureCode(
    code="money_without_order",
    severity="blocker",
    title="The shopper paid and has no order",
    meaning="Stripe took money for a PaymentIntent, did not refund all of it, and no shopper has an order for it.",
    what_to_do="Follow the intent in the history of the case: the confirmation that was not answered, the webhook that "
    "did not write the order. One of the two must settle every paid intent, or refund it.",
    example="""\
The shopper paid and has no order [money_without_order]
      Let pi_1 be a payment of user u1 with the status succeeded
     Then there is an order for the money that Stripe took, or the money is refunded
  However Stripe took 5000 usd, refunded 0, and no shopper has an order for it""",
)
REFUNDED = ("succeeded", "pending", "requires_action")


def seen(history: History) -> int:
    """The payments for which Stripe took money, where the checkout tells orders."""
    return sum(bool(intent["amount_received"]) for intent in intents(history)) if snapshots(history, "orders") else 0


def judge(history: History) -> Iterator[Failure]:
    """Failures `money_without_order`."""
    if not snapshots(history, "orders"):
        return
    ordered = {order["payment_intent_id"] for order in orders(history)}
    for intent in intents(history):
        back = sum(refund["amount"] for refund in intent["refunds"] if refund["status"] in REFUNDED)
        if intent["amount_received"] > back and intent["id"] not in ordered:
            yield Failure(
                MONEY_WITHOUT_ORDER,
                "The shopper paid and has no order",
                let=f"{intent['id']} be a payment of user {intent.get('user_id')} with the status {intent['status']}",
                then="there is an order for the money that Stripe took, or the money is refunded",
                however=f"Stripe took {money(intent['amount_received'], intent['currency'])}, refunded {back}, "
                "and no shopper has an order for it",
            )
