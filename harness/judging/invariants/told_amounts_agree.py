"""Each amount that a checkout tells is the one that Stripe is asked for: in the payment, the cart and the order."""

from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import facts, intents, intents_of, money, snapshots

TOLD_AMOUNT_DIFFERS = FailureCode(
    code="told_amount_differs",
    severity="blocker",
    title="The shopper is told another amount than is charged",
    meaning="The amount of a payment as the checkout told it to the shopper, and the amount that Stripe has for it, "
    "are not the same: the shopper agrees to one price and pays another.",
    what_to_do="Compute the total in one place, in minor units, and show what Stripe answered. A factor of 100 or 1000 "
    "is a currency without decimals or with three.",
    example="""\
The shopper was told another amount than Stripe charges [told_amount_differs]
      Let the checkout begin pi_1 and tell the shopper 50 usd
     Then Stripe has the same amount
  However Stripe has 5000 usd""",
)
CART_TOTAL_WRONG = FailureCode(
    code="cart_total_wrong",
    severity="critical",
    title="A cart's total is not what its items cost",
    meaning="The total that the cart shows is not the sum of price times quantity of its items.",
    what_to_do="Compute totals in integers of minor units, over all items of the cart.",
    example="""\
A cart's total is not what its items cost [cart_total_wrong]
      Let the items of a cart cost 5000 usd
     Then its total is the same
  However it is 4999 usd""",
)
ORDER_TOLD_OTHERWISE = FailureCode(
    code="order_told_otherwise",
    severity="critical",
    title="An order is told in two ways",
    meaning="The order that the shopper was told of on coming back, and the same order in the list of orders, differ "
    "in amount, currency or goods.",
    what_to_do="Show an order from one place, as it was written when it was paid.",
    example="""\
An order is told in two ways [order_told_otherwise]
      Let the shopper be told of o1: 5000 usd, 2 of p1
     Then the list of orders tells the same
  However it tells 5000 usd, 1 of p1""",
)
AT_ANY_MOMENT = (TOLD_AMOUNT_DIFFERS, CART_TOTAL_WRONG, ORDER_TOLD_OTHERWISE)


def seen(history: History) -> int:
    """The payments whose amount was told, the carts with a total, the orders that were told twice."""
    begun = sum(row["amount"] is not None for row in facts(history, "begun"))
    return (
        begun
        + sum(1 for _ in _told_twice(history))
        + sum(_adds_up(cart) is not None for cart in snapshots(history, "cart"))
    )


def judge(history: History) -> Iterator[Failure]:
    """Failures `told_amount_differs`, `cart_total_wrong`, `order_told_otherwise`."""
    yield from _told_otherwise(history)
    ways, held = intents_of(history), {intent["id"]: intent for intent in intents(history)}
    newest = {row["payment"]: row for row in facts(history, "begun") if row["amount"] is not None}
    for told in newest.values():
        known = [held[id] for id in ways.get(told["payment"], ()) if id in held]
        if known and all((row["amount"], row["currency"]) != (told["amount"], told["currency"]) for row in known):
            yield Failure(
                TOLD_AMOUNT_DIFFERS,
                "The shopper was told another amount than Stripe charges",
                let=f"the checkout begin {told['payment']} and tell the shopper "
                f"{money(told['amount'], told['currency'])}",
                then="Stripe has the same amount",
                however=f"Stripe has {money(known[-1]['amount'], known[-1]['currency'])}",
            )
    for cart in snapshots(history, "cart"):
        if _adds_up(cart) is False:
            cost, extra = _cost(cart), cart.get("extra", 0)
            more = f", or {money(cost + extra, cart['currency'])} with shipping and tax" if extra else ""
            yield Failure(
                CART_TOTAL_WRONG,
                "A cart's total is not what its items cost",
                let=f"the items of a cart cost {money(cost, cart['currency'])}",
                then=f"its total is the same{more}",
                however=f"it is {money(cart['total'], cart['currency'])}",
            )


def _told_otherwise(history: History) -> Iterator[Failure]:
    for first, listed in _told_twice(history):
        once, again = _shown(first), _shown(listed)
        if once != again:
            yield Failure(
                ORDER_TOLD_OTHERWISE,
                "An order is told in two ways",
                let=f"the shopper be told of {first['order_id']}: {once}",
                then="the list of orders tells the same",
                however=f"it tells {again}",
            )


def _told_twice(history: History) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each order as its shopper was told it on coming back, and as it is listed; where both tell goods."""
    listed = {order["order_id"]: order for row in snapshots(history, "orders") for order in row["orders"]}
    for told in {row["order_id"]: row for row in facts(history, "told")}.values():
        order = listed.get(told["order_id"])
        if order is not None and bool(order["items"]) == bool(told["items"]):
            yield told, order


def _shown(order: dict[str, Any]) -> str:
    goods = sorted(f"{item['quantity']} of {item['product_id']}" for item in order["items"])
    return ", ".join([money(order["amount"], order["currency"]), *goods])


def _cost(cart: dict[str, Any]) -> int:
    return sum(item["price"] * item["quantity"] for item in cart["items"])


def _adds_up(cart: dict[str, Any]) -> bool | None:
    """Whether a cart's total is right; None for one without a total, or without prices."""
    items = cart["items"]
    if not items or cart["total"] is None or any(item["price"] is None for item in items):
        return None
    # Shipping and tax are shown here, or only later.
    return cart["total"] in (_cost(cart), _cost(cart) + cart.get("extra", 0))
