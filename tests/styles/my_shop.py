"""How the suites use the shop: an adapter for each way, which have nearly everything in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.checkouts import Adapter, Cart, Line, Order, Pages, Payment, Product, Shopper

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


class MyShopper(Shopper):
    """A person with a cookie; `way` is how this shop takes payments."""

    way = ""

    def sign_up(self, email: str, password: str) -> None:
        self.key = self.http.post("/people", {"email": email, "password": password}).json()["id"]

    def sign_in(self, email: str, password: str) -> None:
        self.key = self.http.post("/session", {"email": email, "password": password}).json()["id"]

    def add(self, product_id: str, quantity: int) -> None:
        self.http.post("/basket", {"product": product_id, "quantity": quantity})

    def cart(self) -> Cart:
        body = self.http.get("/basket").json()
        return Cart(_lines(body["lines"]), body["total"], body["currency"])

    def begin(self, **tampering: Any) -> Payment:
        return _payment(self.http.post(f"/{self.way}/begin", tampering).json())

    def settle(self, payment: Payment) -> Order | None:
        return _told(self.http.post(f"/{self.way}/done", {"payment": payment.id}).json())

    def orders(self) -> list[Order]:
        return [_order(row) for row in self.http.get("/orders").json()]

    def order(self, order_id: str) -> Order:
        return _order(self.http.get(f"/orders/{order_id}").json())


class MyPages(Pages):
    """Its pages."""

    way = ""

    def checkout(self, page: Page) -> None:
        self.go(page, f"/{self.way}/pay")

    def pay_button(self, page: Page) -> Locator:
        return page.get_by_role("button", name="Pay", exact=True)

    def refused(self, page: Page) -> Locator:
        return page.locator("#told:not(:empty)")

    def paid(self, page: Page) -> Locator:
        return page.get_by_role("heading", name="Thank you for your order")

    def order_shown(self, page: Page) -> dict[str, str]:
        return {"order": page.locator("#order").inner_text()}


class MyShop(Adapter):
    """What is the same for all."""

    people, pages = MyShopper, MyPages

    def put_on_sale(self, title: str, price: int, currency: str, stock: int) -> str:
        return str(self.http.post("/products", {"title": title, "price": price, "stock": stock}).json()["id"])

    def product(self, product_id: str) -> Product:
        row = self.http.get(f"/products/{product_id}").json()
        return Product(row["id"], row["price"], "usd", row["stock"], row["title"])


class PaymentElement(MyShop):
    class people(MyShopper):
        way = "payment_element"

    class pages(MyPages):
        way = "payment_element"


class CardElement(MyShop):
    class people(MyShopper):
        way = "card_element"

    class pages(MyPages):
        way = "card_element"


class Deferred(MyShop):
    class people(MyShopper):
        way = "deferred"

    class pages(MyPages):
        way = "deferred"


class AtServer(MyShop):
    class people(MyShopper):
        way = "at_server"

        def confirm(self, payment: Payment, payment_method: str) -> Order | None:
            body = {"id": payment.id, "payment_method": payment_method}
            return _told(self.http.post("/at_server/confirm", body).json())

    class pages(MyPages):
        way = "at_server"


class Hosted(MyShop):
    class people(MyShopper):
        way = "hosted"

    class pages(MyPages):
        way = "hosted"
        pay_button = None


class Embedded(MyShop):
    class people(MyShopper):
        way = "embedded"

    class pages(MyPages):
        way = "embedded"
        pay_button = None


class Elements(MyShop):
    class people(MyShopper):
        way = "elements"

    class pages(MyPages):
        way = "elements"


class Link(MyShop):
    class people(MyShopper):
        way = "link"
        settle = None  # Stripe's page is the last one: the shop hears of it by webhook

    class pages(MyPages):
        way = "link"
        pay_button, order_shown = None, None

        def paid(self, page: Page) -> Locator:
            return page.get_by_role("heading", name="Thanks for your payment")


class Saved(MyShop):
    class people(MyShopper):
        way = "saved"

        def save_card(self) -> Payment:
            return _payment(self.http.post("/saved/save", {}).json())

        def charge_saved(self, saved: Payment) -> Payment:
            return _payment(self.http.post("/saved/charge", {"saved": saved.id}).json())

    class pages(MyPages):
        way = "saved"

        def save_card(self, page: Page) -> None:
            self.go(page, "/saved/card")

        def save_button(self, page: Page) -> Locator:
            return page.get_by_role("button", name="Save", exact=True)

        def card_saved(self, page: Page) -> Locator:
            return page.get_by_role("heading", name="Your card is saved")


def _payment(body: dict[str, Any]) -> Payment:
    known = {name: body[name] for name in ("id", "amount", "currency", "client_secret", "url") if name in body}
    return Payment(**known)


def _told(body: dict[str, Any]) -> Order | None:
    return _order(body["order"]) if body["order"] else None


def _lines(rows: list[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(row["id"], row["quantity"], row["price"]) for row in rows)


def _order(row: dict[str, Any]) -> Order:
    names = ("id", "payment", "status", "amount", "currency")
    return Order(*(row[name] for name in names), _lines(row["lines"]), row["refunded"])
