"""A buyer in front of the shop's pages, in a real browser; everything that pages offer goes through them."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

from harness.browser import stripe_pages
from harness.browser.operations import CHECKOUT
from harness.browser.page_objects import PageObjects
from harness.browser.traffic import Traffic
from harness.browser.window import Window
from harness.checkouts import Cart, Lost, NotOffered, Order, Payment, Refused
from harness.core.awaiting import eventually
from harness.core.cards import Card, card
from harness.core.masking import shorten
from harness.shopper import cart_changes, seen
from harness.shopper.buyer import Buyer
from harness.shopper.front import Front, PastThePages
from harness.shopper.purchase import Purchase

THREE_DS = {
    "succeed": "completes the bank's challenge",
    "fail": "fails the bank's challenge",
    "abandon": "walks away from the bank's challenge",
}
CHANGES = ("POST", "PUT", "PATCH", "DELETE")


class BrowserBuyer(Buyer):
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

    @property
    def message(self) -> str:
        """What the page, or Stripe's, says of why it is not paid; empty without."""
        told = self._refused(self.page).filter(visible=True)
        return (told.all_inner_texts() or [""])[0].strip()

    @property
    def receipt(self) -> dict[str, str]:
        """Which order and payment the paid page names; Failure when it does not come."""
        return self.receipt_in(self.page)

    def receipt_in(self, page: Page) -> dict[str, str]:
        """The same of another tab."""
        self.window.see(self._paid(page), "that it is paid")
        shown: dict[str, str] = self._objects.act("order_shown", page)
        return shown

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

    def orders(self) -> list[Order]:
        """Go to the page of the orders; what they are is what the checkout says."""
        if self.shows("orders"):
            self.go("orders")
        return super().orders()

    def pay(self, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Pay the cart where one pays; the bank's challenge is answered with `succeed`, `fail` or `abandon`."""
        self.go("checkout")
        return self.pay_here(card, three_ds)

    def pay_here(self, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Pay on the page as it is."""
        before = len(self.window.traffic.recorded)
        self.type_card(card)
        self.press_pay()
        self.comes_to_an_end(three_ds)
        return self.purchase(since=before)

    def retry(self, purchase: Purchase, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Type another card over the last one, and press again."""
        return self.pay_here(card, three_ds)

    def type_card(self, typed: Card | str, page: Page | None = None) -> None:
        """Type a card; Failure with what the page shows when there is no form for it."""
        where, chosen = page or self.page, card(typed) if isinstance(typed, str) else typed
        self.window.see(self.pay_button(where), "the form to pay with")
        if self.shows("fill_in") and not stripe_pages.on_hosted_page(where):
            self.go("fill_in", page=where)
        self.window.see(self.form(where), "Stripe's fields for a card")
        self.does(f"types the card {shorten(chosen.number)} ({chosen.brand}: {chosen.description})")
        stripe_pages.type_card(where, chosen, self._person.email)

    def form(self, page: Page | None = None) -> Locator:
        """Stripe's fields for a card, wherever they are: there is something to pay."""
        return stripe_pages.form(page or self.page)

    def pay_button(self, page: Page | None = None) -> Locator:
        """The button that pays, while it can be pressed: the shop's, or that of Stripe's own page."""
        where = page or self.page
        return self._objects.either("pay_button", where, stripe_pages.hosted_button(where))

    def press_pay(self, clicks: int = 1, page: Page | None = None) -> None:
        """Press it, once or twice at once."""
        self.does("presses the button that pays" if clicks == 1 else "double-clicks the button that pays")
        stripe_pages.press(self.pay_button(page), clicks)

    def comes_to_an_end(self, three_ds: str = "succeed", page: Page | None = None) -> None:
        """Wait for the end of an attempt, through the bank's challenge if it comes: paid, or a message."""
        where = page or self.page
        ends, challenge = self.end_of_attempt(where), stripe_pages.challenge(where)
        self.window.see(ends.or_(challenge), "that it is paid, a message or the bank's challenge")
        if challenge.filter(visible=True).count():
            self.answer_bank(three_ds, where)
            back = ends.or_(stripe_pages.hosted_button(where)) if three_ds == "abandon" else ends
            self.window.see(back, "that it is paid, or a message")

    def end_of_attempt(self, page: Page | None = None) -> Locator:
        """That it is paid, or a message: the shop's, or Stripe's, which may have nothing to pay any more."""
        where = page or self.page
        of_stripe = stripe_pages.wrong_field(where).or_(stripe_pages.way_back(where))
        return self._paid(where).or_(self._refused(where)).or_(of_stripe)

    def answer_bank(self, three_ds: str, page: Page | None = None) -> None:
        """Complete, fail or leave the bank's challenge."""
        if three_ds not in THREE_DS:
            raise ValueError(f"three_ds: expected one of {', '.join(THREE_DS)}, got {three_ds!r}")
        where = page or self.page
        complete = self.bank_button(where)
        self.does(THREE_DS[three_ds])
        if three_ds == "succeed":
            complete.click()
        elif three_ds == "fail":
            stripe_pages.bank_button(where, stripe_pages.FAIL).click()
        else:
            stripe_pages.walk_away(where)

    def bank_button(self, page: Page | None = None) -> Locator:
        """The bank's button that lets the payment pass, awaited."""
        where = page or self.page
        self.window.see(stripe_pages.challenge(where), "the bank's challenge")
        return self.window.see(stripe_pages.bank_button(where, stripe_pages.COMPLETE), "the bank's page")

    def money(self, amount: int, currency: str) -> str:
        """An amount in minor units as the pages write it; empty where they do not say how."""
        write: Callable[[int, str], str] | None = getattr(self.pages, "money", None)
        return write(amount, currency) if write else ""

    @property
    def is_told_paid(self) -> bool:
        """Whether the page says now that it is paid."""
        return self._paid(self.page).filter(visible=True).count() > 0

    def purchase(self, since: int = 0) -> Purchase:
        """What came of an attempt: what Stripe answered the page, and the order that the checkout has of it.

        What the page has left open is settled at the adapter, as on coming back.
        """
        paid, message = self.is_told_paid, self.message
        attempt, payment = seen.attempt(self.window, self.payments, since, paid=paid, message=message)
        if paid:
            return Purchase(payment, attempt, self._told(self._order_of(payment)))
        if not self.offers("settle"):
            return Purchase(payment, attempt, settles=False)
        try:
            return Purchase(payment, attempt, self.settle(payment))
        except (Refused, Lost) as refusal:
            return Purchase(payment, attempt, refusal=refusal)

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
        with cart_changes.noted(self._history, self._note, what, *given):
            self.go(what, *given)
            for one in self.window.traffic.recorded[since:]:
                if one.system == CHECKOUT and one.exchange.method in CHANGES and one.exchange.status >= 400:
                    raise Refused(what, self._actor, one.exchange)
        return True

    def _paid(self, page: Page) -> Locator:
        return self.find("paid", page=page)

    def _refused(self, page: Page) -> Locator:
        return self._objects.either("refused", page, stripe_pages.refused(page))

    def _order_of(self, payment: Payment) -> Order | None:
        if not self.offers("orders"):
            return self.settle(payment) if self.offers("settle") else None

        def found() -> Order | None:
            paid = (order for order in self.api.orders() if order.status == "paid")
            return next((order for order in paid if self._front.same(order.payment, payment.id)), None)

        return eventually(found, reason=f"an order of {payment.id}, which the page says is paid")


def _id(product: Any) -> str:
    return str(getattr(product, "id", product))
