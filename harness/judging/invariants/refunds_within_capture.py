"""Never more is given back than was taken, and an order tells no refund that Stripe does not know."""

from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.history import History
from harness.judging.invariants import intents, money, orders

NEVER_HAPPENED = ("failed", "canceled")


def judge(history: History) -> Iterator[Failure]:
    """Failures `refunded_too_much`, `refund_without_money`."""
    held = {intent["id"]: intent for intent in intents(history)}
    for intent in held.values():
        yield from _within_capture(intent)
    for order in orders(history):
        if order["status"] in ("refunded", "partially_refunded") or order.get("amount_refunded", 0):
            yield from _told_truly(order, held.get(order["payment_intent_id"]))


def _within_capture(intent: dict[str, Any]) -> Iterator[Failure]:
    back = sum(refund["amount"] for refund in intent["refunds"] if refund["status"] not in NEVER_HAPPENED)
    if back > intent["amount_received"]:
        yield Failure(
            "refunded_too_much",
            "More money was given back than was taken",
            let=f"{intent['id']}, of which Stripe took {money(intent['amount_received'], intent['currency'])}",
            then="its refunds are at most that much",
            however=f"they are {money(back, intent['currency'])} in {len(intent['refunds'])} refunds",
            severity="blocker",
        )


def _told_truly(order: dict[str, Any], intent: dict[str, Any] | None) -> Iterator[Failure]:
    known = sum(refund["amount"] for refund in intent["refunds"]) if intent is not None else 0
    told = order.get("amount_refunded", order["amount"] if order["status"] == "refunded" else 1)
    if told > known:
        yield Failure(
            "refund_without_money",
            "An order tells a refund that was never made",
            let=f"order {order['order_id']}, {order['status']}, with {money(told, order['currency'])} given back",
            then="Stripe made refunds of at least that much",
            however=f"Stripe's refunds of {order['payment_intent_id']} are {money(known, order['currency'])}",
        )
