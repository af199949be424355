"""Our payment API, request by request: for what contracts/payments.openapi.yaml alone promises.

Every operation returns its exchange; none checks the status. A checkout with another API has none of this: the case is
not offered there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness import Buyer, Exchange, NotOffered, Shop, operation

OURS = "ReferenceShopper"


class PaymentApi:
    """One person at the payment API: signed in as the buyer is, nobody for a visitor."""

    def __init__(self, buyer: Buyer) -> None:
        only_ours(type(buyer.adapter))
        self.buyer, self._http = buyer, buyer.adapter.http

    def sign_in_as(self, email: str, password: str) -> None:
        """Go on as somebody else who has an account."""
        self._http.headers["Authorization"] = f"Bearer {self.login(email, password).expect(200).json()['access_token']}"

    @property
    def token(self) -> str:
        """The bearer token; empty for a visitor."""
        return self._http.headers.get("Authorization", "").removeprefix("Bearer ")

    def request(
        self, method: str, path: str, json: Any = None, headers: Mapping[str, str] | None = None, name: str = "request"
    ) -> Exchange:
        """Any request, also one that the contract does not know; `json` is sent as it is."""
        with operation(name):
            return self._http.exchange(method, path, json=json, headers=headers)

    def register(self, **body: Any) -> Exchange:
        """Ask for an account; nobody is signed in by it."""
        return self.request("POST", "/api/auth/register", body, name="register")

    def login(self, email: str, password: str) -> Exchange:
        """Ask for a token; nobody is signed in by it."""
        return self.request("POST", "/api/auth/login", {"email": email, "password": password}, name="login")

    def products(self) -> Exchange:
        """What is for sale."""
        return self.request("GET", "/api/products", name="products")

    def product(self, product_id: str) -> Exchange:
        """One product."""
        return self.request("GET", f"/api/products/{product_id}", name="product")

    def create_product(self, **body: Any) -> Exchange:
        """Put a product on sale (administrators only)."""
        return self.request("POST", "/api/products", body, name="create_product")

    def cart(self) -> Exchange:
        """The cart."""
        return self.request("GET", "/api/cart", name="cart")

    def add(self, product_id: Any, quantity: Any = 1, **extra: Any) -> Exchange:
        """Add units of a product to the cart."""
        return self.request(
            "POST", "/api/cart/items", {"product_id": product_id, "quantity": quantity, **extra}, name="add"
        )

    def set_quantity(self, product_id: str, quantity: Any) -> Exchange:
        """Set how many units of a product the cart holds."""
        return self.request("PUT", f"/api/cart/items/{product_id}", {"quantity": quantity}, name="set_quantity")

    def remove(self, product_id: str) -> Exchange:
        """Take a product out of the cart."""
        return self.request("DELETE", f"/api/cart/items/{product_id}", name="remove")

    def create_intent(self, **body: Any) -> Exchange:
        """Begin to pay for the cart."""
        return self.request("POST", "/api/payments/create-payment-intent", body, name="begin")

    def confirm(self, payment_intent_id: Any, **body: Any) -> Exchange:
        """Confirm at the server (`payment_method`), or settle what the browser confirmed."""
        sent = {"payment_intent_id": payment_intent_id, **body}
        return self.request("POST", "/api/payments/confirm-payment", sent, name="confirm")

    def intent(self, payment_intent_id: str) -> Exchange:
        """One of the shopper's payments."""
        return self.request("GET", f"/api/payments/payment-intent/{payment_intent_id}", name="payment")

    def config(self) -> Exchange:
        """What a browser needs to speak to Stripe."""
        return self.request("GET", "/api/payments/config", name="config")

    def refund(self, payment_intent_id: Any, **body: Any) -> Exchange:
        """Ask for all or part (`amount`, minor units) of a payment back."""
        sent = {"payment_intent_id": payment_intent_id, **body}
        return self.request("POST", "/api/payments/refunds", sent, name="refund")

    def orders(self) -> Exchange:
        """The shopper's orders."""
        return self.request("GET", "/api/orders", name="orders")

    def order(self, order_id: str) -> Exchange:
        """One of the shopper's orders."""
        return self.request("GET", f"/api/orders/{order_id}", name="order")


def is_ours(shop: Shop) -> bool:
    """Whether the checkout has this API, and so all that its contract promises."""
    return shop.adapter.people.__name__ == OURS


def administrator(shop: Shop) -> PaymentApi:
    """Whoever runs the shop."""
    api = PaymentApi(shop.visitor("Admin"))
    api.sign_in_as(*(shop.stack.variables[name] for name in ("ADMIN_EMAIL", "ADMIN_PASSWORD")))
    return api


def only_ours(shopper: type) -> None:
    """NotOffered unless these are the adapter's shoppers of a checkout with our payment API: asks for nothing."""
    if shopper.__name__ != OURS:
        raise NotOffered("the payment API of contracts/payments.openapi.yaml")


def problem(answer: Exchange, status: int, code: str | None = None) -> dict[str, Any]:
    """The answer is a problem with this status (and code), whose body repeats the status and says what is wrong."""
    from scenarios.steps import equal

    found = answer.expect(status).problem()
    equal(found.get("status"), status, what="the status inside the problem", at=answer)
    equal(bool(found.get("detail")), True, what="the problem's detail being there", at=answer)
    if code is not None:
        equal(found.get("code"), code, what="the problem's code", at=answer)
    return found
