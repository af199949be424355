"""Everything that a page sends, changed by its owner: what is sold is never dearer than what Stripe took for it.

Each number and each id in the requests with which a shopper fills the cart and begins to pay is changed in turn, in the
adapter's own requests on their way; nothing is known of a shop's fields. What counts is the effect at Stripe.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from harness import Buyer, NotOffered, Order, Payment, Product, Refused, Shop, card, tampering
from scenarios.steps import (
    VISA,
    as_refused,
    assert_charged,
    check,
    comes_back,
    equal,
    feature,
    not_paid,
    outcome,
    paid_at_stripe,
    ready_to_pay,
    scenario,
)

pytestmark = [*feature("Tampering"), pytest.mark.card(VISA)]

UNITS, PLENTY, SMALL = 2, 60, 100
NOT_MADE = "a payment that nobody made"
NUMBERS: dict[str, Callable[[float], float]] = {
    # One that Stripe could charge: a whole ten, for currencies with three decimals.
    "less": lambda n: n - 1 if n < SMALL else n * 4 // 5 // 10 * 10,
    "more": lambda n: n + 1,
    "one": lambda n: 1,
    "nothing": lambda n: 0,
    "less than nothing": lambda n: -n,
    "a part": lambda n: n / 4,
}


@dataclass(frozen=True)
class Cheater:
    """Who changes her page's requests, in a shop with a dear product and a cheap one."""

    shop: Shop
    dear: Product
    cheap: Product

    def sends(self) -> list[tampering.Place]:
        """Every value in what the page sends until a payment of the dear product has begun."""
        watch = tampering.Watch()
        self._begins(self.shop.shopper("Honest"), watch)
        return watch.places

    def tries(self, place: tampering.Place, value: Any) -> None:
        """Send this value there, pay if that can be done, and hold what is sold against what Stripe took."""
        mallory, change = self.shop.shopper("Mallory"), tampering.Change(place, value)
        what = f"{place} changed to {value!r}"
        begun = outcome(lambda: self._begins(mallory, change))
        equal(change.done, True, what=f"the change being sent: {what}")
        if isinstance(begun, Payment):
            self._pays(mallory, begun, what)
        else:
            as_refused(begun, what)

    def _begins(self, person: Buyer, change: Callable[[Any], Any]) -> Payment:
        assert person.adapter, "signed up before, so that this is no part of what is changed"
        with tampering.changing(change):
            person.add(self.dear, UNITS)
            return person.begin()

    def _pays(self, mallory: Buyer, payment: Payment, what: str) -> None:
        before = {product.id: self._stock(product) for product in (self.dear, self.cheap)}
        wanted = mallory.cart().quantities() if mallory.offers("cart") else {}
        purchase = mallory.finish(payment, card(VISA))
        taken = self.shop.money.received(payment)
        order = self._order(mallory, payment, taken) or purchase.order
        if order is None:
            return  # Nothing is sold; money without an order is judged after every case.
        sold = {line.product_id: line.quantity for line in order.lines} or self._gone(before, wanted)
        prices = {product.id: product.price for product in (self.dear, self.cheap)}
        goods = sum(prices.get(id, 0) * units for id, units in sold.items())
        worth = self.shop.total(goods, self.dear.currency)
        check(
            sum(taken.values()) >= worth and min(sold.values(), default=0) >= 0,
            code="goods_for_less",
            title="A shopper who changed what the page sends got goods for less than they cost",
            let=f"a shopper send {what}",
            then="Stripe takes at least what the goods of the order cost",
            however=f"Stripe took {taken} for {sold}, which cost {worth} {self.dear.currency}",
        )

    def _order(self, mallory: Buyer, payment: Payment, taken: dict[str, int]) -> Order | None:
        """The order of what was paid, as the shopper finds it among her orders: with its lines."""
        if not taken or not mallory.offers("orders"):
            return None
        mine = [order for order in mallory.orders() if order.payment == payment.id and order.status == "paid"]
        return mine[0] if mine else None

    def _stock(self, product: Product) -> int:
        return self.shop.stock(product) if self.shop.counts(product) else 0

    def _gone(self, before: dict[str, int], wanted: dict[str, int]) -> dict[str, int]:
        """What an order without lines took from the stock, or what was in the cart when it was paid; NotOffered where
        neither is told."""
        products = [product for product in (self.dear, self.cheap) if self.shop.counts(product)]
        if not products or self.shop.facts.stock != "taken":
            if not wanted:
                raise NotOffered("lines of an order")
            return wanted
        return {product.id: before[product.id] - self._stock(product) for product in products}


def cheater(shop: Shop) -> Cheater:
    """A shop with plenty of two products, of which the first is the dearer one."""
    shop.allow("cart_paid_twice", "a changed page may want more than was put into the cart, or give a tip")
    cheap = shop.product(stock=PLENTY)
    other = shop.product(stock=PLENTY, other_than=cheap)
    cheap, dear = sorted((cheap, other), key=lambda product: product.price)
    return Cheater(shop, dear, cheap)


@scenario("A number that the page sends, changed to {change}: nothing is sold below its price", story="Numbers")
@pytest.mark.parametrize("change", NUMBERS)
@pytest.mark.needs("payments")
def test_a_changed_number(shop: Shop, change: str) -> None:
    mallory = cheater(shop)
    ids = {mallory.dear.id, mallory.cheap.id}
    places = [place for place in mallory.sends() if tampering.is_number(place) and str(place.value) not in ids]
    if not places:
        raise NotOffered("a number in what the page sends")
    for place in places:
        value = tampering.number_like(place, NUMBERS[change])
        if str(value) != str(place.value):
            mallory.tries(place, value)


@scenario("A product's id that the page sends, changed to a cheaper one's", story="Ids", severity="blocker")
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_a_changed_product(shop: Shop) -> None:
    mallory = cheater(shop)
    places = [place for place in mallory.sends() if str(place.value) == mallory.dear.id]
    if not places:
        raise NotOffered("a product's id in what the page sends")
    for place in places:
        mallory.tries(place, type(place.value)(mallory.cheap.id))


@scenario("Any other id that the page sends, changed to somebody else's and to a made-up one", story="Ids")
@pytest.mark.needs("payments")
def test_a_changed_id(shop: Shop) -> None:
    mallory = cheater(shop)
    # An honest shopper's own: where it differs from person to person it is somebody else's.
    places = [place for place in mallory.sends() if tampering.is_id(place) and place.value != mallory.dear.id]
    if not places:
        raise NotOffered("an id in what the page sends")
    for place in places:
        mallory.tries(place, place.value)
        mallory.tries(place, place.value[::-1])


@scenario("A cheap payment shown on the way back does not buy the dear goods", story="The way back", severity="blocker")
@pytest.mark.needs("payments")
def test_a_cheap_payment_on_the_way_back(shop: Shop) -> None:
    cheap = shop.product(stock=PLENTY)
    cheap, dear = sorted((cheap, shop.product(stock=PLENTY, other_than=cheap)), key=lambda product: product.price)
    ada, paid = ready_to_pay(shop, cheap)
    paid_at_stripe(ada, paid)
    order = comes_back(ada, paid)
    ada.add(dear)
    unpaid = ada.begin()
    watch = tampering.Watch()
    not_paid(shop, outcome(lambda: _lands(ada, unpaid, watch)), NOT_MADE)
    places = [place for place in watch.places if place.value == unpaid.id]
    if not places:
        raise NotOffered("a payment's id on the way back")
    for place in places:
        told = outcome(partial(_lands, ada, unpaid, tampering.Change(place, paid.id)))
        if isinstance(told, Order):
            equal((told.id, told.amount), (order.id, shop.cost(cheap)), what="the order that the cheap payment buys")
        elif isinstance(told, Refused):
            as_refused(told, "a payment that was not made for this")
    if ada.offers("orders"):
        paid_orders = [one.amount for one in ada.orders() if one.status == "paid"]
        equal(paid_orders, [shop.cost(cheap)], what="the amounts of the paid orders")
    if shop.counts(dear) and shop.facts.stock == "taken":
        equal(shop.stock(dear), dear.stock, what="the stock of what nobody paid")
    equal(shop.money.received(unpaid), {}, what="what Stripe took for the dear goods")
    not_paid(shop, outcome(lambda: ada.settle(unpaid)), NOT_MADE)
    assert_charged(shop, paid, shop.cost(cheap), cheap.currency)


def _lands(ada: Buyer, payment: Payment, change: Callable[[Any], Any]) -> Order | None:
    """What comes of coming back with a changed request."""
    with tampering.changing(change):
        return ada.settle(payment, noted=False)
