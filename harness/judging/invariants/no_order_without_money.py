"""Every order has its money: Stripe took it before the order was written."""

from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import intents, money, orders

ORDER_WITHOUT_MONEY = FailureCode(
    code="order_without_money",
    severity="blocker",
    title="An order was written without the money",
    meaning="An order exists whose PaymentIntent has not succeeded, has received nothing, or is unknown to Stripe.",
    what_to_do="Write an order only after Stripe itself says `succeeded` for the intent: not after the redirect of the "
    "bank, not because a client says so, not while the status is `processing`.",
    example="""\
An order was written for money that Stripe did not take [order_without_money]
      Let o1 be an order over 5000 usd with the status paid
     Then Stripe took that money
  However pi_1 is requires_payment_method and Stripe received 0 usd""",
)
AT_ANY_MOMENT = (ORDER_WITHOUT_MONEY,)


def seen(history: History) -> int:
    """The orders."""
    return len(orders(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `order_without_money`."""
    held = {intent["id"]: intent for intent in intents(history)}
    for order in orders(history):
        intent = held.get(order["payment_intent_id"])
        if intent is None:
            fact = f"Stripe knows no intent of the payment {order['payment']}"
        elif intent["status"] != "succeeded" or intent["amount_received"] <= 0:
            received = money(intent["amount_received"], intent["currency"])
            fact = f"{intent['id']} is {intent['status']} and Stripe received {received}"
        else:
            continue
        amount = money(order["amount"], order["currency"])
        yield Failure(
            ORDER_WITHOUT_MONEY,
            "An order was written for money that Stripe did not take",
            let=f"{order['order_id']} be an order over {amount} with the status {order['status']}",
            then="Stripe took that money",
            however=fact,
        )
