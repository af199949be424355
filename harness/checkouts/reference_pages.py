"""The pages of our reference shop as a person sees them: the roles, names, test ids and words that its README promises
(services/checkout), its addresses, and where it keeps its session."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, urlsplit

from harness.checkouts.pages import STRIPES_WORDS, Pages

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SESSION_KEY = "shop.session"
END_SESSION = """(key) => {
  const session = JSON.parse(localStorage.getItem(key));
  localStorage.setItem(key, JSON.stringify({...session, access_token: "ended"}));
  dispatchEvent(new StorageEvent("storage", {key}));
}"""
STRIPE_DOWN = "Our payment provider cannot be reached at the moment. Please try again; you will not be charged twice."
# The shop's own words: Stripe's message for it is written for developers.
NOT_AUTHENTICATED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)
# What its requests are in a history: the adapter's methods.
OPERATIONS = (
    ("POST", "/api/auth/register", "sign_up"),
    ("POST", "/api/auth/login", "sign_in"),
    ("GET", "/api/products", "products"),
    ("GET", "/api/products/[^/]+", "product"),
    ("GET", "/api/cart", "cart"),
    ("POST", "/api/cart/items", "add"),
    ("PUT", "/api/cart/items/[^/]+", "set_quantity"),
    ("DELETE", "/api/cart/items/[^/]+", "remove"),
    ("POST", "/api/payments/create-payment-intent", "begin"),
    ("POST", "/api/payments/confirm-payment", "settle"),
    ("GET", "/api/payments/payment-intent/[^/]+", "payment"),
    ("GET", "/api/payments/config", "config"),
    ("GET", "/api/orders", "orders"),
    ("GET", "/api/orders/[^/]+", "order"),
)


def operation_of(method: str, path: str) -> str | None:
    """The name of a request; None for one that is not of the payment API."""
    return next((name for verb, form, name in OPERATIONS if verb == method and re.fullmatch(form, path)), None)


class ReferencePages(Pages):
    """The shop's pages, by role and name first."""

    wording: ClassVar = {
        "a declined card": STRIPES_WORDS,
        "a failed authentication": NOT_AUTHENTICATED,
        "a cart that changed": "Your cart has changed in another window. "
        "This is what it holds now; you have not been charged.",
        "an expiry in the past": "Your card's expiration year is in the past.",
        "a mistyped number": "Your card number is invalid.",
        "an answer of Stripe's that was lost": STRIPE_DOWN,
        "a Stripe that is down": STRIPE_DOWN,
        "an order that is paid": "Paid",
    }
    places: ClassVar = {
        "the cart": "/cart",
        "the checkout": "/checkout",
        "the sign-in on the way to the checkout": "/login?next=%2Fcheckout",
    }
    finds_payments: ClassVar = True
    narrowest: ClassVar = 360

    def resume(self, page: Page, shopper: Any) -> None:
        self.keep(page, SESSION_KEY, shopper.session)

    def end_session(self, page: Page) -> None:
        page.evaluate(END_SESSION, SESSION_KEY)

    def sign_up(self, page: Page, email: str, password: str) -> None:
        self.go(page, "/register")
        page.get_by_label("First name").fill(email.partition(".")[0].title())
        page.get_by_label("Last name").fill("Shopper")
        self._submit(page, email, password, "Create account", "/api/auth/register")

    def sign_in(self, page: Page, email: str, password: str) -> None:
        if urlsplit(page.url).path != "/login":
            self.go(page, "/login")
        self._submit(page, email, password, "Sign in", "/api/auth/login")

    def shop(self, page: Page) -> None:
        with _answered(page, "GET", "/api/products"):
            self.go(page, "/products")

    def add(self, page: Page, product_id: str, quantity: int) -> None:
        self.shop(page)
        button = page.get_by_test_id(f"product-{product_id}").get_by_role("button")
        for _ in range(quantity):
            with _answered(page, "POST", "/api/cart/items"):
                button.click()

    def set_quantity(self, page: Page, product_id: str, quantity: int) -> None:
        self.cart(page)
        line = _line(page, product_id)
        line.wait_for()
        held = int(line.locator(".quantity").inner_text())
        button = line.get_by_role("button", name="One more" if quantity > held else "One less")
        for _ in range(abs(quantity - held)):
            with _answered(page, "PUT", f"/api/cart/items/{product_id}"):
                button.click()

    def remove(self, page: Page, product_id: str) -> None:
        self.cart(page)
        with _answered(page, "DELETE", f"/api/cart/items/{product_id}"):
            _line(page, product_id).get_by_role("button", name="Remove").click()

    def cart(self, page: Page) -> None:
        with _answered(page, "GET", "/api/cart"):
            self.go(page, "/cart")

    def to_checkout(self, page: Page) -> Locator:
        return page.get_by_role("button", name="Proceed to Checkout")

    def nothing_to_pay(self, page: Page) -> Locator:
        return page.get_by_text("Your cart is empty.")

    def checkout(self, page: Page) -> None:
        self.go(page, "/checkout")

    def plain_checkout(self, page: Page) -> None:
        self.go(page, "/checkout/plain")

    def pay_button(self, page: Page) -> Locator:
        return page.get_by_role("button", name="Pay Now", disabled=False)

    def busy(self, page: Page) -> Locator:
        """The form says that it is busy, its button is disabled, and somebody who cannot see it hears of it."""
        form = page.get_by_role("form", name="Payment").and_(page.locator("[aria-busy=true]"))
        waits = form.filter(has=page.get_by_role("button", name="Pay Now", disabled=True))
        return waits.filter(has=page.get_by_role("status").get_by_text("Your payment is being processed.", exact=True))

    def total(self, page: Page) -> Locator:
        return page.get_by_test_id("order-total")

    def money(self, amount: int, currency: str) -> str:
        """As a browser that speaks English writes it; products are sold in `usd` unless a case says otherwise."""
        if currency != "usd":
            raise ValueError(f"currency: expected usd, got {currency!r}. Hint: say here how the pages write it")
        return f"${amount / 100:,.2f}"

    def paid(self, page: Page) -> Locator:
        return page.get_by_role("heading", name="Thank you for your order")

    def order_shown(self, page: Page) -> dict[str, str]:
        ids = {"order": "order-id", "payment": "payment-intent-id"}
        return {name: page.get_by_test_id(place).inner_text() for name, place in ids.items()}

    def refused(self, page: Page) -> Locator:
        return page.get_by_role("alert")

    def announced(self, page: Page) -> Locator:
        """The error box, which has the focus."""
        return page.locator("[role=alert]:focus, [role=alert]:has(:focus)")

    def again(self, page: Page) -> Locator:
        return page.get_by_role("button", name="Try again")

    def come_back(self, page: Page, payment_id: str) -> None:
        self.go(page, f"/checkout/success?payment_intent={quote(payment_id)}")

    def unknown(self, page: Page) -> Locator:
        return page.get_by_role("heading", name="Payment not found")

    def not_paid(self, page: Page) -> Locator:
        """It leads back to the checkout."""
        return self.pay_button(page)

    def orders(self, page: Page) -> None:
        with _answered(page, "GET", "/api/orders"):
            self.go(page, "/orders")

    def order_row(self, page: Page, order_id: str) -> Locator:
        return page.get_by_test_id(f"order-{order_id}")

    def _submit(self, page: Page, email: str, password: str, button: str, asked: str) -> None:
        """Fill in the form and press its button; the next page is there, or the form stays with what was refused."""
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        form, path = page.get_by_role("form").or_(page.locator("form")), urlsplit(page.url).path
        with page.expect_response(lambda answer: urlsplit(answer.url).path == asked) as told:
            form.get_by_role("button", name=button).click()
        if told.value.ok:
            page.wait_for_url(lambda url: urlsplit(url).path != path)


def _answered(page: Page, method: str, path: str) -> AbstractContextManager[Any]:
    """Until the checkout has answered what is asked meanwhile, whatever it says."""
    return page.expect_response(lambda answer: answer.request.method == method and urlsplit(answer.url).path == path)


def _line(page: Page, product_id: str) -> Locator:
    return page.get_by_test_id(f"cart-line-{product_id}")
