"""Each style by HTTP: a card pays, one is declined and another pays, the bank asks; every invariant holds."""

from __future__ import annotations

import pytest

from harness import Buyer, Order, Purchase, Refused, Shop, card, eventually
from tests.styles.conftest import STYLES

VISA, DECLINED, CHALLENGED = "4242424242424242", "4000000000000002", "4000000000003220"
EVERY = pytest.mark.parametrize("shop", STYLES, indirect=True)


def order_of(ada: Buyer, purchase: Purchase) -> Order:
    """Told on coming back, or found once Stripe's news is there."""
    if purchase.order is not None:
        return purchase.order
    return eventually(lambda: next(iter(ada.orders()), None), reason="an order")


@EVERY
def test_a_card_pays(shop: Shop) -> None:
    product, ada = shop.product(price=1250, stock=3), shop.shopper()
    paid = ada.buy(product, card(VISA), quantity=2)
    order = order_of(ada, paid)
    assert (order.status, order.amount, order.payment) == ("paid", 2500, paid.payment.id)
    assert shop.money.received(paid.payment) == {"usd": 2500}
    assert (shop.stock(product), ada.cart().lines) == (1, ())
    assert shop.close_and_judge() == []


@EVERY
def test_a_decline_and_another_card(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.shopper()
    declined = ada.buy(product, card(DECLINED))
    assert (declined.paid, declined.error["message"]) == (False, "Your card was declined.")
    assert (ada.orders(), shop.money.received(declined.payment)) == ([], {})
    paid = ada.retry(declined, card(VISA))
    assert order_of(ada, paid).amount == product.price
    assert shop.money.received(paid.payment) == {"usd": product.price}
    assert shop.close_and_judge() == []


@EVERY
def test_the_bank_asks(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.shopper()
    failed = ada.buy(product, card(CHALLENGED), three_ds="fail")
    assert failed.error
    assert ada.orders() == []
    paid = ada.retry(failed, card(CHALLENGED))
    assert order_of(ada, paid).amount == product.price
    assert shop.money.received(paid.payment) == {"usd": product.price}
    assert shop.close_and_judge() == []


@EVERY
def test_nothing_is_delivered_unpaid(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.shopper()
    ada.add(product)
    payment = ada.begin()
    if ada.offers("settle"):
        assert ada.settle(payment) is None
    stranger = shop.shopper("Bob")
    stranger.add(product)
    if ada.offers("settle"):
        with pytest.raises(Refused):
            stranger.settle(payment)
    assert (ada.orders(), shop.stock(product)) == ([], 3)
    assert shop.close_and_judge() == []
