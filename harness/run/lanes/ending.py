"""What the checkout says and what Stripe holds when all is over, in a line a thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.core.history import History
from harness.judging import invariants
from harness.judging.invariants import PAID
from harness.report.lanes.rows import CHECKOUT, STRIPE, WRONG
from harness.run.lanes.names import Names


def of(history: History, names: Names) -> dict[str, tuple[str, ...]]:
    """The lines by lane; none before the snapshots were taken."""
    if not history.of(kind="snapshot", operation=invariants.BEGIN):
        return {}
    return {CHECKOUT: tuple(_checkout(history, names)), STRIPE: tuple(_stripe(history, names))}


def _checkout(history: History, names: Names) -> Iterator[str]:
    held = {row["id"]: row for row in _taken(history, "stripe_intent")}
    placed = [(one, order) for one in _taken(history, "orders") for order in one["orders"]]
    for snapshot, order in placed:
        who = names.people.get(str(snapshot.get("email")), "")
        of = order.get("payment_intent_id")
        back = names.money(order.get("amount_refunded") or None, order.get("currency"))
        told = f"{names.of(order['order_id'])} of {who}: {names.money(order['amount'], order['currency'])}"
        told += f", {order['status'].replace('_', ' ')}" + (f", {back} refunded" if back else "")
        unpaid = order["status"] in PAID and of in held and not held[of].get("amount_received")
        twice = of is not None and sum(other.get("payment_intent_id") == of for _, other in placed) > 1
        yield (WRONG if unpaid or twice else "") + told + (f" ({names.of(of)})" if of else "")
    if not placed and _taken(history, "orders"):
        paid = [row for row in held.values() if _kept(row) > 0]
        yield f"{WRONG if paid else ''}no order"
    for stock in _taken(history, "stock"):
        bad = WRONG if stock["now"] < 0 or stock["now"] > stock["initial"] else ""
        yield f"{bad}{names.of(stock['product_id'])}: {stock['now']} of {stock['initial']} left"
    for missing in _taken(history, "unavailable"):
        yield f"{missing['snapshot']} could not be read"


def _stripe(history: History, names: Names) -> Iterator[str]:
    for intent in _taken(history, "stripe_intent"):
        name = names.of(intent["id"])
        if intent.get("gone"):
            yield f"{name}: gone"
            continue
        taken = names.money(intent["amount_received"], intent["currency"]) if intent["amount_received"] else "nothing"
        charged = [one for one in intent["charges"] if one["status"] == "succeeded" and one["captured"]]
        often = f" in {len(charged)} charges" if len(charged) > 1 else ""
        yield f"{WRONG if often else ''}{name}: {taken} taken{often}, {str(intent['status']).replace('_', ' ')}"
        for refund in intent["refunds"]:
            too_much = WRONG if _kept(intent) < 0 else ""
            yield f"{too_much}{names.money(refund['amount'], refund['currency'])} given back, {refund['status']}"
    if not _taken(history, "stripe_intent"):
        yield "no payment"


def _kept(intent: dict[str, Any]) -> int:
    """What Stripe took and did not give back."""
    if intent.get("gone"):
        return 0
    back: int = sum(one["amount"] for one in intent["refunds"] if one["status"] == "succeeded")
    return int(intent["amount_received"] or 0) - back


def _taken(history: History, operation: str) -> list[dict[str, Any]]:
    """Those of the last time, also where others could not be read."""
    taken = history.of(kind="snapshot")
    since = max((event.seq for event in taken if event.operation == invariants.BEGIN), default=0)
    return [event.data for event in taken if event.seq >= since and event.operation == operation]
