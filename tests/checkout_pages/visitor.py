"""Somebody with a browser in front of the shop, and what a test needs to know of them."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Request, Response, Route, expect

from harness.browser.stripe_pages import press
from harness.stack.base.stack import Stack

JSON = dict[str, Any]
STRIPE_JS = "https://js.stripe.com"
CARD, DECLINED, CHALLENGED = "4242424242424242", "4000000000000002", "4000002760003184"
PASSWORD = "correct horse battery"
SESSION_KEY = "shop.session"
NUMBERS = itertools.count(1)


@dataclass
class Shop:
    """The running checkout, spoken to over HTTP: what a test arranges and looks up."""

    stack: Stack
    http: httpx.Client = field(repr=False)
    admin: str = ""

    def product(self, price: int = 5999, currency: str = "usd", stock: int = 10) -> JSON:
        """A product of this test alone, on sale."""
        self.admin = self.admin or self.login(self.stack.admin_email, self.stack.admin_password)["access_token"]
        body = {"title": f"Linen shirt {unique()}", "price": price, "currency": currency, "stock": stock}
        return self.call("POST", "/api/products", self.admin, body)

    def member(self) -> JSON:
        """The session of a new account."""
        names = {"first_name": "Jenny", "last_name": "Rosen"}
        return self.call("POST", "/api/auth/register", json={"email": email(), "password": PASSWORD, **names})

    def login(self, email: str, password: str = PASSWORD) -> JSON:
        """A session of somebody who has an account."""
        return self.call("POST", "/api/auth/login", json={"email": email, "password": password})

    def add(self, member: JSON, product: JSON, quantity: int = 1) -> None:
        """Put units into the member's cart."""
        body = {"product_id": product["product_id"], "quantity": quantity}
        self.call("POST", "/api/cart/items", member["access_token"], body)

    def orders(self, member: JSON) -> list[JSON]:
        """What the member bought, newest first."""
        return list(self.call("GET", "/api/orders", member["access_token"])["orders"])

    def charges(self, member: JSON) -> list[JSON]:
        """Every payment of the member that Stripe says succeeded."""
        headers = {"Authorization": f"Bearer {self.stack.secret_key}"}
        listed = self.http.get(f"{self.stack.stripe_url}/v1/payment_intents?limit=100", headers=headers).json()
        mine = (one for one in listed["data"] if one["metadata"].get("user_id") == member["user_id"])
        return [one for one in mine if one["status"] == "succeeded"]

    def call(self, method: str, path: str, token: str = "", json: JSON | None = None) -> JSON:
        """The answer to a request that must succeed."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.http.request(method, f"{self.stack.checkout_url}{path}", json=json, headers=headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return dict(answer.json())


class Visitor:
    """One browser window. js.stripe.com is the emulator; every request, error and broken policy is recorded."""

    def __init__(self, context: BrowserContext, shop: Shop) -> None:
        self.context, self.shop = context, shop
        self.url = shop.stack.checkout_url
        self.requests: list[Request] = []
        self.answers: list[Response] = []
        self.errors: list[str] = []
        self.member: JSON = {}
        self.product: JSON = {}
        context.route(f"{STRIPE_JS}/**", self._forward)
        context.on("request", lambda request: self.requests.append(request))
        context.on("response", lambda answer: self.answers.append(answer))
        self.page = self.tab()

    def tab(self) -> Page:
        """Another tab of the same window."""
        tab = self.context.new_page()
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("console", lambda message: self._listen(message.text))
        return tab

    def sign_in(self, member: JSON) -> Visitor:
        """As this member, without the form."""
        self.page.goto(f"{self.url}/login")
        self.page.evaluate("([key, value]) => localStorage.setItem(key, JSON.stringify(value))", [SESSION_KEY, member])
        return self

    def open(self, path: str) -> Visitor:
        """Go to a page of the shop."""
        self.page.goto(f"{self.url}{path}")
        return self

    def at(self, path: str) -> None:
        """Wait until the page is the one with this path and query."""
        self.page.wait_for_url(lambda url: url.removeprefix(self.url) == path)

    def fill(self, number: str = CARD, page: Page | None = None, expiry: str = "12 / 34") -> None:
        """Type a card into the Payment Element."""
        frame = payment_frame(page or self.page)
        for name, value in (("number", number), ("expiry", expiry), ("cvc", "123")):
            frame.locator(f"[name={name}]").fill(value)
        frame.get_by_label("Country").select_option("US")
        frame.get_by_label("ZIP code").fill("94080")

    def pay(self, number: str = CARD, page: Page | None = None) -> None:
        """Type a card and press Pay Now."""
        self.fill(number, page)
        press(pay_button(page or self.page))

    def paid(self, page: Page | None = None) -> JSON:
        """Wait for the success page; which payment and which order it shows."""
        where = page or self.page
        expect(where.get_by_role("heading", name="Thank you for your order")).to_be_visible()
        ids = {name: where.get_by_test_id(name).text_content() for name in ("payment-intent-id", "order-id")}
        assert where.url == f"{self.url}/checkout/success?payment_intent={ids['payment-intent-id']}"
        return ids

    def paid_once(self, page: Page | None = None) -> None:
        """Wait for the success page; it shows the one order and the one charge that there are."""
        ids = self.paid(page)
        (order,), (charge,) = self.shop.orders(self.member), self.shop.charges(self.member)
        assert ids == {"payment-intent-id": charge["id"], "order-id": order["order_id"]}

    @property
    def alert(self) -> Locator:
        """The page's own error box."""
        return self.page.get_by_role("alert")

    @property
    def bank(self) -> FrameLocator:
        """The bank's page in its dialog."""
        dialog = self.page.frame_locator("dialog iframe")
        return dialog.frame_locator("iframe[name=stripe-challenge-frame]")

    def hosts(self) -> set[str]:
        """Whom the pages asked for anything."""
        return {urlsplit(request.url).hostname or "" for request in self.requests if request.url.startswith("http")}

    def requests_to(self, path: str, method: str = "POST") -> int:
        """How often the checkout was asked for this path."""
        return sum(one.method == method and urlsplit(one.url).path == path for one in self.requests)

    def emulated(self, url: str) -> str:
        """Where the emulator has what js.stripe.com has at this address."""
        return f"{self.shop.stack.stripe_url}/js.stripe.com{url.removeprefix(STRIPE_JS)}"

    def _listen(self, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.errors.append(text)

    def _forward(self, route: Route) -> None:
        route.fulfill(response=route.fetch(url=self.emulated(route.request.url), max_redirects=0))


def payment_frame(page: Page) -> FrameLocator:
    """The frame with the card's fields."""
    return page.frame_locator("form iframe").first


def pay_button(page: Page) -> Locator:
    """The button that pays."""
    return page.get_by_role("button", name="Pay Now")


def unique() -> str:
    """A word that no other test of this machine uses now."""
    return f"{os.getpid()}-{next(NUMBERS)}"


def email() -> str:
    """An address that nobody has yet."""
    return f"jenny.{unique()}@shop.example"
