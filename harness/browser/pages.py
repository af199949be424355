"""The shop's pages as a person sees them: roles, names and test ids (services/checkout/README.md promises them)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.cards import Card

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Locator, Page

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# The buttons of Stripe's test page: https://docs.stripe.com/testing#three-ds-cards.
COMPLETE, FAIL = "#test-source-authorize-3ds", "#test-source-fail-3ds"
CVC, AMEX_CVC = "123", "1234"
COUNTRY, ZIP = "US", "94080"


def type_card(page: Page, card: Card) -> None:
    """Type a card into the Payment Element."""
    frame = page.frame_locator("form iframe").first
    cvc = card.cvc or (AMEX_CVC if card.brand == "American Express" else CVC)
    fields = {"number": card.number, "expiry": f"{card.exp_month:02} / {card.exp_year % 100:02}", "cvc": cvc}
    for name, value in fields.items():
        frame.locator(f"[name={name}]").fill(value)
    frame.get_by_label("Country").select_option(COUNTRY)
    frame.get_by_label("ZIP code").fill(ZIP)


def pay_button(page: Page) -> Locator:
    """The button that pays, while it can be pressed."""
    return page.get_by_role("button", name="Pay Now", disabled=False)


def press(button: Locator, clicks: int = 1) -> None:
    """Click once the page stands still: for a frame or two after scrolling, Chromium gives a click at this place to the
    frame of another site that stood there before."""
    button.scroll_into_view_if_needed()
    button.page.evaluate(TWO_FRAMES)
    button.click(click_count=clicks)


def alert(page: Page) -> Locator:
    """The error box."""
    return page.get_by_role("alert")


def thanks(page: Page) -> Locator:
    """The success page."""
    return page.get_by_role("heading", name="Thank you for your order")


def bank(page: Page) -> FrameLocator:
    """The bank's page in its dialog."""
    return page.frame_locator("dialog iframe").frame_locator("iframe[name=stripe-challenge-frame]")


def challenge(page: Page) -> Locator:
    """The bank's dialog."""
    return page.locator("dialog iframe")


def walk_away(page: Page) -> Locator:
    """The button that closes the bank's dialog."""
    return page.frame_locator("dialog iframe").get_by_role("button", name="Close")
