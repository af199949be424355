"""Who may do what: somebody who did not sign in, a wrong password, and another shopper's things."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from harness import Buyer, NotOffered, Payment, Refused, Shop, expect, lacks, operation
from scenarios.misuse import charged_as_without, given_to_nobody, nobody, refused_or_ignored, stranger
from scenarios.steps import (
    VISA,
    assert_nothing_sold,
    bought,
    equal,
    feature,
    not_paid,
    outcome,
    ready_to_pay,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = feature("Access")

PASSWORD = "violet stapler horizon, another"


@scenario("Somebody who did not sign in sees nobody's {things}", story="Not signed in", severity="blocker")
@pytest.mark.parametrize("things", ["orders", "cart"])
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_nobody_sees_anything(shop: Shop, things: str) -> None:
    ada, product, _ = bought(shop)
    ada.add(product)
    visitor = nobody(shop)
    look: Callable[[], Any] = (lambda: visitor.cart().lines) if things == "cart" else visitor.orders
    equal(list(given_to_nobody(shop, look) or ()), [], what=f"the {things} of nobody")


@scenario("Somebody who did not sign in is refused: {wish}", story="Not signed in", severity="blocker")
@pytest.mark.parametrize("wish", ["begin", "payment", "settle", "order", "refund"])
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_nobody_does_anything(shop: Shop, wish: str) -> None:
    ada, _, purchase = bought(shop)
    got = given_to_nobody(shop, _asked(wish, nobody(shop), ada, purchase.payment))
    equal(got, None, what="what somebody got who did not sign in")
    equal(shop.money.refunded(purchase.payment), 0, what="the amount that Stripe refunded")


def _asked(wish: str, visitor: Buyer, ada: Buyer, payment: Payment) -> Callable[[], object]:
    """What the visitor asks for, of things that are Ada's."""
    if wish == "begin":
        return visitor.begin
    if wish == "payment":
        return lambda: visitor.look_at(payment)
    if wish == "settle":
        return lambda: visitor.settle(payment)
    order = wait_for_order(ada, payment)
    return lambda: visitor.order(order.id) if wish == "order" else visitor.refund(order)


@scenario("Who signs in again finds her own orders and cart", story="Signing in", severity="normal")
@pytest.mark.card(VISA)
def test_who_signs_in_again_is_the_same(shop: Shop) -> None:
    ada, product, purchase = bought(shop)
    order = wait_for_order(ada, purchase.payment)
    ada.add(product, 2)
    ada.sign_in()
    equal([one.id for one in ada.orders()], [order.id], what="the orders after signing in again")
    if ada.offers("cart"):
        equal(ada.cart().quantities(), {product.id: 2}, what="the cart after signing in again")


@scenario("A wrong password is refused", story="Signing in")
def test_a_wrong_password_is_refused(shop: Shop) -> None:
    ada, wrong = shop.shopper(), "violet stapler horizon, and a slip of the key"
    refused(shop, lambda: ada.sign_in(wrong), "a wrong password")
    ada.sign_in()
    refused(shop, lambda: ada.sign_in(wrong), "a wrong password")


@scenario("An address that has an account is refused, and whose it is stays untold", story="Signing in")
@pytest.mark.quick
def test_a_taken_address_tells_nothing(shop: Shop) -> None:
    """What the answer must not hold of her is judged after every case."""
    ada, mallory = shop.shopper(), nobody(shop)
    form: Any = mallory.adapter
    with operation("sign_up"):
        refused(shop, lambda: form.sign_up(ada.email, PASSWORD), "an address that has an account")


@scenario("A password that is hers but for {what} is refused", story="Signing in")
@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("its end", lambda hers: f"{hers[:-1]}{'x' if hers[-1] != 'x' else 'y'}"),
        ("what follows it", lambda hers: f"{hers} and more"),
        ("its letters' case", str.swapcase),
    ],
    ids=["another end", "more of it", "another case"],
)
def test_another_password_of_the_same_beginning(shop: Shop, what: str, other: Callable[[str], str]) -> None:
    """bcrypt reads 72 bytes of a password and takes no notice of the rest (https://pypi.org/project/bcrypt)."""
    hers = " ".join(["violet stapler horizon"] * 4)
    newcomer, mallory = _one_who_can_come_back(shop), nobody(shop)
    there: Any = newcomer.adapter
    back: Any = mallory.adapter
    with operation("sign_up"):
        signed_up = outcome(lambda: there.sign_up(newcomer.email, hers))
    if isinstance(signed_up, Refused):
        raise NotOffered("passwords of 90 characters")
    with operation("sign_in"):
        refused(shop, lambda: back.sign_in(newcomer.email, other(hers)), "a wrong password")
        back.sign_in(newcomer.email, hers)


@scenario(
    "An address with capital letters: who signed up with it signs in with it", story="Signing in", severity="normal"
)
@pytest.mark.quick
def test_an_address_with_capitals(shop: Shop) -> None:
    """Kept as it was typed on one side, and in small letters on the other, it locks its owner out."""
    newcomer, again = _one_who_can_come_back(shop), nobody(shop)
    address = newcomer.email.title()
    there: Any = newcomer.adapter
    back: Any = again.adapter
    with operation("sign_up"):
        there.sign_up(address, PASSWORD)
    with operation("sign_in"):
        back.sign_in(address, PASSWORD)
    if again.offers("orders"):
        equal(again.orders(), [], what="the orders of somebody new")


def _one_who_can_come_back(shop: Shop) -> Buyer:
    """Somebody who did not sign up yet, in a shop where people sign in."""
    person = nobody(shop)
    if not person.offers("sign_in"):
        raise NotOffered("sign_in")
    return person


@scenario("A shopper who makes herself an administrator pays like anybody", story="Administrators")
@pytest.mark.card(VISA)
def test_a_role_of_ones_own_pays_the_same(shop: Shop) -> None:
    product, refuses = shop.product(), shop.facts.refuses_unknown_fields
    for field in shop.facts.role_fields:
        role = {field: "admin" if "role" in field else True}
        charged_as_without(shop, product, "a field that nobody asked for", refuses=refuses, **role)


@scenario("Another shopper's payment cannot be looked at", story="Somebody else's", severity="blocker")
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_another_users_intent_cannot_be_read(shop: Shop) -> None:
    _, payment = ready_to_pay(shop, shop.product())
    mallory = stranger(shop)
    answer = refused(shop, lambda: mallory.look_at(payment), "another shopper's payment").answer
    for way in filter(None, (payment.client_secret, payment.url)):
        expect(answer.text, lacks(way), "the body of the answer", at=answer)


@scenario("Another shopper's payment cannot be confirmed, {how}", story="Somebody else's", severity="blocker")
@pytest.mark.parametrize(
    ("how", "method"),
    [("settled", None), pytest.param("paid", "pm_card_visa", marks=pytest.mark.needs("server_payments"))],
)
@pytest.mark.needs("payments")
def test_another_users_intent_cannot_be_confirmed(shop: Shop, how: str, method: str | None) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    before = [intent["status"] for intent in shop.money.intents(payment)]
    mallory = stranger(shop)
    if method is None:
        not_paid(shop, outcome(lambda: mallory.settle(payment)), "another shopper's payment")
    else:
        refused(shop, lambda: mallory.confirm(payment, method), "another shopper's payment")
    after = [intent["status"] for intent in shop.money.intents(payment)]
    equal(after, before, what="the statuses of the payment at Stripe")
    assert_nothing_sold(shop, ada, payment)
    if mallory.offers("orders"):
        equal(mallory.orders(), [], what="the orders of the other shopper")


@scenario("Another shopper's order is neither listed nor read", story="Somebody else's", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_another_users_order_cannot_be_seen(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    order, mallory = wait_for_order(ada, purchase.payment), stranger(shop)
    equal(mallory.orders(), [], what="the orders of the other shopper")
    # Its payment's id is in the addresses of pages that a shopper is led to, and in Stripe's mails.
    for id in (order.id, order.payment):
        refused(shop, partial(mallory.order, id), "another shopper's order")
    if mallory.offers("settle"):
        not_paid(shop, outcome(lambda: mallory.settle(purchase.payment)), "another shopper's payment")


@scenario("Another shopper's order is not read once its owner has looked at it, {how}", story="Somebody else's")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("how", ["paid", pytest.param("refunded", marks=pytest.mark.needs("refunding"))])
def test_an_order_that_was_looked_at_stays_its_owners(shop: Shop, how: str) -> None:
    """What is kept for the owner's next look (in memory, in a cache) is not for everybody who has the id."""
    ada, _, purchase = bought(shop)
    order, mallory = wait_for_order(ada, purchase.payment), stranger(shop)
    if how == "refunded":
        ada.refund(order)
        order = wait_for_order(ada, purchase.payment, "refunded")
    for _ in range(2):
        equal(ada.order(order.id).id, order.id, what="the order that its owner reads")
        refused(shop, lambda: mallory.order(order.id), "another shopper's order")


@scenario("Another shopper's payment cannot be refunded", story="Somebody else's", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunding")
@pytest.mark.quick
def test_another_users_payment_cannot_be_refunded(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    order, mallory = wait_for_order(ada, purchase.payment), stranger(shop)
    refused(shop, lambda: mallory.refund(order), "a refund of another shopper's order")
    equal(shop.money.refunded(order), 0, what="the amount that Stripe refunded")


@scenario("A shopper's cart changes only by that shopper's hand", story="Somebody else's")
def test_carts_are_private(shop: Shop) -> None:
    product, ada, bob = shop.product(), shop.shopper("Ada"), stranger(shop, "Bob")
    ada.add(product, 2)
    equal(bob.cart().lines, (), what="the other shopper's cart")
    refused(shop, bob.begin, "a payment of an empty cart")
    refused_or_ignored(shop, lambda: bob.set_quantity(product, 9), "a change of what is not in the cart")
    refused_or_ignored(shop, lambda: bob.remove(product), "a change of what is not in the cart")
    equal(ada.cart().quantities(), {product.id: 2}, what="the owner's cart")
