"""The page to which Stripe leads back believes nobody: another's payment, a made-up one, or one that is not paid."""

from __future__ import annotations

import re

import pytest

from harness import NotOffered, Shop, card, differs_from, expect, lacks
from scenarios.browser.steps import assert_bought_once, assert_not_charged, at_checkout, in_a_browser
from scenarios.steps import VISA, bought, equal, scenario

pytestmark = [*in_a_browser("strangers"), pytest.mark.card(VISA)]


@scenario("Somebody else's payment is not found, and nothing of it is shown", story="Success page", severity="blocker")
def test_somebody_elses_payment(shop: Shop) -> None:
    _, product, theirs = bought(shop)
    bob = shop.browser_shopper("Bob")
    bob.go("come_back", theirs.payment.id)
    bob.see("unknown")
    text = bob.page.locator("body").inner_text()
    secrets = [theirs.order.id] if theirs.order else []
    if amount := re.search(r"[\d.,]*\d", bob.money(product.price, product.currency)):
        secrets.append(amount[0])
    for part in secrets:
        expect(text, lacks(part), "what is shown of another's payment")
    assert_not_charged(shop, bob)


@scenario(
    "The success page of a payment that was not made leads back to the checkout, and sells nothing",
    story="Success page",
)
def test_an_unpaid_payment(shop: Shop) -> None:
    ada, product = at_checkout(shop)
    ada.type_card(card(VISA))
    if not ada.payments:
        raise NotOffered("a payment before somebody pays")
    equal(len(ada.payments), 1, what="the number of payments that the page was told of")
    [unpaid] = ada.payments
    ada.go("come_back", unpaid.id)
    ada.at("the checkout")
    ada.see("not_paid")
    equal(ada.is_told_paid, False, what="the page saying that it is paid")
    assert_not_charged(shop, ada)
    if not ada.form().count():
        ada.go("checkout")
    paid = ada.pay_here(card(VISA))
    equal(paid.paid, True, what="the shopper being told that it is paid", at=paid.attempt and paid.attempt.exchange)
    if ada.pages.finds_payments:
        equal(paid.payment.id, unpaid.id, what="what was paid in the end")
    expect(paid.payment.id, differs_from(""), "the id of what was paid")
    assert_bought_once(shop, ada, product)
