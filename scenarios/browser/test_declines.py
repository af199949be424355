"""Every documented decline: the shopper reads why, has not paid, and can pay with another card.

That a second card pays after each of them is shown at the API (`scenarios/test_second_card.py`); what is the
page's own, the form that can be used again, is shown once.
"""

from __future__ import annotations

import pytest

from harness import Card, Exchange, Purchase, Shop, card
from scenarios.browser.steps import assert_message, assert_not_charged, at_checkout, in_a_browser, pays_after_all
from scenarios.steps import (
    GENERIC_DECLINE,
    VISA,
    assert_declined,
    challenges,
    declines,
    each_card,
    equal,
    scenario,
)

pytestmark = in_a_browser("declines")


def _at(declined: Purchase) -> Exchange | None:
    return declined.attempt.exchange if declined.attempt else None


def _declined_after(card: Card) -> bool:
    return challenges(card) and card.expected.after_challenge_code is not None


@scenario("{card.description}: the reason is shown, and nothing is charged", story="Declined", severity="blocker")
@pytest.mark.parametrize("card", each_card(declines))
def test_a_decline(shop: Shop, card: Card) -> None:
    ada, _ = at_checkout(shop)
    declined = ada.pay_here(card)
    shop.reached("decline")
    message = card.expected.message or declined.error.get("message", "")
    assert_message(ada, "a declined card", message)
    equal(declined.error.get("message"), message, what="Stripe's message", at=_at(declined))
    assert_declined(shop, declined, card)
    assert_not_charged(shop, ada)


@scenario("After a decline a second card pays, typed over the first", story="Declined", severity="blocker")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_a_second_card(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    declined = ada.pay_here(card(GENERIC_DECLINE))
    assert_message(ada, "a declined card", declined.error["message"])
    pays_after_all(shop, ada, declined, product)


@scenario("{card.description}: told after the bank's dialog, and a second card pays", story="Declined after 3D Secure")
@pytest.mark.parametrize("card", each_card(_declined_after))
@pytest.mark.card(VISA)
def test_a_decline_after_the_challenge(shop: Shop, card: Card) -> None:
    ada, product = at_checkout(shop)
    declined = ada.pay_here(card)
    shop.reached("decline")
    if "code" in declined.error:
        equal(declined.error["code"], card.expected.after_challenge_code, what="the code", at=_at(declined))
    assert_message(ada, "a declined card", declined.error["message"])
    assert_not_charged(shop, ada)
    pays_after_all(shop, ada, declined, product)
