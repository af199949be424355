"""Orders that a shopper calls off: the money goes back once, the goods return, and nobody else can do it."""

from __future__ import annotations

import pytest

from harness import Shop, at_least, expect
from scenarios.misuse import stranger
from scenarios.steps import (
    VISA,
    at_once,
    bought,
    done_or_refused,
    equal,
    feature,
    ordered,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = [*feature("Cancellations"), pytest.mark.card(VISA), pytest.mark.needs("refunding")]


@scenario("An order that is called off gives all of its money back", story="Called off")
@pytest.mark.quick
def test_an_order_is_called_off(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3, quantity=2)
    ada.cancel(ordered(ada, purchase))
    wait_for_order(ada, purchase.payment, "refunded")
    equal(shop.money.refunded(purchase.payment), shop.cost(product, 2), what="the amount that Stripe refunded")
    if shop.counts(product) and shop.facts.refunds_return_goods:
        equal(shop.stock(product), 3, what="the stock after the order was called off")


@scenario("Called off twice at once, an order gives its money back once", story="Called off", severity="blocker")
@pytest.mark.needs("idempotency")
@pytest.mark.quick
def test_an_order_is_called_off_twice(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    order = ordered(ada, purchase)
    outcomes = at_once(*[lambda: ada.cancel(order)] * 2)
    given = done_or_refused(shop, outcomes, "a second click while the first is under way")
    expect(len(given), at_least(1), "the number of the two calls that are done")
    wait_for_order(ada, purchase.payment, "refunded")
    equal(shop.money.refunded(purchase.payment), shop.cost(product), what="the amount that Stripe refunded")


@scenario("Nobody calls off another shopper's order", story="Somebody else's", severity="blocker")
@pytest.mark.quick
def test_another_users_order_cannot_be_called_off(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    order = ordered(ada, purchase)
    mallory = stranger(shop)
    refused(shop, lambda: mallory.cancel(order), "a refund of another shopper's order")
    equal(shop.money.refunded(purchase.payment), 0, what="the amount that Stripe refunded")
    wait_for_order(ada, purchase.payment)
