"""Cards of every brand: each has its own length and grouping of digits, and security code."""

from __future__ import annotations

import pytest

from harness import Card, Shop, card
from scenarios.browser.steps import assert_bought, at_checkout, in_a_browser
from scenarios.steps import scenario

pytestmark = in_a_browser("cards")

BRANDS = ("5555555555554444", "378282246310005", "36227206271667", "6205500000000000004")


@scenario("{card.brand} is typed and pays", story="Brands")
@pytest.mark.parametrize("card", [pytest.param(card(number), id=card(number).id) for number in BRANDS])
def test_a_brand(shop: Shop, card: Card) -> None:
    ada, product = at_checkout(shop)
    assert_bought(shop, ada, ada.pay_here(card), product)
