"""The plain-script style of Stripe's samples: script tag, `elements.create("payment")`, `redirect: "if_required"`."""

from __future__ import annotations

import pytest

from harness import Shop, card
from scenarios.browser.steps import (
    assert_bought,
    assert_message,
    assert_not_charged,
    at_checkout,
    in_a_browser,
    pays_after_all,
)
from scenarios.steps import CHALLENGE, GENERIC_DECLINE, VISA, scenario

pytestmark = in_a_browser("the plain page")

PLAIN = "plain_checkout"


@scenario("Paid on the plain page", story="Plain script", severity="blocker")
@pytest.mark.card(VISA)
def test_paid(shop: Shop) -> None:
    ada, product = at_checkout(shop, PLAIN)
    assert_bought(shop, ada, ada.pay_here(card(VISA)), product)


@scenario("Declined on the plain page: told, and a card whose bank asks pays", story="Plain script")
@pytest.mark.card(GENERIC_DECLINE, CHALLENGE)
def test_a_decline_and_a_challenge(shop: Shop) -> None:
    ada, product = at_checkout(shop, PLAIN)
    declined = ada.pay_here(card(GENERIC_DECLINE))
    assert_message(ada, "a declined card", "Your card was declined.")
    assert_not_charged(shop, ada)
    pays_after_all(shop, ada, declined, product, second=card(CHALLENGE))


@scenario("The challenge closed on the plain page: told, nothing charged", story="Plain script")
@pytest.mark.card(CHALLENGE)
def test_a_challenge_closed(shop: Shop) -> None:
    ada, product = at_checkout(shop, PLAIN)
    failed = ada.pay_here(card(CHALLENGE), "abandon")
    assert_not_charged(shop, ada)
    pays_after_all(shop, ada, failed, product, second=card(VISA))
