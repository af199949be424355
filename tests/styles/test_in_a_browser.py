"""Each style in a browser, with the same words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from harness import BrowserBuyer, Shop, card
from harness.core.masking import sightings
from tests import browser_stories
from tests.browser_stories import VISA
from tests.styles.conftest import STYLES

EVERY = pytest.mark.parametrize("shop", STYLES, indirect=True)


@pytest.fixture
def ada(shop: Shop, browser: Browser) -> BrowserBuyer:
    """Somebody with a browser and one unit in the cart."""
    ada = shop.browser_shopper()
    ada.has(shop.product(price=1250, stock=3))
    return ada


@EVERY
def test_a_card_pays(shop: Shop, ada: BrowserBuyer) -> None:
    paid = ada.pay(card(VISA))
    assert ada.is_told_paid
    assert paid.order is not None
    assert paid.order.amount == 1250
    assert paid.attempt is not None
    assert paid.attempt.status in ("succeeded", "complete")
    assert shop.money.received(paid.payment) == {"usd": 1250}
    assert sightings(shop.history.to_jsonl()) == []
    assert shop.close_and_judge() == []


@EVERY
def test_a_decline_and_another_card(shop: Shop, ada: BrowserBuyer) -> None:
    browser_stories.a_decline_and_another_card(shop, ada, 1250)
    assert shop.close_and_judge() == []


@EVERY
def test_the_bank_asks(shop: Shop, ada: BrowserBuyer) -> None:
    """Failed, left alone, and passed."""
    browser_stories.the_bank_asks(shop, ada, 1250)
    assert shop.close_and_judge() == []
