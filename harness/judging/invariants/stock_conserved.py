"""Every unit of stock is for sale, sold, or reserved by an open payment: none appears and none is lost."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import PAID, facts, intents, intents_of, open_sessions, orders, snapshots

STOCK_NEGATIVE = FailureCode(
    code="stock_negative",
    severity="critical",
    title="The stock is below zero",
    meaning="More units of a product were taken from the stock than there were.",
    what_to_do="Take units in one conditional write (`stock >= quantity`), not after reading the stock first.",
    example="""\
The stock is below zero [stock_negative]
      Let there be 10 units of p1 at the start
     Then at least 0 are left
  However -1 are left""",
)
OVERSOLD = FailureCode(
    code="oversold",
    severity="critical",
    title="More units were sold than existed",
    meaning="The units for sale and the units of paid orders are together more than there were at the start: some "
    "shopper will not get what was paid for, or a refund put units back on sale that the shopper still has.",
    what_to_do="Look for units that were put back twice, or put back for a partial refund, and for a sale that did not "
    "take its units from the stock.",
    example="""\
More units than there were at the start [oversold]
      Let there be 10 units of p1 at the start
     Then no more than 10 exist
  However 9 are for sale and 2 are sold""",
)
STOCK_LOST = FailureCode(
    code="stock_lost",
    severity="critical",
    title="Units are missing that nobody bought",
    meaning="Units are neither for sale nor sold, and no open payment reserves them: they can never be sold again.",
    what_to_do="Put reserved units back when a payment is canceled, when it is declined for good, and when creating "
    "the intent fails after the reservation.",
    example="""\
Units are missing that nobody bought [stock_lost]
      Let there be 10 units of p1 at the start
     Then all are accounted for
  However 7 are for sale, 2 are sold, and no open payment reserves the other 1""",
)
AT_ANY_MOMENT = (STOCK_NEGATIVE, OVERSOLD)
CLOSED = ("succeeded", "canceled")
BACK = ("succeeded", "pending", "requires_action")


def seen(history: History) -> int:
    """The products that the case put on sale and whose stock the checkout tells."""
    return len(snapshots(history, "stock"))


def judge(history: History) -> Iterator[Failure]:
    """Failures `stock_negative`, `oversold`, `stock_lost`.

    A fully refunded order returned its units where the shop does so. Where the checkout lists no orders, those count of
    which shoppers were told; units are missing only where every sale and what it was of is known.
    """
    products = snapshots(history, "stock")
    if not products:
        return
    placed = orders(history) if snapshots(history, "orders") else _told(history)
    sold = _sold(placed, refunds_return=all(product.get("refunds_return", True) for product in products))
    held = _held_at_most(history, placed)
    for product in products:
        now, bought, initial = product["now"], sold[product["product_id"]], product["initial"]
        facts = f"there be {initial} units of {product['product_id']} at the start"
        if now < 0:
            yield _failure(STOCK_NEGATIVE, "The stock is below zero", facts, "at least 0 are left", f"{now} are left")
        elif now + bought > initial:
            counts = f"{now} are for sale and {bought} are sold"
            yield _failure(
                OVERSOLD, "More units than there were at the start", facts, f"no more than {initial} exist", counts
            )
        elif held is not None and now + bought + held[product["product_id"]] < initial:
            lost, reserved = initial - now - bought, held[product["product_id"]]
            by_whom = f"open payments can reserve {reserved} of" if reserved else "no open payment reserves"
            counts = f"{now} are for sale, {bought} are sold, and {by_whom} the other {lost}"
            yield _failure(STOCK_LOST, "Units are missing that nobody bought", facts, "all are accounted for", counts)


def _held_at_most(history: History, placed: list[dict[str, Any]]) -> Counter[str] | None:
    """The units, by product, that payments which are still open may reserve: all that their shoppers ever wanted, for
    each payment. None where something is not known: a sale, what an order is of, or who has an open payment."""
    ways, ended = intents_of(history), {one["id"] for one in intents(history) if one["status"] in CLOSED}
    told = {intent_id for order in placed for intent_id in ways.get(order["payment"], ())}
    paid = {intent["id"] for intent in intents(history) if intent["amount_received"]}
    lists_orders = bool(snapshots(history, "orders"))
    if not all(order["items"] for order in placed) or not (lists_orders or paid <= told):
        return None
    begun = facts(history, "begun")
    known = {id for row in begun for id in (row["payment"], *ways.get(row["payment"], ()))}
    still_open = {*open_sessions(history), *(intent["id"] for intent in intents(history))} - ended
    if facts(history, "by_hand") or not still_open <= known:
        return None
    # A session that is open may have no intent yet.
    holders = Counter(row["user_id"] for row in begun if not ended.issuperset(ways.get(row["payment"]) or [""]))
    held: Counter[str] = Counter()
    for row in facts(history, "wanted"):
        held[row["product_id"]] += row["quantity"] * holders[row["user_id"]]
    return held


def _sold(placed: list[dict[str, Any]], *, refunds_return: bool) -> Counter[str]:
    """The units in orders, without those that a refund put on sale again, by product."""
    sold: Counter[str] = Counter()
    for order in placed:
        if order["status"] != "refunded" or not refunds_return:
            for item in order["items"]:
                sold[item["product_id"]] += item["quantity"]
    return sold


def _told(history: History) -> list[dict[str, Any]]:
    """The paid orders that shoppers were told of, each once; refunded where Stripe gave all of the money back."""
    ways, held = intents_of(history), {intent["id"]: intent for intent in intents(history)}
    told = {order["order_id"]: order for order in facts(history, "told") if order["status"] in PAID}
    rows = []
    for order in told.values():
        paid = [held[id] for id in ways.get(order["payment"], ()) if id in held and held[id]["amount_received"]]
        back = [sum(one["amount"] for one in intent["refunds"] if one["status"] in BACK) for intent in paid]
        gone = bool(paid) and all(given >= row["amount_received"] for given, row in zip(back, paid, strict=True))
        rows.append({**order, "status": "refunded"} if gone else order)
    return rows


def _failure(code: FailureCode, title: str, let: str, then: str, however: str) -> Failure:
    return Failure(code, title, let=let, then=then, however=however)
