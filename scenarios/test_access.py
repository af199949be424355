"""Who may do what: no token, a bad token, and another shopper's things, on every operation that asks for a token."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest

from harness import ApiShopper, Exchange, Shop, contains, expect, lacks, one_of
from scenarios.steps import VISA, bought, equal, feature, orders_of, ready_to_pay, refunded, refused, scenario

pytestmark = feature("Access")

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


def _ask(shopper: ApiShopper, operation: str, authorization: str | None = None) -> Exchange:
    route = OPERATIONS[operation]
    headers = None if authorization is None else {"Authorization": authorization}
    return shopper.request(route.method, route.path, json=route.body, auth=False, headers=headers)


@scenario("{operation} without a token is 401", story="No token", severity="blocker")
@each_operation
@pytest.mark.quick
def test_without_a_token(shop: Shop, operation: str) -> None:
    answer = _ask(shop.visitor(), operation)
    refused(answer, 401)
    expect({name.lower() for name in answer.headers}, contains("www-authenticate"), "the set of headers", at=answer)


@scenario("{operation} with a {kind} Authorization header is 401", story="Bad tokens", severity="blocker")
@each_operation
@pytest.mark.parametrize("kind", BAD_HEADERS)
def test_with_a_bad_header(shop: Shop, operation: str, kind: str) -> None:
    refused(_ask(shop.visitor(), operation, BAD_HEADERS[kind]), 401)


@scenario("No operation takes a token that was tampered with: {kind}", story="Bad tokens", severity="blocker")
@pytest.mark.parametrize("kind", ["prolonged", "other_user", "no_signature", "alg_none", "last_character"])
@pytest.mark.quick
def test_with_a_tampered_token(shop: Shop, kind: str) -> None:
    ada, bob = shop.shopper("Ada"), shop.shopper("Bob")
    token = _tampered(str(ada.token), kind, other=bob.user_id)
    for operation in OPERATIONS:
        refused(_ask(shop.visitor(), operation, f"Bearer {token}"), 401)


@scenario("A token works where it was issued and for whom", story="Good tokens", severity="normal")
def test_a_good_token_works(shop: Shop) -> None:
    ada = shop.shopper()
    equal(ada.cart().expect(200).json()["user_id"], ada.user_id, what="whose cart it is")
    ada.login().expect(200)
    equal(ada.cart().expect(200).json()["user_id"], ada.user_id, what="whose cart it is after logging in again")


@scenario("A wrong password and an unknown address are told alike", story="Login")
def test_login_tells_nothing(shop: Shop) -> None:
    ada = shop.shopper()
    wrong = {"email": ada.email, "password": "not the password at all"}
    unknown = {"email": f"nobody-{ada.email}", "password": "not the password at all"}
    answers = [ada.request("POST", "/api/auth/login", json=body, auth=False) for body in (wrong, unknown)]
    problems = [refused(answer, 401) for answer in answers]
    equal(problems[0], problems[1], what="the two answers being the same")


@scenario("One e-mail address has one account", story="Login", severity="normal")
def test_one_account_per_address(shop: Shop) -> None:
    ada = shop.shopper()
    again = {"email": ada.email.upper(), "password": "another password", "first_name": "A", "last_name": "L"}
    refused(ada.request("POST", "/api/auth/register", json=again, auth=False), 409)


@scenario("A shopper cannot put products on sale", story="Administrators")
def test_a_shopper_is_no_admin(shop: Shop) -> None:
    body = {"title": "Free gold", "price": 1, "currency": "usd", "stock": 1}
    refused(shop.shopper().request("POST", "/api/products", json=body), 403)


@scenario("Nobody registers as an administrator", story="Administrators")
@pytest.mark.parametrize("field", ["admin", "is_admin", "role"])
def test_nobody_registers_as_admin(shop: Shop, field: str) -> None:
    body = {"email": f"mal-{field}@shop.example", "password": "a long password", "first_name": "M", "last_name": "M"}
    refused(shop.visitor().request("POST", "/api/auth/register", json={**body, field: True}, auth=False), 422)


@scenario("Another shopper's intent cannot be read", story="Somebody else's", severity="blocker")
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_another_users_intent_cannot_be_read(shop: Shop) -> None:
    _, intent = ready_to_pay(shop, shop.product())
    answer = shop.shopper("Mallory").intent(intent["payment_intent_id"])
    refused(answer, 404)
    expect(answer.text, lacks(intent["client_secret"]), "the body of the answer", at=answer)


@scenario("Another shopper's intent cannot be confirmed, {how}", story="Somebody else's", severity="blocker")
@pytest.mark.parametrize(("how", "method"), [("settled", None), ("paid", "pm_card_visa")])
@pytest.mark.needs("server_confirm", "payments")
def test_another_users_intent_cannot_be_confirmed(shop: Shop, how: str, method: str | None) -> None:
    _, intent = ready_to_pay(shop, shop.product())
    mallory = shop.shopper("Mallory")
    refused(mallory.confirm(intent["payment_intent_id"], payment_method=method), 404)
    equal(
        shop.stripe.intent(intent["payment_intent_id"])["status"], "requires_payment_method", what="the intent's status"
    )
    equal(orders_of(mallory), [], what="the orders of the other shopper")


@scenario("Another shopper's order is neither listed nor read", story="Somebody else's", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_another_users_order_cannot_be_seen(shop: Shop) -> None:
    _, _, purchase = bought(shop)
    mallory = shop.shopper("Mallory")
    refused(mallory.order(str(purchase.order_id)), 404)
    equal(orders_of(mallory), [], what="the orders of the other shopper")


@scenario("Another shopper's payment cannot be refunded", story="Somebody else's", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.needs("refunds")
@pytest.mark.quick
def test_another_users_payment_cannot_be_refunded(shop: Shop) -> None:
    _, _, purchase = bought(shop)
    refused(shop.shopper("Mallory").refund(purchase.intent_id), 404)
    equal(refunded(shop, purchase.intent_id), 0, what="the amount that Stripe refunded")


@scenario("A shopper's cart changes only by that shopper's hand", story="Somebody else's")
def test_carts_are_private(shop: Shop) -> None:
    product, ada, bob = shop.product(), shop.shopper("Ada"), shop.shopper("Bob")
    ada.add(product.id, 2).expect(200, 201)
    equal(bob.cart().expect(200).json()["items"], [], what="the other shopper's cart")
    refused(bob.set_quantity(product.id, 9), 404)
    refused(bob.remove(product.id), 404)
    refused(bob.create_intent(), 400, "cart_empty")
    items = ada.cart().expect(200).json()["items"]
    equal([item["quantity"] for item in items], [2], what="the owner's cart")


@scenario("Ids of other shoppers and ids of nobody are told alike", story="Somebody else's", severity="normal")
@pytest.mark.needs("payments")
def test_foreign_and_unknown_are_told_alike(shop: Shop) -> None:
    _, intent = ready_to_pay(shop, shop.product())
    mallory = shop.shopper("Mallory")
    foreign = refused(mallory.intent(intent["payment_intent_id"]), 404)
    equal(refused(mallory.intent(INTENT), 404), foreign, what="the answer for an id of nobody")


@scenario("An intent of the same Stripe account that the shop did not make is nobody's", story="Somebody else's")
@pytest.mark.parametrize("payment_intent_id", ["pi_3Mnowhere", "ch_3Mexample", "x", "..", "%00"])
def test_unknown_intents(shop: Shop, payment_intent_id: str) -> None:
    answer = shop.shopper().confirm(payment_intent_id)
    expect(answer.status, one_of((404, 422)), "the status", at=answer)


@scenario("What anybody may see needs no token", story="Open operations", severity="normal")
def test_open_operations(shop: Shop) -> None:
    product, visitor = shop.product(), shop.visitor()
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
