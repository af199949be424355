"""Each style in a browser, with the same words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from harness import BrowserBuyer, Shop, card
from harness.core.masking import sightings
from tests.styles.conftest import STYLES

VISA, DECLINED, CHALLENGED = "4242424242424242", "4000000000000002", "4000000000003220"
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
    declined = ada.pay(card(DECLINED))
    assert (ada.message, declined.error["message"]) == ("Your card was declined.", "Your card was declined.")
    assert shop.money.received(declined.payment) == {}
    paid = ada.retry(declined, card(VISA))
    assert (ada.message, ada.is_told_paid) == ("", True)
    assert shop.money.received(paid.payment) == {"usd": 1250}
    assert shop.close_and_judge() == []


@EVERY
def test_the_bank_asks(shop: Shop, ada: BrowserBuyer) -> None:
    """Failed, left alone, and passed."""
    failed = ada.pay(card(CHALLENGED), "fail")
    assert ada.message
    assert failed.attempt is not None
    assert failed.attempt.declined
    left = ada.pay_here(card(CHALLENGED), "abandon")
    assert shop.money.received(left.payment) == {}
    paid = ada.pay_here(card(CHALLENGED))
    assert ada.is_told_paid
    assert shop.money.received(paid.payment) == {"usd": 1250}
    assert shop.close_and_judge() == []
