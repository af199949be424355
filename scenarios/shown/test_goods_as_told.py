"""What is bought is told as it is: letters of any alphabet, two products of one name, one amount everywhere."""

from __future__ import annotations

import pytest

from harness import NotOffered, Order, Product, Refused, Shop, card, contains, expect, one_of
from scenarios.mails import mails_to
from scenarios.steps import VISA, assert_told_paid, equal, feature, ready_to_pay, scenario, wait_for_order

pytestmark = [*feature("Goods as they are told"), pytest.mark.card(VISA)]

TITLE = "Känguru für Zoë, Μῆλον ½ 東京"


@scenario("Letters beyond ASCII reach the cart, the order and the mail", story="Titles", severity="normal")
@pytest.mark.quick
def test_letters_beyond_ascii(shop: Shop) -> None:
    """The order and the mail are judged after every case."""
    if not shop.offers("put_on_sale"):
        raise NotOffered("put_on_sale")
    product, ada = shop.product(title=TITLE), shop.shopper()
    ada.add(product)
    for line in ada.cart().lines if ada.offers("cart") else ():
        expect(line.title or product.title, contains(TITLE), "the title in the cart")
    assert_told_paid(ada.pay(card(VISA)), shop.cost(product))
    if shop.offers("mails"):
        mails_to(shop, ada)


@scenario("Two products of one title stay two", story="Titles")
@pytest.mark.quick
def test_two_products_of_one_title(shop: Shop) -> None:
    small, large = _namesakes(shop)
    ada = shop.shopper()
    ada.add(small)
    ada.add(large, 2)
    wanted = {small.id: 1, large.id: 2}
    if ada.offers("cart"):
        equal(ada.cart().quantities(), wanted, what="the cart with two products of one title")
    purchase = ada.pay(card(VISA))
    assert_told_paid(purchase, shop.total(small.price + 2 * large.price, small.currency))
    order: Order = wait_for_order(ada, purchase.payment)
    if order.lines:  # some shops tell the amount alone
        equal({line.product_id: line.quantity for line in order.lines}, wanted, what="the goods of the order")


@scenario("A payment costs the same wherever it is looked at, before it is paid and after", story="Amounts")
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_one_amount_in_every_view(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product, 2)
    wanted, allowed = shop.cost(product, 2), one_of((shop.cost(product, 2), None))  # None: a shop that does not tell
    expect(payment.amount, allowed, "the amount of the payment that was begun")
    if ada.offers("payment"):
        expect(ada.look_at(payment).amount, allowed, "the amount of the payment before it is paid")
    assert_told_paid(ada.finish(payment, card(VISA)), wanted)
    if ada.offers("payment"):
        expect(ada.look_at(payment).amount, allowed, "the amount of the payment after it is paid")
    if ada.offers("orders"):
        equal(wait_for_order(ada, payment).amount, wanted, what="the amount of the order")


def _namesakes(shop: Shop) -> tuple[Product, Product]:
    """Two products that have nothing but their title in common."""
    first = shop.product()
    try:
        return first, shop.product(namesake_of=first)
    except Refused:
        raise NotOffered("two products of one title") from None
