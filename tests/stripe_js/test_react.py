"""The stand-in under the real @stripe/stripe-js and @stripe/react-stripe-js, in StrictMode."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.stripe_js.react_build import CURRENT, serve
from tests.stripe_js.shop import CARD, COMPLETE, SPLIT, Shop
from tests.stripe_js.site import Site


@pytest.fixture
def built(site: Site) -> Site:
    """The shop's server with the React shop on it."""
    return serve(site, CURRENT, "app")


@pytest.fixture
def react(built: Site, shop: Shop) -> Shop:
    """A shop made with React; a wrapper that misses something warns in the console."""
    return shop.route()


def visit(shop: Shop, form: str) -> Shop:
    """The page with this form, for a new intent."""
    intent = shop.account.intent()
    query = {"form": form, "key": shop.account.publishable_key, "secret": intent["client_secret"]}
    shop.page.goto(f"{shop.site}/react?{urlencode(query)}")
    return shop


def test_the_payment_element(react: Shop) -> None:
    """Ready, change, an update of the appearance, paying through the dialog; no warning."""
    visit(react, "payment")
    react.fill("4000002760003184")
    expect(react.page.locator("#complete")).to_have_text("true")
    react.page.wait_for_function("window.readyElement && typeof window.readyElement.mount === 'function'")
    react.page.locator("#recolour").click()
    expect(react.frame().locator("[name=number]")).to_have_css("color", "rgb(0, 255, 0)")
    react.page.get_by_role("button", name="Pay").click()
    react.bank.locator(COMPLETE).click()
    expect(react.page.locator("output")).to_have_text("succeeded")
    assert react.page.locator("#payment iframe").count() == 1, "one frame, StrictMode or not"
    assert react.warnings == []


def test_the_card_element(react: Shop) -> None:
    """getElement(CardElement); a decline, then another card."""
    visit(react, "card")
    react.fill("4000000000000002", type="card")
    react.page.get_by_role("button", name="Pay").click()
    expect(react.page.locator("output")).to_have_text("card_declined: Your card was declined.")
    react.fill(type="card")
    react.page.get_by_role("button", name="Pay").click()
    expect(react.page.locator("output")).to_have_text("succeeded")


def test_split_elements(react: Shop) -> None:
    """getElement(CardNumberElement) stands for all three."""
    visit(react, "split")
    for type, name, value in zip(SPLIT, ("number", "expiry", "cvc"), (CARD, "12/34", "123"), strict=True):
        react.frame(type).locator(f"[name={name}]").fill(value)
    react.page.get_by_role("button", name="Pay").click()
    expect(react.page.locator("output")).to_have_text("succeeded")
    assert react.warnings == []
