"""A small shop made with the real @stripe/stripe-js and @stripe/react-stripe-js, now and as they were in 2025."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.stripe_emulator.checkout import hosted_form
from tests.stripe_emulator.client import JSON
from tests.stripe_js.checkout.kit import CHALLENGED, EMAIL, elements_session, paid
from tests.stripe_js.checkout.test_embedded import STAYING, embedded_session
from tests.stripe_js.react_build import BASIL, CURRENT, serve
from tests.stripe_js.shop import COMPLETE, FAIL, NOT_AUTHENTICATED, Shop
from tests.stripe_js.site import Site

both = pytest.mark.parametrize("app", [CURRENT, BASIL], ids=["current", "basil"])


def visit(shop: Shop, site: Site, app: Path, session: JSON, **asked: str) -> Shop:
    """The shop's page for this session; https://js.stripe.com is the emulator."""
    serve(site, app, "checkout")
    query = {"key": shop.account.publishable_key, "secret": session["client_secret"], **asked}
    shop.route().page.goto(f"{shop.site}/react?{urlencode(query)}")
    return shop


def pay(shop: Shop, amount: str = "$15.00") -> None:
    """Press the button, which shows the total of the session."""
    shop.page.get_by_role("button", name=f"Pay {amount} now").click()


def told(shop: Shop, words: str) -> None:
    """What the page says in its own place for messages."""
    expect(shop.page.locator("#told")).to_have_text(words)


@both
def test_paying(shop: Shop, site: Site, app: Path) -> None:
    """Email, card, pay: the shopper is back at the shop, the session is paid, nothing was warned of."""
    session = elements_session(shop)
    visit(shop, site, app, session)
    shop.page.locator("#email").fill(EMAIL)
    shop.fill()
    pay(shop)
    shop.page.wait_for_url(f"{shop.site}/plain?session={session['id']}")
    assert paid(shop, session) == "paid"
    assert shop.warnings == []


@both
def test_a_decline_and_then_another_card(shop: Shop, site: Site, app: Path) -> None:
    """The message stands in the page; the same page pays."""
    session = elements_session(shop)
    visit(shop, site, app, session, redirect="if_required")
    shop.fill("4000000000000002")
    shop.page.locator("#email").fill("jenny")
    pay(shop)
    told(shop, "Your email is incomplete.")
    shop.page.locator("#email").fill(EMAIL)
    pay(shop)
    told(shop, "Your card was declined.")
    shop.fill()
    pay(shop)
    told(shop, "complete")
    assert paid(shop, session) == "paid"


@both
def test_three_d_secure(shop: Shop, site: Site, app: Path) -> None:
    """Failed with Stripe.js's own sentence, then completed."""
    session = elements_session(shop)
    visit(shop, site, app, session, redirect="if_required")
    shop.page.locator("#email").fill(EMAIL)
    shop.fill(CHALLENGED)
    pay(shop)
    shop.bank.locator(FAIL).click()
    told(shop, NOT_AUTHENTICATED)
    pay(shop)
    shop.bank.locator(COMPLETE).click()
    told(shop, "complete")
    assert paid(shop, session) == "paid"


def test_the_session_in_the_page(shop: Shop, site: Site) -> None:
    """Lines and status are rendered, and the status follows the payment."""
    visit(shop, site, CURRENT, elements_session(shop), redirect="if_required")
    expect(shop.page.locator("li")).to_have_text("1 Linen shirt")
    expect(shop.page.locator("#status")).to_have_text("open")
    shop.page.locator("#email").fill(EMAIL)
    shop.fill()
    pay(shop)
    expect(shop.page.locator("#status")).to_have_text("complete")
    assert shop.page.locator("#payment iframe").count() == 1, "one frame, StrictMode or not"


def embedded(shop: Shop, site: Site, session: JSON) -> FrameLocator:
    """EmbeddedCheckout, as a shopper sees it."""
    visit(shop, site, CURRENT, session, form="embedded")
    return shop.page.frame_locator("iframe[name=embedded-checkout]")


def test_the_embedded_page(shop: Shop, site: Site) -> None:
    """A decline, a failed and a completed 3D Secure; onComplete then takes the frame away."""
    session = embedded_session(shop, **STAYING)
    page = embedded(shop, site, session)
    bank = page.frame_locator("iframe[name=stripe-challenge-frame]")
    hosted_form.fill(page, "4000000000000002")
    hosted_form.pay(page)
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    hosted_form.fill(page, CHALLENGED)
    hosted_form.pay(page)
    bank.locator(FAIL).click()
    expect(page.get_by_role("alert")).to_have_text(NOT_AUTHENTICATED)
    hosted_form.pay(page)
    bank.locator(COMPLETE).click()
    told(shop, "complete")
    assert paid(shop, session) == "paid"


def test_the_embedded_page_returns(shop: Shop, site: Site) -> None:
    """A paid one whose session redirects lands on the return_url."""
    session = embedded_session(shop)
    page = embedded(shop, site, session)
    hosted_form.fill(page)
    hosted_form.pay(page)
    shop.page.wait_for_url(f"{shop.site}/plain?session={session['id']}")
    assert paid(shop, session) == "paid"
