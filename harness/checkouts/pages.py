"""What a team writes so that the cases in a browser can use its pages: a class of page objects, named by its adapter.

    class MyShop(Adapter):
        pages = MyPages

A method gets a tab (Playwright's sync `Page`) and either does something in it, and ends when that is done, or answers a
`Locator` of the page itself (not of a frame), which need not be there yet. `self.url` is the checkout's address. What
Stripe shows is none of it: the harness types into the Payment Element, the card Element, split Elements and Stripe's
own Checkout page, and answers the bank's dialog. Only `checkout` and `paid` must be there; without another one the
cases that need it are not offered.

    class MyPages(Pages):
        def checkout(self, page: Page) -> None              # go to where one pays, or to where the shop leads instead
        def paid(self, page: Page) -> Locator               # what tells that it is paid
        def pay_button(self, page: Page) -> Locator         # while it can be pressed; Stripe's own page has its own
        def refused(self, page: Page) -> Locator            # the message in the page when it is not paid
        def fill_in(self, page: Page) -> None               # whatever the form wants beside the card

        def resume(self, page: Page, shopper: Shopper) -> None             # be signed in as the adapter's shopper is;
            # without it the shopper's cookies are taken over, and who has none uses the form
        def sign_up(self, page: Page, email: str, password: str) -> None   # by the form, until the next page is there
        def sign_in(self, page: Page, email: str, password: str) -> None   # in the form that is shown, else in its page
        def end_session(self, page: Page) -> None           # as time ends it: the page finds out by itself

        def shop(self, page: Page) -> None                  # go to what is on sale
        def add(self, page: Page, product_id: str, quantity: int) -> None  # set_quantity likewise; remove(product_id)
        def cart(self, page: Page) -> None                  # go to the cart
        def to_checkout(self, page: Page) -> Locator        # what leads from the cart to where one pays
        def nothing_to_pay(self, page: Page) -> Locator     # what tells that the cart is empty

        def total(self, page: Page) -> Locator              # the amount, where one pays
        def money(self, amount: int, currency: str) -> str  # an amount as the pages write it
        def busy(self, page: Page) -> Locator               # what tells that a payment is under way
        def announced(self, page: Page) -> Locator          # the message as somebody hears it who cannot see it
        def again(self, page: Page) -> Locator              # what tries again when the payment could not begin
        def plain_checkout(self, page: Page) -> None        # go to a second page on which one pays

        def save_card(self, page: Page) -> None             # go to where a card is saved for later
        def save_button(self, page: Page) -> Locator        # what saves it; Stripe's own page has its own
        def card_saved(self, page: Page) -> Locator         # what tells that it is saved

        def order_shown(self, page: Page) -> dict[str, str] # `order` and `payment`: the ids that the paid page names
        def come_back(self, page: Page, payment_id: str) -> None   # go to where Stripe leads back to, with this payment
        def unknown(self, page: Page) -> Locator            # what tells there that this shopper has no such payment
        def not_paid(self, page: Page) -> Locator           # what is there when it is not paid (yet)
        def orders(self, page: Page) -> None                # go to the orders
        def order_row(self, page: Page, order_id: str) -> Locator  # one of them there
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["REQUIRED", "STRIPES_WORDS", "Pages"]

REQUIRED = ("checkout", "paid")
# In `wording`: the message that Stripe gives for the shopper.
STRIPES_WORDS = "{stripe}"
# Answered within the browser; the checkout never hears of it.
EMPTY_PAGE = "/a-page-of-the-harness"


class Pages:
    """The pages of a shop at `url`, for any number of windows: what a page object remembers belongs to nobody."""

    # The words of the message that the pages promise, by what is told; for the rest any message will do.
    wording: ClassVar[Mapping[str, str]] = {}
    # Path and query that the pages promise, by what is there.
    places: ClassVar[Mapping[str, str]] = {}
    # Whether a page that is loaded again, or left while the payment was under way, tells by itself that it is paid.
    finds_payments: ClassVar[bool] = False
    # The width in pixels down to which the pages promise that nothing is beyond the edge.
    narrowest: ClassVar[int] = 1024

    def __init__(self, url: str) -> None:
        self.url = url

    def go(self, page: Page, path: str) -> None:
        """Open a page of the shop."""
        page.goto(self.url + path)

    def keep(self, page: Page, key: str, value: Any) -> None:
        """Put a text, or JSON, into the localStorage of the shop's address, from an empty page there."""
        place = f"{self.url}{EMPTY_PAGE}"
        page.route(place, lambda route: route.fulfill(content_type="text/html", body=""))
        page.goto(place)
        text = value if isinstance(value, str) else json.dumps(value)
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])
        page.unroute(place)
