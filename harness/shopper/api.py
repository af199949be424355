"""A shopper at the payment API that contracts/payments.openapi.yaml documents, with Stripe.js at hand for the card."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.core.cards import Card
from harness.core.exchange import Exchange
from harness.core.history import History
from harness.core.http import Http
from harness.shopper.purchase import Purchase
from harness.stripe.stripe_js import StripeJs

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

__all__ = ["ApiShopper", "Person", "Purchase"]

PASSWORD = "correct horse battery"
# How many e-mail addresses a shopper tries before giving up: an external stack may remember an earlier run.
ADDRESSES = 50


@dataclass(frozen=True)
class Person:
    """Who a shopper is when signing up; `email` has one `@`."""

    name: str
    email: str
    password: str = PASSWORD
    last_name: str = "Shopper"

    def again(self, times: int) -> "Person":
        """The same person with another address, for a shop that has met this one before."""
        name, _, domain = self.email.partition("@")
        return Person(self.name, f"{name}.{times}@{domain}", self.password, self.last_name) if times else self


class ApiShopper:
    """One person and the checkout. Every operation returns its exchange; none checks the status, `buy` and `pay` do.

    With `member` the account is made by the first call that needs it; without, nobody is signed in until `register`
    or `login`.
    """

    def __init__(
        self, stack: "Stack", person: Person, js: StripeJs, history: History | None = None, *, member: bool = True
    ) -> None:
        self._person, self._js, self._history, self._member = person, js, history, member
        self._http = Http(stack.checkout_url, actor=f"{person.name} {person.email}", system="checkout", history=history)
        self._session: dict[str, Any] = {}
        self._token: str | None = None
        self._lock = threading.RLock()
        self._intents: list[str] = []

    @property
    def name(self) -> str:
        """The first name."""
        return self._person.name

    @property
    def email(self) -> str:
        """The address of the account."""
        self._sign_up_once()
        return self._person.email

    @property
    def user_id(self) -> str:
        """The checkout's id of this shopper; empty for a visitor."""
        self._sign_up_once()
        return str(self._session.get("user_id", ""))

    @property
    def intents(self) -> list[str]:
        """The ids of the payments that the checkout told of, oldest first."""
        return list(self._intents)

    def resume(self, session: Mapping[str, Any]) -> None:
        """Go on with a session that was opened elsewhere, as `register` and `login` answer it."""
        self._session, self._token, self._member = dict(session), session.get("access_token"), False

    @property
    def token(self) -> str | None:
        """The bearer token; None for a visitor."""
        self._sign_up_once()
        return self._token

    @token.setter
    def token(self, value: str | None) -> None:
        self._token, self._member = value, False

    @property
    def session(self) -> dict[str, Any]:
        """The checkout's last answer to a sign-in (user_id, email, access_token); empty before. Asking makes none."""
        return dict(self._session)

    def register(self) -> Exchange:
        """Make the account (201) and keep its token; the address may be taken (409)."""
        return self._make_account()

    def login(self) -> Exchange:
        """Sign in (200) and keep the token."""
        return self._sign_in(self._send("login", "POST", "/api/auth/login", self._credentials(), auth=False))

    def products(self) -> Exchange:
        """What is for sale."""
        return self._send("products", "GET", "/api/products", auth=False)

    def product(self, product_id: str) -> Exchange:
        """One product."""
        return self._send("product", "GET", f"/api/products/{product_id}", auth=False)

    def create_product(self, title: str, price: int, currency: str, stock: int) -> Exchange:
        """Put a product on sale (administrators only); `price` in minor units."""
        body = {"title": title, "price": price, "currency": currency, "stock": stock}
        return self._send("create_product", "POST", "/api/products", body)

    def cart(self) -> Exchange:
        """The cart."""
        return self._send("cart", "GET", "/api/cart")

    def add(self, product_id: str, quantity: int = 1) -> Exchange:
        """Add units of a product to the cart."""
        return self._send("add", "POST", "/api/cart/items", {"product_id": product_id, "quantity": quantity})

    def set_quantity(self, product_id: str, quantity: int) -> Exchange:
        """Set how many units of a product the cart holds."""
        return self._send("set_quantity", "PUT", f"/api/cart/items/{product_id}", {"quantity": quantity})

    def remove(self, product_id: str) -> Exchange:
        """Take a product out of the cart."""
        return self._send("remove", "DELETE", f"/api/cart/items/{product_id}")

    def create_intent(
        self, currency: str | None = None, metadata: Mapping[str, str] | None = None, **extra: Any
    ) -> Exchange:
        """Begin to pay for the cart; `extra` joins the body, for what a client must not be able to set."""
        body = {**_given(currency=currency, metadata=metadata), **extra}
        answer = self._send("create_intent", "POST", "/api/payments/create-payment-intent", body)
        if answer.status < 300 and (intent_id := answer.json().get("payment_intent_id")):
            self._intents.append(intent_id)
        return answer

    def confirm(self, payment_intent_id: str, payment_method: str | None = None, **extra: Any) -> Exchange:
        """Confirm at the server with a payment method, or settle what the browser confirmed; `extra` joins the body."""
        body = {"payment_intent_id": payment_intent_id, **_given(payment_method=payment_method), **extra}
        return self._send("confirm", "POST", "/api/payments/confirm-payment", body, payment_intent_id=payment_intent_id)

    def intent(self, payment_intent_id: str) -> Exchange:
        """One of the shopper's payments."""
        path = f"/api/payments/payment-intent/{payment_intent_id}"
        return self._send("intent", "GET", path, payment_intent_id=payment_intent_id)

    def config(self) -> Exchange:
        """What a browser needs to speak to Stripe."""
        return self._send("config", "GET", "/api/payments/config", auth=False)

    def refund(self, payment_intent_id: str, amount: int | None = None, reason: str | None = None) -> Exchange:
        """Ask for all or part (`amount`, minor units) of a payment back."""
        body = {"payment_intent_id": payment_intent_id, **_given(amount=amount, reason=reason)}
        return self._send("refund", "POST", "/api/payments/refunds", body, payment_intent_id=payment_intent_id)

    def orders(self) -> Exchange:
        """The shopper's orders."""
        return self._send("orders", "GET", "/api/orders")

    def order(self, order_id: str) -> Exchange:
        """One of the shopper's orders."""
        return self._send("order", "GET", f"/api/orders/{order_id}")

    def request(
        self, method: str, path: str, json: Any = None, auth: bool = True, headers: Mapping[str, str] | None = None
    ) -> Exchange:
        """Any request, also one that the contract does not know; `json` is sent as it is."""
        return self._send("request", method, path, json, auth=auth, headers=headers)

    def buy(
        self, product: Any, card: Card | str, quantity: int = 1, three_ds: str = "succeed", currency: str | None = None
    ) -> Purchase:
        """Add the product (anything with an `id`) to the cart and pay; Failure when cart or intent is refused."""
        self.add(product.id, quantity).expect(200, 201)
        return self.pay(card, three_ds, currency=currency)

    def pay(self, card: Card | str, three_ds: str = "succeed", *, currency: str | None = None) -> Purchase:
        """Pay the cart as it is: intent, Stripe.js, 3D Secure (`succeed`, `fail` or `abandon`), confirm-payment."""
        made = self.create_intent(currency).expect(200, 201).json()
        return self._attempt(
            made["payment_intent_id"], made["client_secret"], made["amount"], made["currency"], card, three_ds
        )

    def retry(self, purchase: Purchase, card: Card | str, three_ds: str = "succeed") -> Purchase:
        """Try another card on the same intent."""
        return self._attempt(
            purchase.intent_id, purchase.client_secret, purchase.amount, purchase.currency, card, three_ds
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _attempt(
        self, intent_id: str, client_secret: str, amount: int, currency: str, card: Card | str, three_ds: str
    ) -> Purchase:
        answer = self._js.confirm_payment(client_secret, card)
        if three_ds != "abandon":
            answer = self._js.authenticate(client_secret, answer, three_ds)
        return Purchase(intent_id, client_secret, amount, currency, answer, self.confirm(intent_id))

    def _send(
        self,
        operation: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        auth: bool = True,
        headers: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> Exchange:
        token = self.token if auth else None
        sent = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        user_id = self._session.get("user_id") if token else None
        return self._http.send(
            method, path, operation=operation, json_body=body, headers=sent, user_id=user_id, **facts
        )

    def _make_account(self) -> Exchange:
        names = {"first_name": self._person.name, "last_name": self._person.last_name}
        body = {**self._credentials(), **names}
        return self._sign_in(self._send("register", "POST", "/api/auth/register", body, auth=False))

    def _credentials(self) -> dict[str, str]:
        return {"email": self._person.email, "password": self._person.password}

    def _sign_in(self, answer: Exchange) -> Exchange:
        if answer.status < 300:
            known = "user_id" in self._session
            self._session = answer.json()
            self._token, self._member = self._session["access_token"], False
            if self._history is not None and not known:
                person = {name: self._session.get(name) for name in ("user_id", "email")}
                self._history.record("fact", "test", "shopper", **person, name=self.name)
        return answer

    def _sign_up_once(self) -> None:
        if not self._member:
            return
        with self._lock:
            first = self._person
            for times in range(ADDRESSES):
                if not self._member:
                    return
                self._person = first.again(times)
                answer = self._make_account()
                if answer.status != 409 or times == ADDRESSES - 1:
                    answer.expect(201)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
