"""Checkout's page within the shop's: paying, declines, 3D Secure, what follows (https://docs.stripe.com/checkout/embedded/quickstart)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Error, FrameLocator, expect

from tests.stripe_emulator.checkout.checkout_shop import open_session
from tests.stripe_emulator.checkout.hosted_form import fill, pay
from tests.stripe_emulator.client import JSON, eventually
from tests.stripe_js.checkout.kit import CHALLENGED, back, paid
from tests.stripe_js.shop import NOT_AUTHENTICATED, STRIPE_JS, Shop

BEGIN = """async (secret) => {
    window.completed = 0;
    const options = {fetchClientSecret: async () => secret, onComplete: () => { window.completed += 1; }};
    window.embedded = await (stripe.%s)(options);
    embedded.mount('#payment');
}"""
CREATE = BEGIN % "createEmbeddedCheckoutPage"
STAYING = {"redirect_on_completion": "never", "return_url": None}


def embedded_session(shop: Shop, **params: Any) -> JSON:
    """A session for the embedded page."""
    return open_session(
        shop.account, **{"ui_mode": "embedded_page", "success_url": None, "return_url": back(shop), **params}
    )


def begin(shop: Shop, session: JSON, train: str = "endive", script: str = CREATE) -> FrameLocator:
    """The shop's page with Checkout in it."""
    shop.route().open(f"{STRIPE_JS}/{train}/stripe.js").run(script, session["client_secret"])
    return shop.page.frame_locator("iframe[name=embedded-checkout]")


def test_going_back_to_the_shop(shop: Shop) -> None:
    """The whole page goes to the return_url."""
    session = embedded_session(shop)
    assert (session["redirect_on_completion"], session["url"]) == ("always", None)
    page = begin(shop, session)
    fill(page)
    pay(page)
    shop.page.wait_for_url(f"{shop.site}/plain?session={session['id']}")
    assert paid(shop, session) == "paid"


@pytest.mark.parametrize("redirect", ["never", "if_required"])
def test_staying(shop: Shop, redirect: str) -> None:
    """Without a redirect onComplete is called, and the frame says thanks."""
    given = STAYING if redirect == "never" else {"redirect_on_completion": redirect}
    session = embedded_session(shop, **given)
    page = begin(shop, session)
    fill(page)
    pay(page)
    shop.page.wait_for_function("window.completed === 1")
    expect(page.get_by_role("heading", name="Thanks for your payment")).to_be_visible()
    assert paid(shop, session) == "paid"
    shop.run("embedded.destroy()")
    assert shop.page.locator("iframe[name=embedded-checkout]").count() == 0


def test_a_decline_and_then_another_card(shop: Shop) -> None:
    """The reason is told in the frame; the next card pays."""
    session = embedded_session(shop, **STAYING)
    page = begin(shop, session)
    fill(page, "4000000000000002")
    pay(page)
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    fill(page)
    pay(page)
    shop.page.wait_for_function("window.completed === 1")


def test_three_d_secure(shop: Shop) -> None:
    """The bank's page is in a dialog of the frame: failed, walked away from, completed."""
    session = embedded_session(shop, **STAYING)
    page = begin(shop, session)
    bank = page.frame_locator("iframe[name=stripe-challenge-frame]")
    fill(page, CHALLENGED)
    for leave in ("Fail", "Escape"):
        pay(page)
        bank.get_by_role("button", name="Complete").wait_for()
        expect(page.get_by_role("alert")).to_have_count(0)  # what the try before was told is gone
        if leave == "Fail":
            bank.get_by_role("button", name="Fail").click()
        else:
            bank.get_by_role("button", name="Complete").press("Escape")
        expect(page.get_by_role("alert")).to_have_text(NOT_AUTHENTICATED)
        assert page.locator("dialog").count() == 0
    pay(page)
    bank.get_by_role("button", name="Complete").click()
    shop.page.wait_for_function("window.completed === 1")
    assert paid(shop, session) == "paid"
    hosts = {request.url.split("/", 3)[2] for request in shop.requests}
    assert hosts == {"js.stripe.com", shop.site.removeprefix("http://")}


def test_without_routing(shop: Shop) -> None:
    """Loaded from the emulator itself and from a mount of it, everything stays there."""
    for mount in ("", "/stripe"):
        session = embedded_session(shop, **STAYING)
        shop.open(f"{shop.account.base}{mount}/js.stripe.com/endive/stripe.js").run(CREATE, session["client_secret"])
        page = shop.page.frame_locator("iframe[name=embedded-checkout]")
        fill(page, CHALLENGED)
        pay(page)
        page.frame_locator("iframe[name=stripe-challenge-frame]").get_by_role("button", name="Complete").click()
        shop.page.wait_for_function("window.completed === 1")


def test_its_height(shop: Shop) -> None:
    """The frame is as high as its page."""
    page = begin(shop, embedded_session(shop))
    page.get_by_test_id("hosted-payment-submit-button").wait_for()
    inner, outer = page.locator("html"), shop.page.locator("iframe[name=embedded-checkout]")
    height = "(node) => node.offsetHeight"
    eventually(lambda: inner.evaluate(height) == outer.evaluate(height), reason="the frame to be as high as its page")


def test_one_at_a_time(shop: Shop) -> None:
    """A second one is refused in Stripe's words until the first is destroyed."""
    session = embedded_session(shop)
    begin(shop, session)
    with pytest.raises(Error, match="You cannot have multiple Embedded Checkout objects"):
        shop.run(CREATE, session["client_secret"])
    shop.run("embedded.unmount()")
    shop.run("embedded.mount('#payment')")
    shop.run("embedded.destroy()")
    shop.run(CREATE, session["client_secret"])
    with pytest.raises(Error, match="has been destroyed"):
        shop.run("(embedded.destroy(), embedded.mount('#payment'))")


def test_until_clover(shop: Shop) -> None:
    """Its older name, and clientSecret in place of fetchClientSecret."""
    session = embedded_session(shop, **STAYING)
    script = (BEGIN % "initEmbeddedCheckout").replace("fetchClientSecret: async () => secret", "clientSecret: secret")
    page = begin(shop, session, "clover", script)
    fill(page)
    pay(page)
    shop.page.wait_for_function("window.completed === 1")


def test_mistakes(shop: Shop) -> None:
    """No secret, another ui_mode: thrown, and the next try works."""
    shop.route().open(f"{STRIPE_JS}/endive/stripe.js")
    with pytest.raises(Error, match=r"expects \{fetchClientSecret\}"):
        shop.run("stripe.createEmbeddedCheckoutPage({})")
    elements = embedded_session(shop, ui_mode="elements")
    with pytest.raises(Error, match="whose ui_mode is embedded_page; this one's is elements"):
        shop.run(CREATE, elements["client_secret"])
    shop.run(CREATE, embedded_session(shop)["client_secret"])
