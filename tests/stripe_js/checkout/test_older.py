"""Checkout as older versions of Stripe.js have it: names and shapes went from train to train."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.stripe_emulator.checkout.checkout_shop import price
from tests.stripe_js.checkout.kit import BEGIN, EMAIL, back, elements_session, paid
from tests.stripe_js.shop import STRIPE_JS, Shop

ASYNCHRONOUS = """async (secret) => {
    window.checkout = await stripe.initCheckout({fetchClientSecret: async () => secret});
    const element = checkout.createPaymentElement();
    const ready = new Promise((resolve) => element.on('ready', resolve));
    element.mount('#payment');
    await ready;
    return checkout.session().total.total.amount;
}"""
CONFIRM = "(email) => checkout.confirm({email, redirect: 'if_required'})"


@pytest.mark.parametrize("path", ["/v3/", "/acacia/stripe.js", "/basil/stripe.js"])
def test_until_basil(shop: Shop, path: str) -> None:
    """initCheckout() is a promise of an object with everything on it."""
    session = elements_session(shop)
    shop.route().open(STRIPE_JS + path)
    assert shop.run(ASYNCHRONOUS, session["client_secret"]) == "$15.00"
    shop.fill("4000000000000002")
    assert shop.run(CONFIRM, EMAIL)["error"]["message"] == "Your card was declined."
    shop.fill()
    assert shop.run(CONFIRM, EMAIL)["session"]["status"]["type"] == "complete"
    assert paid(shop, session) == "paid"


def test_clover(shop: Shop) -> None:
    """initCheckout() answers at once, and loadActions() gives the actions."""
    shop.route().open(f"{STRIPE_JS}/clover/stripe.js")
    told = {"secret": elements_session(shop)["client_secret"]}
    assert shop.run(BEGIN.replace("initCheckoutElementsSdk", "initCheckout"), told)["total"] == "$15.00"
    alias = "(secret) => typeof stripe.initCheckoutElementsSdk({clientSecret: secret}).loadActions"
    assert shop.run(alias, elements_session(shop)["client_secret"]) == "function"


def test_too_new(shop: Shop) -> None:
    """What a version does not have yet is refused by name."""
    shop.route().open(f"{STRIPE_JS}/basil/stripe.js")
    for call in ("initCheckoutElementsSdk({})", "createEmbeddedCheckoutPage({})"):
        with pytest.raises(Error, match="this page loads basil"):
            shop.run(f"(async () => stripe.{call})()")


def test_a_session_of_an_older_api_version(shop: Shop) -> None:
    """`ui_mode=custom` of basil is paid by the same page."""
    line = {"price": price(shop.account), "quantity": 1}
    params = {"mode": "payment", "ui_mode": "custom", "return_url": back(shop), "line_items": [line]}
    headers = {"Stripe-Version": "2025-08-27.basil"}
    session = shop.account.post("/v1/checkout/sessions", params, headers=headers).json()
    assert session["ui_mode"] == "custom"
    shop.route().open(f"{STRIPE_JS}/basil/stripe.js").run(ASYNCHRONOUS, session["client_secret"])
    shop.fill()
    assert shop.run(CONFIRM, EMAIL)["type"] == "success"
