"""One test's shop: products, shoppers and everything around them, and at the end the judgement of what happened."""

import hashlib
import os
import re
import threading
from typing import TYPE_CHECKING, Any

from harness.core.exchange import Exchange
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History
from harness.faults.stripe_requests import Faults
from harness.shop.snapshots import Product, Snapshots
from harness.shopper.api import ApiShopper, Person
from harness.stripe.stripe_js import StripeJs
from harness.stripe.view import StripeView
from harness.stripe.webhooks import Webhooks

if TYPE_CHECKING:
    from harness.browser.window import Window
    from harness.shopper.browser import BrowserShopper
    from harness.stack.base.stack import Stack

__all__ = ["GOALS", "Product", "Shop"]

# What a run must have seen at least once; a run that did not is unknown, not passed.
GOALS = ("decline", "challenge", "duplicate_webhook", "late_webhook", "lost_response")

_ADMIN_TOKENS: dict[tuple[str, str], str] = {}
_ADMIN_LOCK = threading.Lock()


class Shop:
    """Everything a test does goes through here and into its history.

    Names and addresses come from the seed and the test's id: the same for the same test, different between tests.
    """

    def __init__(self, stack: "Stack", history: History, seed: int, test_id: str = "") -> None:
        self.stack, self.history = stack, history
        test_id = test_id or os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        self._mark = hashlib.blake2b(f"{seed} {test_id}".encode(), digest_size=6).hexdigest()
        self._shoppers: list[ApiShopper] = []
        self._in_browsers: list[BrowserShopper] = []
        self._products: list[Product] = []
        self.js = StripeJs(stack, history)
        self.stripe = StripeView(stack)
        self.webhooks = Webhooks(stack, self.stripe, history)
        self.faults = Faults(stack, history)
        self._admin: ApiShopper | None = None
        self._admin_person = Person("admin", stack.admin_email, stack.admin_password)

    @property
    def admin(self) -> ApiShopper:
        """The shop's administrator; signed in once in this process."""
        if self._admin is None:
            self._admin = ApiShopper(self.stack, self._admin_person, self.js, self.history, member=False)
            self._admin.token = self._admin_token()
        return self._admin

    def product(self, price: int = 5999, currency: str = "usd", stock: int = 10, title: str | None = None) -> Product:
        """Put a product on sale; `price` in minor units. Failure when the checkout refuses."""
        name = f"{title or 'Product'} {self._mark}-{len(self._products) + 1}"
        answer = self.admin.create_product(name, price, currency, stock)
        if answer.status == 401:
            self.admin.token = self._admin_token(again=True)
            answer = self.admin.create_product(name, price, currency, stock)
        product = Product(answer.expect(201, 200).json()["product_id"], price, currency, stock, name)
        self._products.append(product)
        facts = {"product_id": product.id, "title": name, "price": price, "currency": currency, "stock": stock}
        self.history.record("fact", "test", "product", **facts)
        return product

    def stock(self, product: Product) -> int:
        """How many units the checkout says are for sale now."""
        return int(self._look(product).json()["stock"])

    def shopper(self, name: str = "Ada") -> ApiShopper:
        """A shopper with an account of its own, made by the first call that needs it."""
        return self._shopper(name, member=True)

    def visitor(self, name: str = "Visitor") -> ApiShopper:
        """Somebody without a token, who may `register`."""
        return self._shopper(name, member=False)

    def browser_shopper(
        self, name: str = "Ada", *, member: bool = True, signed_in: bool = True, **window: Any
    ) -> "BrowserShopper":
        """A shopper in a browser window; `window` are options of Playwright's `new_context`, for example a viewport.

        Without `member` there is no account until `register`; without `signed_in` the window waits for `login`. The
        case needs `@pytest.mark.browser`.
        """
        from harness.shopper.browser import BrowserShopper

        person = self._person(name)
        shopper = BrowserShopper(
            self.stack, person, self.js, self.history, member=member, signed_in=signed_in, **window
        )
        self._shoppers.append(shopper)
        self._in_browsers.append(shopper)
        return shopper

    def windows(self) -> "list[Window]":
        """The browser windows that are open."""
        return [shopper.opened for shopper in self._in_browsers if shopper.opened is not None]

    def reached(self, goal: str) -> None:
        """Say that this run really met a decline, a challenge, a duplicate or late webhook, or a lost response."""
        if goal not in GOALS:
            raise ValueError(f"goal: expected one of {', '.join(GOALS)}, got {goal!r}")
        self.history.record("fact", "test", "reached", goal=goal)

    def allow(self, code: str, reason: str) -> None:
        """Say that a violation with this code is expected in this test, and why; ValueError for what nobody can allow:
        no code, no reason, or that something could not be judged."""
        if code in ("", UNKNOWN) or not reason.strip():
            expected = "expected the code of a violation and a reason"
            raise ValueError(f"allow: {expected}, got {code!r} and {reason!r}. Hint: name what must be violated here")
        self.history.record("fact", "test", "allow", code=code, reason=reason)

    def close_and_judge(self) -> list[Failure]:
        """Put what Stripe and the checkout hold now into the history and ask every invariant; closes the shop."""
        from harness.judging.checker import check

        snapshots = Snapshots(self.stack, self.stripe, self.history)
        try:
            snapshots.take(self._shoppers, self._products)
        finally:
            snapshots.close()
            self._disconnect()
        return check(self.history) + [failure for window in self.windows() for failure in window.failures()]

    def close(self) -> None:
        """Close every connection and window."""
        self._disconnect()
        for shopper in self._in_browsers:
            shopper.close_window()

    def _disconnect(self) -> None:
        for person in (*self._shoppers, *([self._admin] if self._admin else [])):
            person.close()
        for close in (self.js.close, self.stripe.close, self.webhooks.close, self.faults.close):
            close()

    def _look(self, product: Product) -> Exchange:
        return self.admin.product(product.id).expect(200)

    def _shopper(self, name: str, *, member: bool) -> ApiShopper:
        shopper = ApiShopper(self.stack, self._person(name), self.js, self.history, member=member)
        self._shoppers.append(shopper)
        return shopper

    def _person(self, name: str) -> Person:
        word = re.sub(r"[^a-z0-9]+", "", name.lower()) or "shopper"
        return Person(name, f"{word}.{self._mark}.{len(self._shoppers) + 1}@shop.example")

    def _admin_token(self, *, again: bool = False) -> str:
        key = (self.stack.checkout_url, self.stack.admin_email)
        with _ADMIN_LOCK:
            if again or key not in _ADMIN_TOKENS:
                unrecorded = ApiShopper(self.stack, self._admin_person, self.js, member=False)
                _ADMIN_TOKENS[key] = unrecorded.login().expect(200).json()["access_token"]
                unrecorded.close()
        return _ADMIN_TOKENS[key]
