"""What Stripe shows a shopper, wherever a shop has put it: the fields of the card, its own page, the bank's dialog.

In the shop's page Stripe.js draws frames, which are known by their titles and fields by their names
(https://docs.stripe.com/payments/payment-element, https://docs.stripe.com/js/element/input_element_types); on Stripe's
own page the fields are known by their ids (https://docs.stripe.com/payments/checkout), also where that page is in a
frame of the shop's (https://docs.stripe.com/checkout/embedded/quickstart). Stripe documents none of these titles, names
and ids: its pages have had them for years, and the emulator's have them, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.browser.sight import Sight
from harness.core.cards import Card

if TYPE_CHECKING:
    from playwright.sync_api import Frame, FrameLocator, Locator, Page

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# The buttons of Stripe's test page: https://docs.stripe.com/testing#three-ds-cards.
COMPLETE, FAIL = "#test-source-authorize-3ds", "#test-source-fail-3ds"
DIALOG = "iframe[src*='three-ds-2-challenge']"
BANK = "iframe[name='stripe-challenge-frame']"
EMBEDDED = "embedded-checkout"
HOSTED_PATH = "/c/pay/"
HOSTED_FORM = "#cardNumber"
PAYMENT = "iframe[title='Secure payment input frame']"
CARD = "iframe[title='Secure card payment input frame']"
SPLIT = {
    "number": "iframe[title='Secure card number input frame']",
    "expiry": "iframe[title='Secure expiration date input frame']",
    "cvc": "iframe[title='Secure CVC input frame']",
}
# The Payment Element's names, and those of the other Elements.
FIELDS = {
    "number": "[name=number], [name=cardnumber]",
    "expiry": "[name=expiry], [name=exp-date]",
    "cvc": "[name=cvc]",
}
HOSTED = {"number": "#cardNumber", "expiry": "#cardExpiry", "cvc": "#cardCvc"}
COUNTRY_FIELD, CODE_FIELD = "[name=country]", "[name=postalCode], [name=postal]"
# What Elements and Stripe's page say of a field that is not right.
# While the page asks, what it says is of an earlier attempt.
WRONG_FIELD, HOSTED_REFUSAL = ".StripeElement--invalid", "form:not([aria-busy]) :is(#refused, .wrong):not([hidden])"
CVC, AMEX_CVC = "123", "1234"
COUNTRY, ZIP = "US", "94080"
ON_HOSTED_PAGE = {
    "#billingName": "A Shopper",
    "#billingPostalCode": ZIP,
    "#billingAddressLine1": "1 Main Street",
    "#billingLocality": "South San Francisco",
}


def form(page: Page) -> Locator:
    """Whatever the number of a card is typed into, once it is there."""
    return page.locator(", ".join((HOSTED_FORM, PAYMENT, CARD, SPLIT["number"])))


def on_hosted_page(page: Page) -> bool:
    """Whether Stripe's own page is shown, by the tab or in a frame of the shop's page."""
    return urlsplit(page.url).path.startswith(HOSTED_PATH) or _embedded(page) is not None


def stripes_page(page: Page) -> Page | Frame:
    """Where Stripe's own page is, or would be."""
    return _embedded(page) or page


def card_fields(page: Page) -> dict[str, Locator]:
    """Where number, expiry and security code are typed."""
    if on_hosted_page(page):
        return {name: stripes_page(page).locator(place) for name, place in HOSTED.items()}
    if page.locator(SPLIT["number"]).count():
        return {name: page.frame_locator(frame).first.locator(FIELDS[name]) for name, frame in SPLIT.items()}
    frame = _one_frame(page)
    return {name: frame.locator(place) for name, place in FIELDS.items()}


def type_card(page: Page, card: Card, email: str) -> None:
    """Type a card, and whatever else Stripe asks for; the form must be there (see `form`)."""
    cvc = card.cvc or (AMEX_CVC if card.brand == "American Express" else CVC)
    typed = {"number": card.number, "expiry": f"{card.exp_month:02} / {card.exp_year % 100:02}", "cvc": cvc}
    for name, field in card_fields(page).items():
        field.fill(typed[name])
    if on_hosted_page(page):
        fill_hosted_page(page, email)
    elif not page.locator(SPLIT["number"]).count():
        _fill_frame(_one_frame(page))


def hosted_button(page: Page) -> Locator:
    """The button of Stripe's page, while it can be pressed."""
    return stripes_page(page).locator("[data-testid=hosted-payment-submit-button]:enabled")


def press(button: Locator, clicks: int = 1) -> None:
    """Click once the page stands still: for a frame or two after scrolling, Chromium gives a click at this place to the
    frame of another site that stood there before."""
    button.scroll_into_view_if_needed()
    button.page.evaluate(TWO_FRAMES)
    button.click(click_count=clicks)


def refused(page: Page) -> Locator:
    """What Stripe's own page says when it does not take a payment."""
    return stripes_page(page).locator(HOSTED_REFUSAL)


def wrong_field(page: Page) -> Locator:
    """A field that Stripe finds fault with before it is asked: the Element is marked so in the shop's page."""
    return page.locator(WRONG_FIELD)


def way_back(page: Page) -> Locator:
    """What leads back to the shop from Stripe's page when there is nothing more to pay there."""
    return page.locator("main.notice a.button")


def challenge(page: Page) -> Sight:
    """The bank's dialog over the shop's page or over Stripe's, or the bank's page in place of them."""
    frames = (page.locator(f"{DIALOG}, {COMPLETE}"),)
    return Sight(lambda: (*frames, *(frame.locator(BANK) for frame in filter(None, [_embedded(page)]))))


def bank_button(page: Page, button: str) -> Locator:
    """COMPLETE or FAIL, wherever the bank shows it."""
    if page.locator(DIALOG).count():
        return page.frame_locator(DIALOG).frame_locator("#challengeFrame").locator(button)
    embedded = _embedded(page)
    return embedded.frame_locator(BANK).locator(button) if embedded is not None else page.locator(button)


def walk_away(page: Page) -> None:
    """Close the bank's dialog, or go back from its page."""
    if page.locator(DIALOG).count():
        page.frame_locator(DIALOG).get_by_role("button", name="Close").click()
    elif _embedded(page) is not None:
        bank_button(page, COMPLETE).press("Escape")
    else:
        page.go_back()


def _embedded(page: Page) -> Frame | None:
    """The frame in which a shop shows Stripe's page."""
    return page.frame(name=EMBEDDED)


def _one_frame(page: Page) -> FrameLocator:
    return page.frame_locator(f"{PAYMENT}, {CARD}").first


def _fill_frame(frame: FrameLocator) -> None:
    country, code = frame.locator(COUNTRY_FIELD), frame.locator(CODE_FIELD)
    if country.is_visible():
        country.select_option(COUNTRY)
    if code.is_visible():
        code.fill(ZIP)


def fill_hosted_page(page: Page, email: str) -> None:
    """Whatever Stripe's page asks for beside the card."""
    shown = stripes_page(page)
    contact = shown.locator("#email")
    if contact.is_visible() and contact.is_editable():
        contact.fill(email)
    for place, text in ON_HOSTED_PAGE.items():
        if shown.locator(place).is_visible():
            shown.locator(place).fill(text)
