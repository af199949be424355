"""Stories in a browser that are the same before any shop's pages and in any way to pay."""

from __future__ import annotations

from harness import BrowserBuyer, Shop, card

VISA, DECLINED, CHALLENGED = "4242424242424242", "4000000000000002", "4000000000003220"


def a_decline_and_another_card(shop: Shop, ada: BrowserBuyer, price: int) -> None:
    """The reason is told; the next card pays `price` (minor units of usd)."""
    declined = ada.pay(card(DECLINED))
    assert (ada.message, declined.error["message"]) == ("Your card was declined.", "Your card was declined.")
    assert shop.money.received(declined.payment) == {}
    paid = ada.retry(declined, card(VISA))
    assert (ada.message, ada.is_told_paid) == ("", True)
    assert shop.money.received(paid.payment) == {"usd": price}


def the_bank_asks(shop: Shop, ada: BrowserBuyer, price: int) -> None:
    """Failed, left alone, and passed."""
    failed = ada.pay(card(CHALLENGED), "fail")
    assert ada.message
    assert failed.attempt is not None
    assert failed.attempt.declined
    left = ada.pay_here(card(CHALLENGED), "abandon")
    assert shop.money.received(left.payment) == {}
    paid = ada.pay_here(card(CHALLENGED))
    assert ada.is_told_paid
    assert shop.money.received(paid.payment) == {"usd": price}
