"""Stories that the model found in a shop, kept: mended since, and told to every shop from then on."""

from __future__ import annotations

import pytest

from harness import Lost, NotOffered, Refused, Shop, at_most, card, differs_from, equals, expect, one_of, rest
from scenarios.steps import VISA, as_refused, feature, outcome, scenario

pytestmark = [*feature("Stories of the model"), pytest.mark.needs("payments", "events")]


@scenario("Another unit after paying, before coming back: the next payment is for that one alone", story="Late goods")
def test_another_unit_before_coming_back(rig_shop: Shop) -> None:
    """The checkout has not heard that the first one is paid. It may say so, or ask Stripe; it does not fall over."""
    shop = rig_shop
    if shop.facts.several_open_payments:
        raise NotOffered("one open payment for a cart")
    tea, ada = shop.product(), shop.shopper()
    ada.add(tea)
    ada.attempt(ada.begin(), card(VISA))
    ada.add(tea)
    again = outcome(ada.begin)
    if isinstance(again, Refused | Lost):
        expect(
            as_refused(again, "a payment beside one that is paid").answer.status, at_most(499), "the refusal's status"
        )
    else:
        asked = one_of([{}, {tea.currency: shop.cost(tea)}])
        expect(shop.money.asked(again), asked, "what Stripe is asked for the next payment")
    rest(shop)


@scenario("Sold out before the money is heard of, and refunded in the dashboard meanwhile", story="Late goods")
def test_sold_out_and_refunded_already(rig_shop: Shop) -> None:
    """The checkout would refund it itself; that somebody has done so already is no reason to fall over for ever."""
    shop = rig_shop
    if shop.facts.stock == "held":
        raise NotOffered("goods that leave the stock when they are paid")
    tea, ada, bob = shop.scarce(2), shop.shopper("Ada"), shop.shopper("Bob")
    ada.add(tea)
    ada.attempt(ada.begin(), card(VISA))
    bob.add(tea, 2)
    late = bob.begin()
    bob.attempt(late, card(VISA))
    shop.dashboard.refund(late)
    rest(shop)


@scenario("A payment that the merchant ended at Stripe is not in the way of the next one", story="Ended at Stripe")
@pytest.mark.parametrize("more", [0, 1], ids=["the same cart", "another cart"])
def test_begun_again_after_it_was_ended_at_stripe(rig_shop: Shop, more: int) -> None:
    """Stripe's news of the end has not come yet: the shopper can buy all the same."""
    shop = rig_shop
    tea, ada = shop.product(), shop.shopper()
    ada.add(tea)
    ended = ada.begin()
    shop.dashboard.end(ended)
    if more:
        ada.add(tea, more)
    purchase = ada.pay(card(VISA))
    expect(purchase.payment.id, differs_from(ended.id), "the id of the next payment")
    expect(shop.money.received(purchase.payment), equals({tea.currency: shop.cost(tea, 1 + more)}), "what Stripe took")
    rest(shop)
