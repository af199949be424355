"""Who may call what: no token, a bad or tampered token, on every operation of the contract that asks for one."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, problem
from harness import Exchange, Shop, contains, expect, lacks, one_of
from scenarios.steps import equal, ready_to_pay

INTENT, ORDER, PRODUCT = "pi_3Mexample", "ord_3Mexample", "prod_example"


@dataclass(frozen=True)
class Operation:
    """One operation of the payment API that needs a bearer token, with a body it would take."""

    method: str
    path: str
    body: dict[str, Any] | None = None


OPERATIONS = {
    "createProduct": Operation("POST", "/api/products", {"title": "Mug", "price": 1, "currency": "usd", "stock": 1}),
    "getCart": Operation("GET", "/api/cart"),
    "addCartItem": Operation("POST", "/api/cart/items", {"product_id": PRODUCT, "quantity": 1}),
    "setCartItem": Operation("PUT", f"/api/cart/items/{PRODUCT}", {"quantity": 1}),
    "removeCartItem": Operation("DELETE", f"/api/cart/items/{PRODUCT}"),
    "createPaymentIntent": Operation("POST", "/api/payments/create-payment-intent", {}),
    "confirmPayment": Operation("POST", "/api/payments/confirm-payment", {"payment_intent_id": INTENT}),
    "getPaymentIntent": Operation("GET", f"/api/payments/payment-intent/{INTENT}"),
    "createRefund": Operation("POST", "/api/payments/refunds", {"payment_intent_id": INTENT}),
    "listOrders": Operation("GET", "/api/orders"),
    "getOrder": Operation("GET", f"/api/orders/{ORDER}"),
}
BAD_HEADERS = {
    "garbage": "Bearer not-a-token",
    "no_scheme": "not-a-token",
    "basic": "Basic YWRhOnNlY3JldA==",
    "empty": "Bearer ",
}

each_operation = pytest.mark.parametrize("operation", OPERATIONS)


def _ask(shop: Shop, operation: str, authorization: str | None = None) -> Exchange:
    """Ask as a visitor, with this Authorization header if there is one."""
    route = OPERATIONS[operation]
    headers = None if authorization is None else {"Authorization": authorization}
    return PaymentApi(shop.visitor()).request(route.method, route.path, json=route.body, headers=headers)


@labelled("Access", "No token")
@each_operation
@pytest.mark.quick
def test_without_a_token(shop: Shop, operation: str) -> None:
    titled(f"{operation} without a token is 401", operation)
    answer = _ask(shop, operation)
    problem(answer, 401)
    expect({name.lower() for name in answer.headers}, contains("www-authenticate"), "the set of headers", at=answer)


@labelled("Access", "Bad tokens")
@each_operation
@pytest.mark.parametrize("kind", BAD_HEADERS)
def test_with_a_bad_header(shop: Shop, operation: str, kind: str) -> None:
    titled(f"{operation} with a {kind} Authorization header is 401", operation)
    problem(_ask(shop, operation, BAD_HEADERS[kind]), 401)


@labelled("Access", "Bad tokens")
@pytest.mark.parametrize("kind", ["prolonged", "other_user", "no_signature", "alg_none", "last_character"])
@pytest.mark.quick
def test_with_a_tampered_token(shop: Shop, kind: str) -> None:
    titled(f"No operation takes a token that was tampered with: {kind}", "every operation")
    ada, bob = shop.shopper("Ada"), shop.shopper("Bob")
    token = _tampered(PaymentApi(ada).token, kind, other=bob.key)
    for operation in OPERATIONS:
        problem(_ask(shop, operation, f"Bearer {token}"), 401)


@labelled("Access", "Good tokens")
def test_a_good_token_works(shop: Shop) -> None:
    titled("A token works where it was issued and for whom", "GET /api/cart")
    ada = shop.shopper()
    api = PaymentApi(ada)
    equal(api.cart().expect(200).json()["user_id"], ada.key, what="whose cart it is")
    ada.sign_in()
    equal(api.cart().expect(200).json()["user_id"], ada.key, what="whose cart it is after logging in again")


@labelled("Access", "Login")
def test_login_tells_nothing(shop: Shop) -> None:
    titled("A wrong password and an unknown address are told alike", "POST /api/auth/login")
    ada = shop.shopper()
    visitor = PaymentApi(shop.visitor())
    wrong, unknown = (
        problem(visitor.login(email, "violet stapler horizon, and a slip of the key"), 401)
        for email in (ada.email, f"nobody-{ada.email}")
    )
    equal(wrong, unknown, what="the two answers being the same")


@labelled("Access", "Login")
def test_one_account_per_address(shop: Shop) -> None:
    titled("One e-mail address has one account", "POST /api/auth/register")
    again = {"email": shop.shopper().email.upper(), "password": "violet stapler horizon, another"}
    problem(PaymentApi(shop.visitor()).register(**again, first_name="A", last_name="L"), 409)


@labelled("Access", "Registration")
def test_a_refused_password_is_not_repeated(shop: Shop) -> None:
    """The answer is searched for it after the case, as every answer is."""
    titled("A password that is refused is not in the answer", "POST /api/auth/register")
    body = {
        "email": "long@shop.example",
        "password": "violet stapler horizon " * 9,
        "first_name": "L",
        "last_name": "L",
    }
    problem(PaymentApi(shop.visitor()).register(**body), 422)


@labelled("Access", "Administrators")
def test_a_shopper_is_no_admin(shop: Shop) -> None:
    titled("A shopper cannot put products on sale", "POST /api/products")
    ada = PaymentApi(shop.shopper())
    problem(ada.create_product(title="Free gold", price=1, currency="usd", stock=1), 403)


@labelled("Access", "Administrators")
@pytest.mark.parametrize("field", ["admin", "is_admin", "role"])
@pytest.mark.quick
def test_nobody_registers_as_admin(shop: Shop, field: str) -> None:
    titled(f"Nobody registers as an administrator: {field}", "POST /api/auth/register")
    body = {
        "email": f"mal-{field}@shop.example",
        "password": "violet stapler horizon, long",
        "first_name": "M",
        "last_name": "M",
    }
    problem(PaymentApi(shop.visitor()).register(**body, **{field: True}), 422)


@labelled("Access", "Ids of nobody")
@pytest.mark.needs("payments")
def test_foreign_and_unknown_are_told_alike(shop: Shop) -> None:
    titled("Ids of other shoppers and ids of nobody are told alike", "GET /api/payments/payment-intent/{id}")
    _, payment = ready_to_pay(shop, shop.product())
    mallory = PaymentApi(shop.shopper("Mallory"))
    foreign = problem(mallory.intent(payment.id), 404)
    equal(problem(mallory.intent(INTENT), 404), foreign, what="the answer for an id of nobody")


@labelled("Access", "Ids of nobody")
@pytest.mark.parametrize("payment_intent_id", ["pi_3Mnowhere", "ch_3Mexample", "x", "..", "%00"])
def test_unknown_intents(shop: Shop, payment_intent_id: str) -> None:
    titled("An intent of the same Stripe account that the shop did not make is nobody's", "confirmPayment")
    answer = PaymentApi(shop.shopper()).confirm(payment_intent_id)
    expect(answer.status, one_of((404, 422)), "the status", at=answer)


@labelled("Access", "Open operations")
def test_open_operations(shop: Shop) -> None:
    titled("What anybody may see needs no token", "GET /api/payments/config")
    product, visitor = shop.product(), PaymentApi(shop.visitor())
    visitor.products().expect(200)
    visitor.product(product.id).expect(200)
    config = visitor.config().expect(200)
    equal(config.json()["publishable_key"], shop.stack.publishable_key, what="the publishable key", at=config)
    for prefix in ("sk_", "whsec_"):
        expect(config.text, lacks(prefix), "the configuration", at=config)


def _tampered(token: str, kind: str, *, other: str) -> str:
    """A token that the checkout did not sign as it is; without three parts (no JWT) it is only cut."""
    parts = token.split(".")
    if len(parts) != 3:
        return token[:-1]
    head, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in parts[:2])
    if kind == "last_character":
        return token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    if kind == "no_signature":
        return f"{parts[0]}.{parts[1]}."
    if kind == "alg_none":
        return f"{_part({**head, 'alg': 'none'})}.{parts[1]}."
    changes: dict[str, dict[str, Any]] = {"prolonged": {"exp": 2**33}, "other_user": {"sub": other}}
    return f"{parts[0]}.{_part({**claims, **changes[kind]})}.{parts[2]}"


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
