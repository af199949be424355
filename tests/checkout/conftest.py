"""A checkout in this process: its own app, AWS by moto below botocore, Stripe by a double that keeps every call."""

import itertools
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import stripe
import uvicorn
from moto import mock_aws

from checkout.app import create_app
from checkout.settings import Settings
from checkout.shop import Shop
from tests.checkout.stripe_double import StripeDouble

SECRET = "whsec_of_the_tests"
ADMIN = {"email": "admin@shop.example", "password": "the password of an admin"}
PASSWORD = "correct horse battery"
NUMBERS = itertools.count(1)
Json = dict[str, Any]


class Desk:
    """A running checkout and everything around it."""

    def __init__(self, client: httpx.Client, shop: Shop, double: StripeDouble) -> None:
        self.client, self.shop, self.stripe = client, shop, double
        self._admin = client.post("/api/auth/login", json=ADMIN).json()["access_token"]

    def shopper(self) -> "Shopper":
        """A new account."""
        email = f"ada{next(NUMBERS)}@shop.example"
        body = {"email": email, "password": PASSWORD, "first_name": "Ada", "last_name": "Lovelace"}
        return Shopper(self.client, self.client.post("/api/auth/register", json=body).json())

    def product(self, price: int = 5999, stock: int = 10, currency: str = "usd") -> str:
        """A new product's id."""
        body = {"title": "Mug", "price": price, "currency": currency, "stock": stock}
        answer = self.client.post("/api/products", json=body, headers={"Authorization": f"Bearer {self._admin}"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["product_id"])

    def stock(self, product_id: str) -> int:
        """What is left."""
        return int(self.client.get(f"/api/products/{product_id}").json()["stock"])

    def tell(self, kind: str, subject: Json, *, secret: str = SECRET, header: str | None = None) -> Any:
        """Deliver a signed event."""
        body = json.dumps({"id": f"evt_{next(NUMBERS)}", "object": "event", "type": kind, "data": {"object": subject}})
        signed = stripe.WebhookSignature.generate_signature_header(body, secret) if header is None else header
        return self.client.post("/api/webhooks/stripe", content=body, headers={"Stripe-Signature": signed})


class Shopper:
    """An account and what it does."""

    def __init__(self, client: httpx.Client, session: Json) -> None:
        self._client, self.email, self.user_id = client, session["email"], session["user_id"]
        self._headers = {"Authorization": f"Bearer {session['access_token']}"}

    def get(self, path: str) -> Any:
        """GET as this shopper."""
        return self._client.get(path, headers=self._headers)

    def post(self, path: str, body: Json) -> Any:
        """POST as this shopper."""
        return self._client.post(path, json=body, headers=self._headers)

    def put(self, path: str, body: Json) -> Any:
        """PUT as this shopper."""
        return self._client.put(path, json=body, headers=self._headers)

    def begin(self, product_id: str, quantity: int = 1) -> str:
        """Put a product in the cart and begin to pay; the intent's id."""
        self.post("/api/cart/items", {"product_id": product_id, "quantity": quantity})
        answer = self.post("/api/payments/create-payment-intent", {})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["payment_intent_id"])

    def confirm(self, intent_id: str, payment_method: str | None = None) -> Any:
        """confirm-payment."""
        given = {"payment_method": payment_method} if payment_method else {}
        return self.post("/api/payments/confirm-payment", {"payment_intent_id": intent_id, **given})

    def orders(self) -> list[Json]:
        """The orders."""
        return list(self.get("/api/orders").json()["orders"])

    def items(self) -> list[Json]:
        """What is in the cart."""
        return list(self.get("/api/cart").json()["items"])


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Keys and secrets of the tests."""
    return Settings(
        "sk_test_own",
        "pk_test_own",
        stripe_webhook_secret=SECRET,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        token_secret="of the tests",
        admin_email=ADMIN["email"],
        admin_password=ADMIN["password"],
    )


@pytest.fixture(scope="session")
def desk(settings: Settings) -> Iterator[Desk]:
    """One app for all tests here: tables are shared, users and products are each test's own."""
    with mock_aws():
        double = StripeDouble(settings)
        shop = Shop.open(settings, double)
        with served(create_app(settings, shop)) as url, httpx.Client(base_url=url, trust_env=False) as client:
            assert shop.prepared.wait(20), "expected tables within 20 s"
            yield Desk(client, shop, double)


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The app on a free port of this machine, answered by a thread of this process."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
