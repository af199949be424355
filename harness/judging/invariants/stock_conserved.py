"""Every piece is for sale, sold, or held by a payment that is still open: none appears and none is lost."""

from collections import Counter
from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.history import History
from harness.judging.invariants import intents, orders, snapshots

CLOSED = ("succeeded", "canceled")


def judge(history: History) -> Iterator[Failure]:
    """Failures `stock_negative`, `oversold`, `stock_lost`. A fully refunded order has given its pieces back."""
    products = snapshots(history, "stock")
    if not products:
        return
    sold = _sold(history)
    open_intents = [intent["id"] for intent in intents(history) if intent["status"] not in CLOSED]
    for product in products:
        now, kept, initial = product["now"], sold[product["product_id"]], product["initial"]
        facts = f"{initial} pieces of {product['product_id']} at the start"
        if now < 0:
            yield _failure("stock_negative", "The stock is below zero", facts, "at least 0 are left", f"{now} are left")
        elif now + kept > initial:
            seen = f"{now} are for sale and {kept} are sold"
            yield _failure("oversold", "More pieces than there ever were", facts, f"no more than {initial} exist", seen)
        elif now + kept < initial and not open_intents:
            seen = f"{now} are for sale, {kept} are sold, and no open payment holds the other {initial - now - kept}"
            yield _failure("stock_lost", "Pieces are gone that nobody bought", facts, "all are accounted for", seen)


def _sold(history: History) -> Counter[str]:
    """Pieces that paid orders keep, by product."""
    sold: Counter[str] = Counter()
    for order in orders(history):
        if order["status"] != "refunded":
            for item in order["items"]:
                sold[item["product_id"]] += item["quantity"]
    return sold


def _failure(code: str, title: str, let: str, then: str, however: str) -> Failure:
    return Failure(code, title, let=let, then=then, however=however)
