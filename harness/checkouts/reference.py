"""The adapter of our reference shop (services/checkout), which has the API of contracts/payments.openapi.yaml."""

import threading
from typing import Any, ClassVar
from urllib.parse import quote

from harness.checkouts.adapter import Adapter, Shopper
from harness.checkouts.client import operation
from harness.checkouts.errors import Refused
from harness.checkouts.reference_pages import ReferencePages, operation_of
from harness.checkouts.reference_refusals import REFUSALS
from harness.checkouts.values import PAID, Cart, Line, Mail, Order, Payment, Product
from harness.core.exchange import Exchange

UNAUTHORIZED = 401


class ReferenceShopper(Shopper):
    """A person with a bearer token."""

    def sign_up(self, email: str, password: str) -> None:
        names = {"first_name": email.partition(".")[0].title(), "last_name": "Shopper"}
        self._signed_in(self.http.post("/api/auth/register", {"email": email, "password": password, **names}))

    def sign_in(self, email: str, password: str) -> None:
        self._signed_in(self.http.post("/api/auth/login", {"email": email, "password": password}))

    def add(self, product_id: str, quantity: int) -> None:
        self.http.post("/api/cart/items", {"product_id": product_id, "quantity": quantity})

    def set_quantity(self, product_id: str, quantity: int) -> None:
        self.http.put(f"/api/cart/items/{product_id}", {"quantity": quantity})

    def remove(self, product_id: str) -> None:
        self.http.delete(f"/api/cart/items/{product_id}")

    def cart(self) -> Cart:
        body = self.http.get("/api/cart").json()
        return Cart(lines_of(body), body["total"], body["currency"])

    def begin(self, **tampering: Any) -> Payment:
        made = self.http.post("/api/payments/create-payment-intent", tampering).json()
        return Payment(made["payment_intent_id"], made["amount"], made["currency"], made["client_secret"])

    def confirm(self, payment: Payment, payment_method: str) -> Order | None:
        return self._settled({"payment_intent_id": payment.id, "payment_method": payment_method})

    def settle(self, payment: Payment) -> Order | None:
        return self._settled({"payment_intent_id": payment.id})

    def payment(self, payment: Payment) -> Payment:
        body = self.http.get(f"/api/payments/payment-intent/{payment.id}").json()
        return Payment(body["payment_intent_id"], body["amount"], body["currency"])

    def orders(self) -> list[Order]:
        return [order_of(row) for row in self.http.get("/api/orders").json()["orders"]]

    def order(self, order_id: str) -> Order:
        return order_of(self.http.get(f"/api/orders/{order_id}").json())

    def refund(self, order: Order, amount: int | None) -> int:
        body = {"payment_intent_id": order.payment, **({} if amount is None else {"amount": amount})}
        return int(self.http.post("/api/payments/refunds", body).json()["amount"])

    def _settled(self, body: dict[str, str]) -> Order | None:
        settled = self.http.post("/api/payments/confirm-payment", body).json()
        if settled["status"] != "succeeded":
            return None
        return Order(settled["order_id"], body["payment_intent_id"], PAID, settled["amount"], settled["currency"])

    def _signed_in(self, answer: Exchange) -> None:
        self.session = session = answer.json()
        self.key = self.http.user_id = session["user_id"]
        self.http.headers["Authorization"] = f"Bearer {session['access_token']}"


class ReferenceShop(Adapter):
    """The shop as its administrator sees it."""

    people: ClassVar[type[Shopper]] = ReferenceShopper
    pages = ReferencePages
    refusals = REFUSALS
    hands_out = ("/api/payments/create-payment-intent",)

    # Administrators' tokens by address: each is signed in once in a process.
    _tokens: ClassVar[dict[str, str]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def put_on_sale(self, title: str, price: int, currency: str, stock: int) -> str:
        body = {"title": title, "price": price, "currency": currency, "stock": stock}
        token = self._token()
        try:
            return self._made(body, token)
        except Refused as refused:
            if refused.answer.status != UNAUTHORIZED:
                raise
        return self._made(body, self._token(instead_of=token))

    def product(self, product_id: str) -> Product:
        row = self.http.get(f"/api/products/{product_id}").json()
        return Product(row["product_id"], row["price"], row["currency"], row["stock"], row["title"])

    def mails(self, email: str) -> list[Mail]:
        """From where LocalStack lists what SES sent: the embedded edge tells those of `to` alone, LocalStack all."""
        found = self.http.get(f"{self.setting.aws_url}/_aws/ses?to={quote(email)}").json()["messages"]
        mine = [mail for mail in found if email in mail["Destination"].get("ToAddresses", [])]
        return [Mail(mail.get("Subject") or "", _text_of(mail.get("Body") or {})) for mail in mine]

    def operation_of(self, method: str, path: str) -> str | None:
        return operation_of(method, path)

    def _made(self, body: dict[str, Any], token: str) -> str:
        answer = self.http.post("/api/products", body, headers={"Authorization": f"Bearer {token}"})
        return str(answer.json()["product_id"])

    def _token(self, instead_of: str = "") -> str:
        with self._lock:
            if self._tokens.get(self.http.base, instead_of) == instead_of:
                email, password = (self.setting.variables[name] for name in ("ADMIN_EMAIL", "ADMIN_PASSWORD"))
                with operation("sign_in"):
                    session = self.http.post("/api/auth/login", {"email": email, "password": password}).json()
                self._tokens[self.http.base] = session["access_token"]
            return self._tokens[self.http.base]


def _text_of(body: dict[str, Any]) -> str:
    """What a mail says, as text and as HTML."""
    return "\n".join(part for part in (body.get("text_part"), body.get("html_part")) if part)


def lines_of(body: dict[str, Any]) -> tuple[Line, ...]:
    """The lines of a cart or an order."""
    return tuple(Line(row["product_id"], row["quantity"], row["price"], row["title"]) for row in body["items"])


def order_of(row: dict[str, Any]) -> Order:
    """An order from its JSON."""
    return Order(
        row["order_id"],
        row["payment_intent_id"],
        row["status"],
        row["amount"],
        row["currency"],
        lines_of(row),
        row["amount_refunded"],
    )
