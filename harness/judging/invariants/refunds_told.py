"""What Stripe gave back is what the order tells, to the cent, once the checkout has heard of it."""

from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import intents, money, orders, quiet, registered

REFUND_NOT_TOLD = FailureCode(
    code="refund_not_told",
    severity="critical",
    title="An order does not tell a refund that was made",
    meaning="Stripe gave money back, the checkout was told of it, and the order says less: the shopper asks again for "
    "money that is on its way, and the goods can be refunded twice.",
    what_to_do="Set an order's refunded amount from Stripe's refunds, when the refund's answer comes and again on "
    "charge.refunded, refund.updated or refund.failed, whichever comes first.",
    example="""\
An order does not tell a refund that was made [refund_not_told]
      Let o1 be an order of pi_1, of which Stripe gave back 5000 usd
     Then the order tells the same
  However it tells 0 usd""",
)
GIVEN_BACK = ("succeeded", "pending", "requires_action")
TELL = ("charge.refunded", "refund.created", "refund.updated")


def seen(history: History) -> int:
    """The orders whose payment was refunded, and whose checkout hears of that."""
    return sum(1 for _ in _orders(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `refund_not_told`. More than was given back is `refund_without_money`."""
    for order, back in _orders(history):
        told = order["amount_refunded"]
        if told < back:
            yield Failure(
                REFUND_NOT_TOLD,
                "An order does not tell a refund that was made",
                let=f"{order['order_id']} be an order of {order['payment_intent_id']}, of which Stripe gave back "
                f"{money(back, order['currency'])}",
                then="the order tells the same",
                however=f"it tells {money(told, order['currency'])}",
            )


def _orders(history: History) -> Iterator[tuple[dict[str, Any], int]]:
    """Each order that tells its refunds, with what Stripe gave back of its payment; none while webhooks are due."""
    if not quiet(history) or not registered(history, *TELL):
        return
    held = {intent["id"]: intent for intent in intents(history)}
    for order in orders(history):
        intent = held.get(order["payment_intent_id"])
        if intent is None or order["amount_refunded"] is None:
            continue
        back = sum(one["amount"] for one in intent["refunds"] if one["status"] in GIVEN_BACK)
        if back:
            yield order, back
