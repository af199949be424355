"""What a crowd came to, read in bulk once every webhook is delivered, and what of it does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.crowd.drain import drain
from bench.crowd.shoppers import Buying, Crowd
from harness.core.http import Http

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


@dataclass(frozen=True)
class Outcome:
    """Everything that is judged; orders have their shopper's `user_id`, stock is by product id; of the webhooks, how
    many came `late` and how many never."""

    buying: Buying
    late: int
    undelivered: int
    intents: dict[str, dict[str, Any]]
    orders: list[dict[str, Any]]
    initial: dict[str, int]
    stock: dict[str, int]

    @property
    def succeeded(self) -> dict[str, dict[str, Any]]:
        """The PaymentIntents that have the money."""
        return {id: intent for id, intent in self.intents.items() if intent["status"] == "succeeded"}


def look(crowd: Crowd, buying: Buying) -> Outcome:
    """Wait for the webhooks, then read PaymentIntents, orders and stock."""
    late, undelivered = drain(crowd.stack)
    stripe = Http(crowd.stack.stripe_url, actor="harness", system="stripe")
    shop = Http(crowd.stack.checkout_url, actor="harness", system="checkout")
    secret = {"Authorization": f"Bearer {crowd.stack.secret_key}"}
    try:
        intents = {intent["id"]: intent for intent in _listed(stripe, "payment_intents", secret)}
        orders = [order for purchase in buying.purchases for order in _orders(shop, purchase.token)]
        stock = {product.id: crowd.shop.stock(product) for product in crowd.products}
    finally:
        stripe.close()
        shop.close()
        crowd.shop.close()
    return Outcome(
        buying,
        late,
        undelivered,
        intents,
        orders,
        {product.id: product.stock or 0 for product in crowd.products},
        stock,
    )


def summary(got: Outcome) -> str:
    """The figures in a line."""
    answered = sum(not purchase.failed for purchase in got.buying.purchases)
    units = sum(got.initial.values()) - sum(got.stock.values())
    return (
        f"{answered} answered {got.buying.summary()}; {len(got.orders)} orders, {len(got.succeeded)} paid, "
        f"{units} units gone, {got.late} webhooks at a later attempt"
    )


def broken(got: Outcome) -> list[str]:
    """A line for each thing that does not hold."""
    never = [f"{got.undelivered} events were never delivered"] if got.undelivered else []
    return [*never, *_unanswered(got), *_ordered(got), *_amounts(got), *_stock(got)]


def _unanswered(got: Outcome) -> Iterator[str]:
    for failed, count in Counter(purchase.failed for purchase in got.buying.purchases if purchase.failed).items():
        yield f"{count} shoppers without their answer: {failed}"


def _ordered(got: Outcome) -> Iterator[str]:
    """As many orders as PaymentIntents that succeeded: one for each, the shopper's own."""
    orders = Counter((order["user_id"], order["payment_intent_id"]) for order in got.orders)
    paid = Counter((intent["metadata"].get("user_id"), id) for id, intent in got.succeeded.items())
    for (_, intent), count in (paid - orders).items():
        yield f"{intent} succeeded and lacks {count} order"
    for (_, intent), count in (orders - paid).items():
        yield f"{intent} has {count} orders more than it paid for"
    for purchase in got.buying.purchases:
        if (purchase.intent_id in got.succeeded) == purchase.declines and not purchase.failed:
            yield f"{purchase.intent_id} is {got.intents[purchase.intent_id]['status']} with the card of its shopper"


def _amounts(got: Outcome) -> Iterator[str]:
    prices = {purchase.intent_id: purchase.product.price for purchase in got.buying.purchases}
    for order in got.orders:
        id = order["payment_intent_id"]
        lines = sum(line["price"] * line["quantity"] for line in order["items"])
        amounts = {order["amount"], lines, prices.get(id), got.intents.get(id, {}).get("amount_received")}
        if len(amounts) != 1:
            yield f"{id}: order, its lines, the price and what was received are {sorted(map(str, amounts))}"


def _stock(got: Outcome) -> Iterator[str]:
    """Stock = initial - paid - held by payments that are still open."""
    taken = Counter(
        purchase.product.id
        for purchase in got.buying.purchases
        if purchase.intent_id in got.succeeded or got.intents.get(purchase.intent_id, {}).get("status") in OPEN
    )
    for product, initial in got.initial.items():
        if got.stock[product] != initial - taken[product]:
            yield f"{product}: expected {initial} - {taken[product]} units, got {got.stock[product]}"


def _orders(shop: Http, token: str) -> list[dict[str, Any]]:
    """A shopper's orders; none for one who has no account."""
    if not token:
        return []
    answer = shop.send("GET", "/api/orders", operation="orders", headers={"Authorization": f"Bearer {token}"})
    orders: list[dict[str, Any]] = answer.expect(200).json()["orders"]
    return orders


def _listed(stripe: Http, kind: str, headers: dict[str, str], more: str = "") -> Iterator[dict[str, Any]]:
    """Every object of a kind, by pages of a hundred."""
    after = ""
    while True:
        path = f"/v1/{kind}?limit=100{more}{after}"
        page = stripe.send("GET", path, operation=f"list {kind}", headers=headers).expect(200).json()
        yield from page["data"]
        if not page["has_more"]:
            return
        after = f"&starting_after={page['data'][-1]['id']}"
