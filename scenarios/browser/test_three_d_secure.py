"""The bank's dialog: completed, failed, closed, and tried again."""

from __future__ import annotations

import pytest

from harness import Shop, card
from scenarios.browser.steps import (
    NOT_AUTHENTICATED,
    assert_bought,
    assert_message,
    assert_not_charged,
    at_checkout,
    in_a_browser,
    pays_after_all,
)
from scenarios.steps import CHALLENGE, VISA, refused, scenario

pytestmark = [*in_a_browser("3D Secure"), pytest.mark.card(CHALLENGE)]

FAILED = "payment_intent_authentication_failure"


@scenario("The bank asks, the shopper completes it and has paid once", story="Authentication done", severity="blocker")
@pytest.mark.quick
def test_completed(shop: Shop) -> None:
    ada, product = at_checkout(shop, price=4900)
    assert_bought(ada, ada.pay_here(card(CHALLENGE)), product)
    shop.reached("challenge")


@scenario("The challenge is {way}: told, nothing charged, and a second card pays", story="Authentication not done")
@pytest.mark.parametrize(("way", "three_ds"), [("failed", "fail"), ("closed", "abandon")])
@pytest.mark.card(VISA)
def test_not_completed(shop: Shop, way: str, three_ds: str) -> None:
    ada, product = at_checkout(shop, price=4900)
    failed = ada.pay_here(card(CHALLENGE), three_ds)
    assert_message(ada, NOT_AUTHENTICATED)
    refused(failed.confirmation, 402, FAILED)
    assert_not_charged(shop, ada)
    pays_after_all(ada, failed, product)


@scenario(
    "The same card after a failed challenge: the bank asks again, and then it pays", story="Authentication not done"
)
def test_the_same_card_again(shop: Shop) -> None:
    ada, product = at_checkout(shop, price=4900)
    failed = ada.pay_here(card(CHALLENGE), "fail")
    assert_message(ada, NOT_AUTHENTICATED)
    pays_after_all(ada, failed, product, second=card(CHALLENGE))
