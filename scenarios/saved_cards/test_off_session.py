"""A saved card, charged while its owner is away: it pays once, or it pays nothing and that is told.

https://docs.stripe.com/payments/save-and-reuse: off-session a bank may decline, or want to see the owner first
(`authentication_required`); then she is asked to come back, and pays on-session.
"""

from __future__ import annotations

import pytest

from harness import Buyer, Card, NotOffered, Payment, Product, Saved, Shop, card, expect, present
from scenarios.outages import beginning, broken
from scenarios.steps import (
    VISA,
    as_refused,
    assert_charged,
    assert_nothing_sold,
    assert_one_sale,
    at_once,
    comes_back,
    done,
    equal,
    feature,
    not_paid,
    outcome,
    scenario,
)

# https://docs.stripe.com/testing#regulatory-cards, https://docs.stripe.com/testing#declined-payments.
UNLESS_SET_UP = "4000002500003155"
ALWAYS_ASKS = "4000002760003184"
DECLINED_LATER = "4000000000000341"
OFF_SESSION = "a saved card that does not pay off-session"

pytestmark = [*feature("Saved cards"), pytest.mark.needs("saved_cards")]


@scenario("{card.description}: a saved card pays while its owner is away, once", story="Off-session")
@pytest.mark.parametrize(
    "card",
    [
        pytest.param(card(VISA), id="at-once", marks=[pytest.mark.card(VISA), pytest.mark.quick]),
        pytest.param(card(UNLESS_SET_UP), id="set-up", marks=pytest.mark.card(UNLESS_SET_UP)),
    ],
)
def test_a_saved_card_pays(shop: Shop, card: Card) -> None:
    product, ada, saved = with_saved_card(shop, card.number)
    equal(shop.money.received(saved.setup), {}, what="what Stripe took when the card was saved")
    payment = ada.charge_saved(saved)
    comes_back(ada, payment)
    paid_once(shop, ada, saved, payment, product)


@scenario("The bank wants to see the owner: nothing is paid, and she is asked to come back", story="Off-session")
@pytest.mark.card(ALWAYS_ASKS)
@pytest.mark.needs("challenge_answers")
@pytest.mark.quick
def test_the_bank_wants_to_see_her(shop: Shop) -> None:
    product, ada, saved = with_saved_card(shop, ALWAYS_ASKS)
    payment = unpaid(shop, ada, saved, product)
    shop.reached("challenge")
    if payment is None:
        raise NotOffered("a way back for who must authenticate")
    expect(payment.client_secret or payment.url, present, "the way to the bank that the shopper is told of")
    equal(ada.attempt(payment, card(ALWAYS_ASKS)).error, {}, what="Stripe's error to the shopper who came back")
    comes_back(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)
    assert_one_sale(shop, ada, product)


@scenario("A saved card is declined later: nothing is paid, no order is told", story="Off-session")
@pytest.mark.card(DECLINED_LATER)
@pytest.mark.quick
def test_declined_later(shop: Shop) -> None:
    product, ada, saved = with_saved_card(shop, DECLINED_LATER)
    unpaid(shop, ada, saved, product)
    shop.reached("decline")


@scenario("The same cart is charged twice at once: it is paid once", story="Twice", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_charged_twice_at_once(shop: Shop) -> None:
    product, ada, saved = with_saved_card(shop, VISA)
    [first, *_] = done(at_once(*[lambda: ada.charge_saved(saved)] * 2))
    comes_back(ada, first)
    paid_once(shop, ada, saved, first, product)


@scenario("Stripe's answer to the charge is lost, and it is tried again: it is paid once", story="Twice")
@pytest.mark.card(VISA)
@pytest.mark.needs("faults", "idempotency")
def test_a_lost_answer_while_charging(shop: Shop) -> None:
    product, ada, saved = with_saved_card(shop, VISA)
    with broken(shop, beginning(shop, ada), kind="reset_after"):
        ended = outcome(lambda: ada.charge_saved(saved))
    shop.reached("lost_response")
    payment = ended if isinstance(ended, Payment) else ada.charge_saved(saved)
    comes_back(ada, payment)
    paid_once(shop, ada, saved, payment, product)


@scenario("Nobody pays with somebody else's saved card", story="Whose it is", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_somebody_elses_card(shop: Shop) -> None:
    product, _, saved = with_saved_card(shop, VISA)
    bob = shop.shopper("Bob")
    bob.add(product)
    as_refused(outcome(lambda: bob.charge_saved(saved)), "a charge of somebody else's card")
    equal(shop.money.received(saved.setup), {}, what="what Stripe took from the card")


def with_saved_card(shop: Shop, number: str) -> tuple[Product, Buyer, Saved]:
    """A shopper who let the shop keep this card (the bank is answered), and then left something in the cart."""
    product, ada = shop.product(stock=3), shop.shopper()
    saved = ada.save_card(card(number))
    equal(saved.attempt.error, {}, what="Stripe's error while the card was saved", at=saved.attempt.exchange)
    ada.add(product)
    return product, ada, saved


def unpaid(shop: Shop, ada: Buyer, saved: Saved, product: Product) -> Payment | None:
    """The payment of a charge that must fail, where there is one: nothing is told as paid, taken or handed over."""
    ended = outcome(lambda: ada.charge_saved(saved))
    equal(shop.money.received(saved.setup), {}, what="what Stripe took from the card")
    if isinstance(ended, Payment):
        if ada.offers("settle"):
            not_paid(shop, outcome(lambda: ada.settle(ended)), OFF_SESSION)
        assert_nothing_sold(shop, ada, ended)
    else:
        as_refused(ended, OFF_SESSION)
        if ada.offers("orders"):
            equal([one for one in ada.orders() if one.status == "paid"], [], what="the paid orders")
    if shop.counts(product):
        held = 1 if shop.facts.stock == "held" else 0
        equal((product.stock or 0) - shop.stock(product) <= held, True, what="the goods being in the shop still")
    return ended if isinstance(ended, Payment) else None


def paid_once(shop: Shop, ada: Buyer, saved: Saved, payment: Payment, product: Product) -> None:
    """The card was charged for one unit and one order, and nothing else was."""
    assert_charged(shop, payment, shop.cost(product), product.currency)
    equal(shop.money.received(saved.setup), {product.currency: shop.cost(product)}, what="all that the card paid")
    assert_one_sale(shop, ada, product)
