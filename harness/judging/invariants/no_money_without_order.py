"""No money stays with the shop for which the shopper has no order."""

from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import intents, money, orders

MONEY_WITHOUT_ORDER = FailureCode(
    code="money_without_order",
    severity="blocker",
    title="The shopper paid and has no order",
    meaning="Stripe took money for a PaymentIntent, did not give it all back, and no shopper has an order for it.",
    what_to_do="Follow the intent in the history of the case: the confirmation that was not answered, the webhook that "
    "did not write the order. One of the two must settle every paid intent, or refund it.",
    example="""\
The shopper paid and has no order [money_without_order]
      Let pi_1 of user u1, succeeded
     Then there is an order for the money that Stripe took, or the money goes back
  However Stripe took 5000 usd, gave back 0, and no shopper has an order for it""",
)
GIVEN_BACK = ("succeeded", "pending", "requires_action")


def judge(history: History) -> Iterator[Failure]:
    """Failures `money_without_order`."""
    ordered = {order["payment_intent_id"] for order in orders(history)}
    for intent in intents(history):
        back = sum(refund["amount"] for refund in intent["refunds"] if refund["status"] in GIVEN_BACK)
        if intent["amount_received"] > back and intent["id"] not in ordered:
            yield Failure(
                MONEY_WITHOUT_ORDER,
                "The shopper paid and has no order",
                let=f"{intent['id']} of user {intent.get('user_id')}, {intent['status']}",
                then="there is an order for the money that Stripe took, or the money goes back",
                however=f"Stripe took {money(intent['amount_received'], intent['currency'])}, gave back {back}, "
                "and no shopper has an order for it",
            )
