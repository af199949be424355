"""Somebody in front of the shop's pages, in a real browser: what is there, and everything but paying."""

from contextlib import nullcontext
from typing import Any

from playwright.sync_api import Locator, Page

from harness.browser.operations import CHECKOUT
from harness.browser.page_objects import PageObjects
from harness.browser.traffic import Traffic
from harness.browser.window import Window
from harness.checkouts import Cart, NotOffered, Order, Payment, Refused
from harness.shopper import cart_changes
from harness.shopper.buyer import Buyer
from harness.shopper.front import Front, PastThePages

OF_CARTS = ("add", "set_quantity", "remove")
CHANGES = ("POST", "PUT", "PATCH", "DELETE")


class Browsing(Buyer):
    """The same interface as `Buyer`, by hand: forms, buttons, Stripe's fields, the bank's dialog.

    What no page offers (refunds, an order by its id, the end of an attempt that the page left open) is asked at the
    adapter by the same person. A member's account is made there, too; `sign_up` and `sign_in` use the forms. The window
    opens with the first thing that is done in it. Methods that take a `page` mean the first tab without one.
    """

    def __init__(self, front: Front, *given: Any, member: bool = True, signed_in: bool = True, **window: Any) -> None:
        super().__init__(*given, member=member)
        if front.pages is None:
            raise NotOffered("pages")
        self.pages, self._front, self._objects = front.pages, front, PageObjects(front.pages)
        self._arrives_signed_in, self._looks = signed_in, window
        self._opened: Window | None = None

    @property
    def api(self) -> Buyer:
        """The same person at the adapter, past the pages: to arrange things, and to look them up."""
        return PastThePages(self)

    @property
    def window(self) -> Window:
        """The window, opened by the first look at it."""
        if self._opened is None:
            self._sign_up_once()
            traffic = Traffic(self._front.stack, self._actor, self._history, self._front.operation_of, self._told_of)
            self._opened = Window(self._front.stack.checkout_url, traffic, **self._looks)
            self._opened.traffic.user_id = self._shopper.key
            if self._arrives_signed_in:
                self._resume()
        return self._opened

    @property
    def opened(self) -> Window | None:
        """The window, if there is one yet."""
        return self._opened

    @property
    def page(self) -> Page:
        """The first tab."""
        return self.window.page

    def shows(self, what: str) -> bool:
        """Whether the shop's page objects have this method."""
        return self._objects.have(what)

    def find(self, what: str, *given: Any, page: Page | None = None) -> Locator:
        """What a method of the page objects points at; NotOffered where there is none."""
        return self._objects.find(what, page or self.page, *given)

    def see(self, what: str, *given: Any, page: Page | None = None) -> Locator:
        """The same, awaited; Failure with what the page shows instead when it does not come."""
        return self.window.see(self.find(what, *given, page=page), f"`{what}` of the page objects")

    def go(self, what: str, *given: Any, page: Page | None = None) -> Page:
        """Go where a method of the page objects leads."""
        where = page or self.page
        self.does(f"goes to: {what.replace('_', ' ')}")
        self._objects.act(what, where, *given)
        return where

    def at(self, place: str, page: Page | None = None) -> None:
        """Wait until a tab is at this place, where the shop's page objects promise an address for it."""
        if path := self.pages.places.get(place):
            self.window.at(path, page)

    def sign_up(self) -> None:
        """Make the account in the form; Refused when the checkout refuses. The adapter's shopper signs in, too."""
        if self._change("sign_up", self._person.email, self._person.password):
            self._signed_in_as_well()
        else:
            super().sign_up()
            self._resume()

    def sign_in(self, password: str | None = None) -> None:
        """Sign in in the form: where the shop has led to it, or from its own page."""
        if self._change("sign_in", self._person.email, password or self._person.password):
            self._signed_in_as_well()
        else:
            super().sign_in(password)
            self._resume()

    def add(self, product: Any, quantity: int = 1) -> None:
        """Put units into the cart by its page."""
        if self._change("add", _id(product), quantity):
            self._wants(product, quantity)
        else:
            super().add(product, quantity)

    def has(self, product: Any, quantity: int = 1) -> None:
        """Come to have units in the cart, which is no story of the case: past the pages where the checkout keeps it."""
        if self.offers("add"):
            self.api.add(product, quantity)
        else:
            self.add(product, quantity)

    def set_quantity(self, product: Any, quantity: int) -> None:
        """Set the units in the cart by its page."""
        if self._change("set_quantity", _id(product), quantity):
            self._wants(product, quantity)
        else:
            super().set_quantity(product, quantity)

    def remove(self, product: Any) -> None:
        """Take a product out of the cart by its page."""
        if not self._change("remove", _id(product)):
            super().remove(product)

    def cart(self) -> Cart:
        """Go to the cart's page; what is in it is what the checkout says."""
        if self.shows("cart"):
            self.go("cart")
        return super().cart()

    def orders(self, *, unpaid: bool = False) -> list[Order]:
        """Go to the page of the orders; what they are is what the checkout says."""
        if self.shows("orders"):
            self.go("orders")
        return super().orders(unpaid=unpaid)

    def does(self, what: str) -> None:
        """Write down what the person does, for the report."""
        self._history.record("fact", self.name, "does", what=what)

    def close_window(self) -> None:
        """Close the window: it is evidence until the case is judged."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def _actor(self) -> str:
        return f"{self.name} {self._person.email}"

    def _told_of(self, payment: Payment) -> None:
        if payment.id not in {one.id for one in self.payments}:
            self._begun(payment)

    def _resume(self) -> None:
        """Arrive as the person whom the adapter's shopper is: signed in, or with a guest's cookies."""
        page, cookies = self.window.page, self._client.cookies
        if self.shows("resume"):
            if self._signed_in:
                self._objects.act("resume", page, self._shopper)
        elif cookies:
            url = self._front.stack.checkout_url
            page.context.add_cookies([{"name": name, "value": text, "url": url} for name, text in cookies.items()])
        elif self._signed_in:
            self._change("sign_in", self._person.email, self._person.password)

    def _signed_in_as_well(self) -> None:
        if not self._signed_in:
            super().sign_in()
        self.window.traffic.user_id = self._shopper.key

    def _change(self, what: str, *given: Any) -> bool:
        """Let the page objects do something; Refused when the checkout refused it, False when they do not have it."""
        if not self.shows(what):
            return False
        since = len(self.window.traffic.recorded)
        noted = cart_changes.noted(self._history, self._note, what, *given) if what in OF_CARTS else nullcontext()
        with noted:
            self.go(what, *given)
            for one in self.window.traffic.recorded[since:]:
                if one.system == CHECKOUT and one.exchange.method in CHANGES and one.exchange.status >= 400:
                    raise Refused(what, self._actor, one.exchange)
        return True


def _id(product: Any) -> str:
    return str(getattr(product, "id", product))
