"""Stripe that fails for one shopper alone: which requests of the checkout's are meant, in whatever way she pays.

A stack is shared by cases that run at the same time, so a fault names whose request it breaks. A case whose fault met
no request has shown nothing: it is told as not offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from harness import Buyer, NotOffered, Order, Payment, Product, Refused, Shop
from scenarios.refusals import done_or_refused, rightly

# More failures than a checkout's own retries can wait out.
LASTING = 9
# Requests that are read as often as somebody asks.
ALWAYS = 99
DOWN = "anything while Stripe is down"


@dataclass(frozen=True)
class Requests:
    """Requests to Stripe: their method, a shell pattern for their path, and a text of their form-encoded body."""

    path: str
    body_contains: str = ""
    method: str = "POST"


def beginning(shop: Shop, buyer: Buyer) -> list[Requests]:
    """Whatever the checkout sends in this shopper's name to begin a payment: the body names her by the shop's own id,
    or else by her e-mail address."""
    word = buyer.key if shop.facts.shopper_key else ""
    return [Requests("/v1/*", quote_plus(word or buyer.email))]


@dataclass(frozen=True)
class Wanted:
    """Units of a product in a cart, how many there are for sale then, and what beginning to pay for them sends."""

    product: Product
    units: int
    stock: int | None
    requests: list[Requests]


def filling(shop: Shop, buyer: Buyer, units: int) -> Wanted:
    """Fill a cart. Guests, whom no request to Stripe names, are told apart by how much they buy: `units`, which no
    other case buys, are the quantity of a session's line item, or make the amount of an intent."""
    if buyer.offers("sign_up"):
        return _filled(shop, buyer, shop.product(stock=2), 1, beginning(shop, buyer))
    product = shop.product(stock=3 * units)
    _can_buy(shop.shopper("Bob"), product, units)
    sessions = [Requests("/v1/checkout/sessions", word) for word in (f"[quantity]={units}", f"%5Bquantity%5D={units}")]
    intents = Requests("/v1/payment_intents", f"amount={shop.cost(product, units)}")
    return _filled(shop, buyer, product, units, [*beginning(shop, buyer), *sessions, intents])


def _filled(shop: Shop, buyer: Buyer, product: Product, units: int, requests: list[Requests]) -> Wanted:
    buyer.add(product, units)
    return Wanted(product, units, shop.stock(product) if shop.counts(product) else None, requests)


def _can_buy(buyer: Buyer, product: Product, units: int) -> None:
    """NotOffered where the shop sells nobody so much at once."""
    try:
        buyer.add(product, units)
        buyer.begin()
    except Refused:
        raise NotOffered(f"{units} units of a product in one purchase") from None


def confirming(shop: Shop, buyer: Buyer, payment: Payment) -> list[Requests]:
    """Confirming the intents of a payment; where there is none yet, what makes one in this shopper's name."""
    ids = shop.money.resolver.intent_ids(payment.id)
    return [Requests(f"/v1/payment_intents/{id}/confirm") for id in ids] or beginning(shop, buyer)


def reading(shop: Shop, payment: Payment) -> list[Requests]:
    """Asking how a payment stands."""
    ids = {*shop.money.ways(payment), *shop.money.resolver.intent_ids(payment.id)}
    return [Requests(f"/v1/*/{id}*", method="GET") for id in sorted(ids)]


def refunding(shop: Shop, order: Order) -> list[Requests]:
    """Refunding an order's payment, by its intent or its charge."""
    ids = [*shop.money.resolver.intent_ids(order.payment), *(row["id"] for row in shop.money.charges(order))]
    return [Requests("/v1/refunds", id) for id in ids]


@contextmanager
def broken(shop: Shop, requests: list[Requests], **how: Any) -> Iterator[Callable[[], bool]]:
    """Break these requests (`kind` and the rest as of `shop.faults.on_stripe`) until the block ends, which is told
    whether one was met by now; NotOffered when the checkout sent none of them."""
    with ExitStack() as until:
        faults = [
            until.enter_context(
                shop.faults.on_stripe(path=one.path, body_contains=one.body_contains, method=one.method, **how)
            )
            for one in requests
        ]

        def met() -> bool:
            return any(fault.hits for fault in faults)

        yield met
        if not met():
            raise NotOffered("a request to Stripe of this kind, in the shopper's name")


def done_or_told_to_wait(shop: Shop, ended: object) -> bool:
    """What came of a call that Stripe failed for: whether it was done; else it was refused, as the contract has it."""
    return bool(done_or_refused(shop, [ended], DOWN))


def told_to_wait(shop: Shop, ended: object) -> None:
    """What came of a call that cannot be done without Stripe: refused, as the contract has it."""
    rightly(shop, ended, DOWN)
