"""The form of Checkout's page, wherever it is: a tab of its own, or a frame of the shop's page."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Page

CARD = "4242424242424242"


def fill(page: Page | FrameLocator, number: str = CARD) -> None:
    """Fill in the fields that every session asks for."""
    page.locator("#email").fill("jenny@example.com")
    page.locator("#cardNumber").fill(number)
    page.locator("#cardExpiry").fill("12 / 34")
    page.locator("#cardCvc").fill("123")
    page.locator("#billingName").fill("Jenny Rosen")
    page.locator("#billingPostalCode").fill("94080")


def pay(page: Page | FrameLocator) -> None:
    """Press the button, found as tests of Stripe's own page find it."""
    page.get_by_test_id("hosted-payment-submit-button").click()
