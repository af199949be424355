"""Refunds are never more than was captured, and an order shows no refund that Stripe does not have."""

from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import intents, money, orders

REFUNDED_TOO_MUCH = FailureCode(
    code="refunded_too_much",
    severity="blocker",
    title="More was refunded than was paid",
    meaning="The refunds of a PaymentIntent add up to more than Stripe took for it: the merchant loses the difference.",
    what_to_do="Ask Stripe for what is left before each refund, and give the refund an idempotency key so that two "
    "clicks make one refund.",
    example="""\
More money was refunded than was captured [refunded_too_much]
      Let pi_1 be a payment of which Stripe took 5000 usd
     Then its refunds are at most that much
  However they are 10000 usd in 2 refunds""",
)
REFUND_WITHOUT_MONEY = FailureCode(
    code="refund_without_money",
    severity="critical",
    title="An order names a refund that was not made",
    meaning="An order says that money was refunded, and Stripe made no refund of that much: the shopper waits for "
    "money that will not arrive.",
    what_to_do="Mark an order as refunded only after Stripe accepted the refund, with the amounts of Stripe's refunds; "
    "do not add the amount of a repeated request again.",
    example="""\
An order shows a refund that was never made [refund_without_money]
      Let o1 be an order with the status refunded and 5000 usd refunded
     Then Stripe made refunds of at least that much
  However Stripe's refunds of pi_1 are 0 usd""",
)
AT_ANY_MOMENT = (REFUNDED_TOO_MUCH, REFUND_WITHOUT_MONEY)
NEVER_HAPPENED = ("failed", "canceled")


def seen(history: History) -> int:
    """The payments with refunds, and the orders that tell one."""
    refunded = sum(bool(intent["refunds"]) for intent in intents(history))
    return refunded + len([order for order in orders(history) if order["status"] != "paid"])


def judge(history: History) -> Iterator[Failure]:
    """Failures `refunded_too_much`, `refund_without_money`."""
    held = {intent["id"]: intent for intent in intents(history)}
    for intent in held.values():
        yield from _within_capture(intent)
    for order in orders(history):
        if order["status"] in ("refunded", "partially_refunded") or order.get("amount_refunded"):
            yield from _within_refunds(order, held.get(order["payment_intent_id"]))


def _within_capture(intent: dict[str, Any]) -> Iterator[Failure]:
    back = sum(refund["amount"] for refund in intent["refunds"] if refund["status"] not in NEVER_HAPPENED)
    if back > intent["amount_received"]:
        taken = money(intent["amount_received"], intent["currency"])
        yield Failure(
            REFUNDED_TOO_MUCH,
            "More money was refunded than was captured",
            let=f"{intent['id']} be a payment of which Stripe took {taken}",
            then="its refunds are at most that much",
            however=f"they are {money(back, intent['currency'])} in {len(intent['refunds'])} refunds",
        )


def _within_refunds(order: dict[str, Any], intent: dict[str, Any] | None) -> Iterator[Failure]:
    known = sum(refund["amount"] for refund in intent["refunds"]) if intent is not None else 0
    told = order.get("amount_refunded")
    claimed = told if told is not None else order["amount"] if order["status"] == "refunded" else 1
    if claimed > known:
        amount = money(claimed, order["currency"])
        yield Failure(
            REFUND_WITHOUT_MONEY,
            "An order shows a refund that was never made",
            let=f"{order['order_id']} be an order with the status {order['status']} and {amount} refunded",
            then="Stripe made refunds of at least that much",
            however=f"Stripe's refunds of {order['payment_intent_id']} are {money(known, order['currency'])}",
        )
