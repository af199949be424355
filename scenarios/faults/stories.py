"""The stories that are told while something breaks: short, whole, and the same each time."""

from __future__ import annotations

from typing import Any

from harness import Buyer, NotOffered, Order, Payment, Product, Shop, Story, Troubled, card
from scenarios.steps import CHALLENGE, GENERIC_DECLINE, VISA, assert_charged, equal

Arranged = tuple[Buyer, Product]


def with_cart(shop: Shop, quantity: int = 2) -> Arranged:
    """A shopper with goods in the cart."""
    product, ada = shop.product(stock=5), shop.shopper()
    ada.add(product, quantity)
    return ada, product


def paid_for(shop: Shop) -> tuple[Buyer, Product, Payment, Order]:
    """A shopper with an order that is paid."""
    ada, product = with_cart(shop)
    payment = ada.begin()
    ada.attempt(payment, card(VISA))
    order = ada.settle(payment)
    if order is None:
        raise NotOffered("an order on coming back")
    return ada, product, payment, order


def comes_back(troubled: Troubled, ada: Buyer, payment: Payment) -> Order:
    """Come back from Stripe, until the order is there."""
    order = troubled.persistently(lambda: ada.settle(payment), "coming back from Stripe")
    equal(order is not None, True, what="whether a paid payment has its order on coming back")
    assert order is not None
    return order


def buy(troubled: Troubled, arranged: Arranged) -> None:
    """Begin, pay, come back."""
    ada, product = arranged
    payment = troubled.persistently(ada.begin, "beginning to pay")
    ada.attempt(payment, card(VISA))
    comes_back(troubled, ada, payment)
    assert_charged(troubled.shop, payment, product.price * 2, product.currency)


def decline_and_buy(troubled: Troubled, arranged: Arranged) -> None:
    """A card is declined, the next one pays the same payment."""
    ada, product = arranged
    payment = troubled.persistently(ada.begin, "beginning to pay")
    ada.attempt(payment, card(GENERIC_DECLINE))
    troubled.patiently(lambda: ada.settle(payment))
    ada.attempt(payment, card(VISA))
    comes_back(troubled, ada, payment)
    assert_charged(troubled.shop, payment, product.price * 2, product.currency)


def challenge(troubled: Troubled, arranged: Arranged) -> None:
    """The bank asks, the shopper looks in between, and answers."""
    ada, product = arranged
    payment = troubled.persistently(ada.begin, "beginning to pay")
    open_one = ada.attempt(payment, card(CHALLENGE), "abandon")
    troubled.patiently(lambda: ada.settle(payment))
    ada.authenticate(payment, open_one)
    comes_back(troubled, ada, payment)
    assert_charged(troubled.shop, payment, product.price * 2, product.currency)


def give_back(troubled: Troubled, arranged: Any) -> None:
    """The whole order is refunded."""
    ada, product, payment, order = arranged
    troubled.persistently(lambda: ada.refund(order), "refunding the order")
    equal(troubled.shop.money.refunded(payment), product.price * 2, what="what Stripe gave back")


def news_alone(troubled: Troubled, arranged: Arranged) -> None:
    """The shopper pays and never comes back: Stripe's news alone makes the order."""
    ada, _ = arranged
    payment = troubled.persistently(ada.begin, "beginning to pay")
    ada.attempt(payment, card(VISA))


def begin_again(troubled: Troubled, arranged: Arranged) -> None:
    """The shopper begins, changes the cart, begins again and pays."""
    ada, product = arranged
    troubled.persistently(ada.begin, "beginning to pay")
    ada.set_quantity(product, 3)
    payment = troubled.persistently(ada.begin, "beginning again")
    ada.attempt(payment, card(VISA))
    comes_back(troubled, ada, payment)
    assert_charged(troubled.shop, payment, product.price * 3, product.currency)


STORIES = {
    story.name: story
    for story in (
        Story("buy", with_cart, buy),
        Story("decline, then buy", with_cart, decline_and_buy),
        Story("challenge", with_cart, challenge),
        Story("refund", paid_for, give_back),
        Story("never come back", with_cart, news_alone),
        Story("begin again", with_cart, begin_again),
    )
}
