"""A shopper in front of the shop's pages, in a real browser; everything that pages offer goes through them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page

from harness.browser import pages
from harness.browser.window import Window
from harness.core.cards import Card, card
from harness.core.exchange import Exchange
from harness.core.history import History
from harness.core.masking import shorten
from harness.shopper.api import ApiShopper, Person
from harness.shopper.purchase import Purchase
from harness.stripe.stripe_js import StripeJs

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

THREE_DS = {
    "succeed": "completes the bank's challenge",
    "fail": "fails the bank's challenge",
    "abandon": "closes the bank's challenge",
}
STRIPE_ANSWERS = ("confirm_payment", "retrieve")


class BrowserShopper(ApiShopper):
    """The same interface as `ApiShopper`, by hand: forms, buttons, the Payment Element, the bank's dialog.

    What no page offers (refunds, any request, the end of an attempt that the page left open) is asked at the API by
    the same person. A member's account is made there, too; `register` and `login` use the forms. The window opens
    with the first thing that is done in it.
    """

    def __init__(
        self,
        stack: "Stack",
        person: Person,
        js: StripeJs,
        history: History,
        *,
        member: bool = True,
        signed_in: bool = True,
        **window: Any,
    ) -> None:
        super().__init__(stack, person, js, history, member=member)
        self._stack, self._written, self._signed_in, self._looks = stack, history, signed_in, window
        self._twin = ApiShopper(stack, person, js, history, member=False)
        self._opened: Window | None = None

    @property
    def api(self) -> ApiShopper:
        """The same person at the API, past the pages: to arrange things, and to look them up."""
        self._sign_up_once()
        self._twin.resume(self._session)
        return self._twin

    @property
    def window(self) -> Window:
        """The window, opened by the first look at it."""
        if self._opened is None:
            self._sign_up_once()
            actor = f"{self.name} {self._person.email}"
            session = self._session if self._signed_in else None
            self._opened = Window(self._stack, actor, self._written, session, **self._looks)
            self._opened.traffic.user_id = self.user_id
        return self._opened

    @property
    def opened(self) -> Window | None:
        """The window, if there is one yet."""
        return self._opened

    @property
    def page(self) -> Page:
        """The first tab."""
        return self.window.page

    @property
    def intents(self) -> list[str]:
        """The ids of the payments that the checkout told of, to the pages too."""
        responses = self._opened.traffic.of("create_intent") if self._opened else []
        made = [answer.json()["payment_intent_id"] for answer in responses if answer.status < 300]
        return list(dict.fromkeys([*super().intents, *made]))

    @property
    def message(self) -> str:
        """What the error box says; empty without one."""
        return (self.page.get_by_role("alert").all_inner_texts() or [""])[0].strip()

    @property
    def receipt(self) -> dict[str, str]:
        """Which order and payment the success page names; Failure when it does not come."""
        return self.receipt_in(self.page)

    def receipt_in(self, page: Page) -> dict[str, str]:
        """The same of another tab."""
        self.window.see(pages.thanks(page), "the success page")
        ids = {"order_id": "order-id", "payment_intent_id": "payment-intent-id"}
        return {name: page.get_by_test_id(place).inner_text() for name, place in ids.items()}

    def register(self) -> Exchange:
        """Make the account in the form; after a success the page that comes next is there."""
        page = self.goto("/register")
        page.get_by_label("First name").fill(self._person.name)
        page.get_by_label("Last name").fill(self._person.last_name)
        return self._submit(page, "Create account", "register", "/register")

    def login(self) -> Exchange:
        """Sign in in the form: where the shop has led to it, or from its own page."""
        page = self.page if "/login" in self.page.url else self.goto("/login")
        return self._submit(page, "Sign in", "login", "/login")

    def products(self) -> Exchange:
        """The page of what is for sale."""
        return self.window.answer_to(lambda: self.goto("/products"), "products")

    def cart(self) -> Exchange:
        """The page of the cart."""
        return self.window.answer_to(lambda: self.goto("/cart"), "cart")

    def add(self, product_id: str, quantity: int = 1) -> Exchange:
        """Press the product's button as often as units are wanted."""
        answer = self.products()
        button = self.page.get_by_test_id(f"product-{product_id}").get_by_role("button")
        for _ in range(quantity):
            answer = self._press("Add to cart", "add", lambda: button.click())
        return answer

    def set_quantity(self, product_id: str, quantity: int) -> Exchange:
        """Press more or less in the cart until that many are there."""
        answer = self.cart()
        held = next((item["quantity"] for item in answer.json()["items"] if item["product_id"] == product_id), 0)
        name = "One more" if quantity > held else "One less"
        button = self.window.see(self._line(product_id), f"{product_id} in the cart").get_by_role("button", name=name)
        for _ in range(abs(quantity - held)):
            answer = self._press(name, "set_quantity", lambda: button.click())
        return answer

    def remove(self, product_id: str) -> Exchange:
        """Take the product out of the cart."""
        self.cart()
        button = self._line(product_id).get_by_role("button", name="Remove")
        return self._press("Remove", "remove", lambda: button.click())

    def orders(self) -> Exchange:
        """The page of the orders."""
        return self.window.answer_to(lambda: self.goto("/orders"), "orders")

    def pay(self, card: Card | str, three_ds: str = "succeed", *, currency: str | None = None) -> Purchase:
        """Pay the cart on the checkout page; the bank's dialog is answered with `succeed`, `fail` or `abandon`."""
        if currency is not None:
            raise ValueError(f"currency: expected none, pages offer no choice of it, got {currency!r}")
        self.goto("/checkout")
        return self.pay_here(card, three_ds)

    def pay_here(self, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Pay on the page as it is."""
        before = len(self.window.traffic.recorded)
        self.type_card(card)
        self.press_pay()
        self.finish(three_ds)
        return self.purchase(since=before)

    def retry(self, purchase: Purchase, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Type another card over the last one, and press again."""
        return self.pay_here(card, three_ds)

    def goto(self, path: str) -> Page:
        """Open a page of the shop."""
        self.does(f"opens {path.partition('?')[0]}")
        return self.window.open(path)

    def type_card(self, typed: Card | str, page: Page | None = None) -> None:
        """Type a card; Failure with what the page shows when there is no form for it."""
        where, chosen = page or self.page, card(typed) if isinstance(typed, str) else typed
        self.window.see(pages.pay_button(where), "the form to pay with")
        self.does(f"types the card {shorten(chosen.number)} ({chosen.brand}: {chosen.description})")
        pages.type_card(where, chosen)

    def press_pay(self, clicks: int = 1, page: Page | None = None) -> None:
        """Press "Pay Now", once or twice at once."""
        self.does("presses Pay Now" if clicks == 1 else "double-clicks Pay Now")
        pages.press(pages.pay_button(page or self.page), clicks)

    def finish(self, three_ds: str = "succeed", page: Page | None = None) -> None:
        """Wait for the end of an attempt, through the bank's dialog if it comes: the success page or a message."""
        where = page or self.page
        ends = pages.thanks(where).or_(pages.alert(where))
        challenge = pages.challenge(where)
        self.window.see(ends.or_(challenge), "the success page, a message or the bank's dialog")
        if challenge.filter(visible=True).count():
            self.answer_bank(three_ds, where)
            self.window.see(ends, "the success page or a message")

    def answer_bank(self, three_ds: str, page: Page | None = None) -> None:
        """Complete, fail or close the bank's dialog."""
        if three_ds not in THREE_DS:
            raise ValueError(f"three_ds: expected one of {', '.join(THREE_DS)}, got {three_ds!r}")
        where = page or self.page
        complete = self.window.see(pages.bank(where).locator(pages.COMPLETE), "the bank's page")
        self.does(THREE_DS[three_ds])
        buttons = {"succeed": complete, "fail": pages.bank(where).locator(pages.FAIL)}
        buttons.get(three_ds, pages.walk_away(where)).click()

    def purchase(self, since: int = 0) -> Purchase:
        """What came of an attempt, from the answers that the pages got; what they left open is asked at the API."""
        made, stripe = self.window.last_answer("create_intent"), self.window.last_answer(*STRIPE_ANSWERS, since=since)
        intent = made.expect(200, 201).json()
        intent_id = intent["payment_intent_id"]
        settled = self.window.traffic.of("confirm", since=since)
        return Purchase(
            intent_id,
            intent["client_secret"],
            intent["amount"],
            intent["currency"],
            stripe,
            settled[-1] if settled else self.confirm(intent_id),
        )

    def does(self, what: str) -> None:
        """Write down what the person does, for the report."""
        self._written.record("fact", self.name, "does", what=what)

    def close(self) -> None:
        """Close the connections; the window is evidence until the case is judged, and closed by `close_window`."""
        super().close()
        self._twin.close()

    def close_window(self) -> None:
        """Close the window."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _submit(self, page: Page, button: str, operation: str, path: str) -> Exchange:
        page.get_by_label("Email").fill(self._person.email)
        page.get_by_label("Password").fill(self._person.password)
        pressed = page.get_by_role("form").or_(page.locator("form")).get_by_role("button", name=button)
        answer = self._sign_in(self._press(button, operation, lambda: pressed.click()))
        self.window.traffic.user_id = self.user_id
        if answer.status < 300:
            self.window.leave(path)
        return answer

    def _line(self, product_id: str) -> Any:
        return self.page.get_by_test_id(f"cart-line-{product_id}")

    def _press(self, button: str, operation: str, act: Callable[[], object]) -> Exchange:
        self.does(f"presses {button}")
        return self.window.answer_to(act, operation)
