"""A buyer in front of the shop's pages, in a real browser; everything that pages offer goes through them."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

from harness.browser import stripe_pages
from harness.browser.sight import Sight
from harness.checkouts import Lost, Order, Payment, Refused
from harness.core.awaiting import eventually
from harness.core.cards import Card, card
from harness.core.masking import shorten
from harness.shopper import seen
from harness.shopper.browsing import Browsing
from harness.shopper.purchase import Purchase, Saved
from harness.shopper.styles import Means

THREE_DS = {
    "succeed": "completes the bank's challenge",
    "fail": "fails the bank's challenge",
    "abandon": "walks away from the bank's challenge",
}


class BrowserBuyer(Browsing):
    """Somebody who pays by hand: in the shop's page, on Stripe's, at the bank's."""

    @property
    def message(self) -> str:
        """What the page, or Stripe's, says of why it is not paid; empty without."""
        return (self._refused(self.page).texts() or [""])[0].strip()

    @property
    def receipt(self) -> dict[str, str]:
        """Which order and payment the paid page names; Failure when it does not come."""
        return self.receipt_in(self.page)

    def receipt_in(self, page: Page) -> dict[str, str]:
        """The same of another tab."""
        self.window.see(self._paid(page), "that it is paid")
        shown: dict[str, str] = self._objects.act("order_shown", page)
        return shown

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
        where = page or self.page
        self.window.see(self.pay_button(where), "the form to pay with")
        if self.shows("fill_in") and not stripe_pages.on_hosted_page(where):
            self.go("fill_in", page=where)
        self._type(typed, where)

    def form(self, page: Page | None = None) -> Locator:
        """Stripe's fields for a card, wherever they are: there is something to pay."""
        return stripe_pages.form(page or self.page)

    def pay_button(self, page: Page | None = None) -> Sight:
        """The button that pays, while it can be pressed: the shop's, or that of Stripe's own page."""
        return self._either("pay_button", page or self.page, stripe_pages.hosted_button)

    def press_pay(self, clicks: int = 1, page: Page | None = None) -> None:
        """Press it, once or twice at once."""
        self.does("presses the button that pays" if clicks == 1 else "double-clicks the button that pays")
        stripe_pages.press(self.pay_button(page).place(), clicks)

    def comes_to_an_end(self, three_ds: str = "succeed", page: Page | None = None) -> None:
        """Wait for the end of an attempt, through the bank's challenge if it comes: paid, or a message."""
        where = page or self.page
        self._through_the_bank(self.end_of_attempt(where), three_ds, where, "that it is paid, or a message")

    def end_of_attempt(self, page: Page | None = None) -> Sight:
        """That it is paid, or a message: the shop's, or Stripe's, which may have nothing to pay any more."""
        where = page or self.page
        of_stripe = stripe_pages.wrong_field(where).or_(stripe_pages.way_back(where))
        return self._refused(where).or_(self._paid(where).or_(of_stripe))

    def save_card(self, card: Means, three_ds: str = "succeed") -> Saved:
        """Save a card in its page, where there is one."""
        if not self.shows("save_card") or not isinstance(card, Card):
            return super().save_card(card, three_ds)
        since, where = len(self.window.traffic.recorded), self.go("save_card")
        button = self._either("save_button", where, stripe_pages.hosted_button)
        self.window.see(button, "the form to save a card with")
        self._type(card, where)
        self.does("presses the button that saves the card")
        stripe_pages.press(button.place())
        saved = self.find("card_saved", page=where)
        ends = self._refused(where).or_(saved.or_(stripe_pages.wrong_field(where)))
        self._through_the_bank(ends, three_ds, where, "that the card is saved, or a message")
        return seen.saved(self.window, since, told=saved.count() > 0, message=self.message)

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
        paid, told = self.is_told_paid, seen.Told(self.payments, self._front.intents)
        attempt, payment = seen.attempt(self.window, told, since, paid=paid, message=self.message)
        if paid:
            return Purchase(payment, attempt, self._told(self._order_of(payment)))
        if not self.offers("settle") or attempt.exchange is None:  # the checkout alone knows its id of the payment
            return Purchase(payment, attempt, settles=False)
        try:
            return Purchase(payment, attempt, self.settle(payment))
        except (Refused, Lost) as refusal:
            return Purchase(payment, attempt, refusal=refusal)

    def _paid(self, page: Page) -> Locator:
        return self.find("paid", page=page)

    def _refused(self, page: Page) -> Sight:
        return self._either("refused", page, stripe_pages.refused)

    def _either(self, what: str, page: Page, of_stripe: Callable[[Page], Locator]) -> Sight:
        """What a method of the page objects points at, where there is one, or what Stripe's own page has for it."""
        own = [self.find(what, page=page)] if self.shows(what) else []
        return Sight(lambda: [*own, of_stripe(page)])

    def _type(self, typed: Card | str, where: Page) -> None:
        chosen = card(typed) if isinstance(typed, str) else typed
        self.window.see(self.form(where), "Stripe's fields for a card")
        self.does(f"types the card {shorten(chosen.number)} ({chosen.brand}: {chosen.description})")
        stripe_pages.type_card(where, chosen, self._person.email)

    def _through_the_bank(self, ends: Sight, three_ds: str, where: Page, what: str) -> None:
        challenge = stripe_pages.challenge(where)
        self.window.see(ends.or_(challenge), f"{what}, or the bank's challenge")
        if challenge.shown():
            self.answer_bank(three_ds, where)
            forms = Sight(lambda: [stripe_pages.hosted_button(where)])
            self.window.see(ends.or_(forms) if three_ds == "abandon" else ends, what)

    def _order_of(self, payment: Payment) -> Order | None:
        if not self.offers("orders"):
            return self.settle(payment) if self.offers("settle") else None

        def found() -> Order | None:
            paid = (order for order in self.api.orders() if order.status == "paid")
            return next((order for order in paid if self._front.same(order.payment, payment.id)), None)

        return eventually(found, reason=f"an order of {payment.id}, which the page says is paid")
