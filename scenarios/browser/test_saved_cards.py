"""A card is saved in the shop's page, and charged when nobody is there."""

from __future__ import annotations

import pytest

from harness import NotOffered, Shop, card
from scenarios.browser.steps import in_a_browser
from scenarios.steps import VISA, assert_charged, comes_back, equal, scenario

pytestmark = [*in_a_browser("saved cards"), pytest.mark.needs("saved_cards")]
UNLESS_SET_UP = "4000002500003155"


@scenario("A card that was saved in the page pays later, without its owner", story="Saving")
@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=pytest.mark.card(number)) for number in (VISA, UNLESS_SET_UP)]
)
def test_a_card_that_was_saved_in_the_page(shop: Shop, number: str) -> None:
    product, ada = shop.product(stock=3), shop.browser_shopper()
    if not ada.shows("save_card"):
        raise NotOffered("pages.save_card")
    saved = ada.save_card(card(number))
    equal(saved.attempt.error, {}, what="Stripe's error while the card was saved", at=saved.attempt.exchange)
    ada.has(product)
    payment = ada.api.charge_saved(saved)
    comes_back(ada.api, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)
    equal(shop.money.received(saved.setup), {product.currency: shop.cost(product)}, what="all that the card paid")
