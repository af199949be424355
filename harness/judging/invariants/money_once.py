"""The money of a purchase is taken once: intent, order and items agree, one order and one charge for each intent."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import intents, money, orders

CHARGED_TWICE = FailureCode(
    code="charged_twice",
    severity="blocker",
    title="A purchase was charged twice",
    meaning="Stripe holds two or more captured charges for one PaymentIntent: the shopper paid the same goods twice.",
    what_to_do="Create and confirm one PaymentIntent for each purchase, with an idempotency key that is the same when "
    "the request is repeated. Refund the surplus charges.",
    example="""\
2 successful charges for one purchase [charged_twice]
      Let pi_1 be one purchase over 5000 usd
     Then one successful charge is made for it
  However Stripe took ch_1 5000 usd, ch_2 5000 usd""",
)
ORDERED_TWICE = FailureCode(
    code="ordered_twice",
    severity="blocker",
    title="One payment made two orders",
    meaning="The checkout lists more than one order of the same PaymentIntent, so goods are sent for money that was "
    "never paid. The shopper's confirmation and the webhook, or two deliveries of one event, each wrote an order.",
    what_to_do="Write the order under a key that is unique for each PaymentIntent, in one conditional write.",
    example="""\
2 orders for one payment [ordered_twice]
      Let pi_1 be one payment
     Then one order is made of it
  However the checkout lists o1, o2""",
)
AMOUNTS_DISAGREE = FailureCode(
    code="amounts_disagree",
    severity="blocker",
    title="The items, the order and the money taken disagree",
    meaning="What an order's items cost, the amount of the order and what Stripe took for it are not the same amount "
    "in the same currency. The shopper was charged too much or too little.",
    what_to_do="Compare the three amounts, in minor units. A factor of 100 or 1000 is a currency without decimals or "
    "with three; a missing item is a cart that changed after the intent was created.",
    example="""\
An order's items, its amount and the money taken disagree [amounts_disagree]
      Let o1 be an order paid with pi_1
     Then its items, its amount and what Stripe took are the same amount
  However its items cost 5000 usd
      and the order says 50 usd
      and Stripe took 5000 usd""",
)
AT_ANY_MOMENT = (CHARGED_TWICE, ORDERED_TWICE, AMOUNTS_DISAGREE)


def seen(history: History) -> int:
    """The payments and the orders."""
    return len(intents(history)) + len(orders(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `charged_twice`, `ordered_twice`, `amounts_disagree`."""
    held = {intent["id"]: intent for intent in intents(history)}
    placed = orders(history)
    for intent in held.values():
        yield from _one_charge(intent)
    for intent_id, count in Counter(order["payment_intent_id"] for order in placed).items():
        if count > 1 and intent_id is not None:
            yield _two_orders(intent_id, [order for order in placed if order["payment_intent_id"] == intent_id])
    for order in placed:
        yield from _amounts_agree(order, held.get(order["payment_intent_id"]))


def _one_charge(intent: dict[str, Any]) -> Iterator[Failure]:
    taken = [charge for charge in intent["charges"] if charge["status"] == "succeeded" and charge["captured"]]
    if len(taken) > 1:
        charges = ", ".join(
            f"{charge['id']} {money(charge['amount_captured'], charge['currency'])}" for charge in taken
        )
        yield Failure(
            CHARGED_TWICE,
            f"{len(taken)} successful charges for one purchase",
            let=f"{intent['id']} be one purchase over {money(intent['amount'], intent['currency'])}",
            then="one successful charge is made for it",
            however=f"Stripe took {charges}",
        )


def _two_orders(intent_id: str, placed: list[dict[str, Any]]) -> Failure:
    return Failure(
        ORDERED_TWICE,
        f"{len(placed)} orders for one payment",
        let=f"{intent_id} be one payment",
        then="one order is made of it",
        however=f"the checkout lists {', '.join(str(order['order_id']) for order in placed)}",
    )


def _amounts_agree(order: dict[str, Any], intent: dict[str, Any] | None) -> Iterator[Failure]:
    amounts = {"the order says": (order["amount"], order["currency"])}
    if order["items"] and all(item["price"] is not None for item in order["items"]):
        items = sum(item["price"] * item["quantity"] for item in order["items"])
        extra = order.get("extra", 0)
        said = "its items, with shipping and tax, cost" if extra else "its items cost"
        amounts = {said: (items + extra, order["currency"]), **amounts}
    if intent is not None and intent["amount_received"]:  # none at all is `order_without_money`
        amounts["Stripe took"] = (intent["amount_received"], intent["currency"])
    if len(set(amounts.values())) > 1:
        yield Failure(
            AMOUNTS_DISAGREE,
            "An order's items, its amount and the money taken disagree",
            let=f"{order['order_id']} be an order paid with {order['payment_intent_id']}",
            then="its items, its amount and what Stripe took are the same amount",
            however=[f"{who} {money(*amount)}" for who, amount in amounts.items()],
        )
