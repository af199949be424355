"""No order exists for which Stripe did not take the money."""

from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.history import History
from harness.judging.invariants import intents, money, orders


def judge(history: History) -> Iterator[Failure]:
    """Failures `order_without_money`."""
    held = {intent["id"]: intent for intent in intents(history)}
    for order in orders(history):
        intent = held.get(order["payment_intent_id"])
        if intent is None:
            seen = f"Stripe knows no intent {order['payment_intent_id']} of this shopper"
        elif intent["status"] != "succeeded" or intent["amount_received"] <= 0:
            received = money(intent["amount_received"], intent["currency"])
            seen = f"{intent['id']} is {intent['status']} and Stripe received {received}"
        else:
            continue
        yield Failure(
            "order_without_money",
            "Goods were sold for money that never came",
            let=f"order {order['order_id']} over {money(order['amount'], order['currency'])}, {order['status']}",
            then="Stripe took that money",
            however=seen,
            severity="blocker",
        )
