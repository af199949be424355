"""The bank's dialog: completed, failed, closed, and tried again."""

from __future__ import annotations

import pytest

from harness import Refused, Shop, card, stripe_pages
from scenarios.browser.steps import (
    assert_bought,
    assert_message,
    assert_not_charged,
    at_checkout,
    in_a_browser,
    pays_after_all,
)
from scenarios.steps import CHALLENGE, VISA, as_contracted, equal, scenario

pytestmark = [*in_a_browser("3D Secure"), pytest.mark.card(CHALLENGE)]

NOT_PASSED = "a failed authentication"


@scenario("The bank asks, the shopper completes it and has paid once", story="Authentication done", severity="blocker")
@pytest.mark.quick
def test_completed(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    assert_bought(shop, ada, ada.pay_here(card(CHALLENGE)), product)
    shop.reached("challenge")


@scenario("The challenge is {way}: told, nothing charged, and a second card pays", story="Authentication not done")
@pytest.mark.parametrize(("way", "three_ds"), [("failed", "fail"), ("closed", "abandon")])
@pytest.mark.card(VISA)
def test_not_completed(shop: Shop, way: str, three_ds: str) -> None:
    ada, product = at_checkout(shop)
    failed = ada.pay_here(card(CHALLENGE), three_ds)
    if three_ds == "fail" or not stripe_pages.on_hosted_page(ada.page):  # from the bank's own page one just goes back
        assert_message(ada, NOT_PASSED)
    equal(failed.order, None, what="the order that the shopper is told of")
    refusal = failed.refusal
    if NOT_PASSED in shop.adapter.refusals:
        equal(isinstance(refusal, Refused), True, what="the checkout refusing to settle it")
    if isinstance(refusal, Refused):
        as_contracted(shop, refusal, NOT_PASSED)
    assert_not_charged(shop, ada)
    pays_after_all(shop, ada, failed, product)


@scenario(
    "The same card after a failed challenge: the bank asks again, and then it pays", story="Authentication not done"
)
def test_the_same_card_again(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    failed = ada.pay_here(card(CHALLENGE), "fail")
    assert_message(ada, NOT_PASSED)
    pays_after_all(shop, ada, failed, product, second=card(CHALLENGE))
