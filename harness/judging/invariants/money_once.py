"""The money of a purchase is taken once: intent, order and items agree, one order and one charge for each intent."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.history import History
from harness.judging.invariants import intents, money, orders


def judge(history: History) -> Iterator[Failure]:
    """Failures `charged_twice`, `ordered_twice`, `amounts_disagree`."""
    held = {intent["id"]: intent for intent in intents(history)}
    placed = orders(history)
    for intent in held.values():
        yield from _one_charge(intent)
    for intent_id, count in Counter(order["payment_intent_id"] for order in placed).items():
        if count > 1:
            yield _two_orders(intent_id, [order for order in placed if order["payment_intent_id"] == intent_id])
    for order in placed:
        yield from _amounts_agree(order, held.get(order["payment_intent_id"]))


def _one_charge(intent: dict[str, Any]) -> Iterator[Failure]:
    taken = [charge for charge in intent["charges"] if charge["status"] == "succeeded" and charge["captured"]]
    if len(taken) > 1:
        told = ", ".join(f"{charge['id']} {money(charge['amount_captured'], charge['currency'])}" for charge in taken)
        yield Failure(
            "charged_twice",
            f"{len(taken)} good charges for one purchase",
            let=f"one purchase, {intent['id']} over {money(intent['amount'], intent['currency'])}",
            then="one good charge is made for it",
            however=f"Stripe took {told}",
            severity="blocker",
        )


def _two_orders(intent_id: str, placed: list[dict[str, Any]]) -> Failure:
    return Failure(
        "ordered_twice",
        f"{len(placed)} orders for one payment",
        let=f"one payment, {intent_id}",
        then="one order is made of it",
        however=f"the checkout lists {', '.join(str(order['order_id']) for order in placed)}",
        severity="blocker",
    )


def _amounts_agree(order: dict[str, Any], intent: dict[str, Any] | None) -> Iterator[Failure]:
    items = sum(item["price"] * item["quantity"] for item in order["items"])
    said = {"its items cost": (items, order["currency"]), "the order says": (order["amount"], order["currency"])}
    if intent is not None and intent["amount_received"]:  # none at all is `order_without_money`
        said["Stripe took"] = (intent["amount_received"], intent["currency"])
    if len(set(said.values())) > 1:
        yield Failure(
            "amounts_disagree",
            "An order's items, its amount and the money taken disagree",
            let=f"order {order['order_id']} of {order['payment_intent_id']}",
            then="its items, its amount and what Stripe took are the same money",
            however=[f"{who} {money(*amount)}" for who, amount in said.items()],
            severity="blocker",
        )
