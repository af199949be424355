"""Whatever a client sends is answered by a documented problem."""

import pytest

from tests.checkout.conftest import ADMIN, Desk

REGISTER, LOGIN = "/api/auth/register", "/api/auth/login"
PERSON = {"email": "grace@shop.example", "password": "long enough", "first_name": "Grace", "last_name": "Hopper"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"9" * 5000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"email": "\\ud800@a.b", "password": "x"}', 422),
        (b'{"email": "a@b.c", "password": "\\ud800"}', 422),
        (b'{"email": "a@b.c", "password": 5}', 422),
        (b'{"email": "not an address", "password": "x"}', 422),
        (b'{"email": "a@b.c", "password": "x", "more": 1}', 422),
        (b'{"email": "a@b.c", "password": "\\u0000"}', 401),
    ],
)
def test_a_body_that_is_not_what_login_takes(desk: Desk, body: bytes, status: int) -> None:
    answer = desk.client.post(LOGIN, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert {"type", "title", "status", "code", "detail"} <= answer.json().keys()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""])
def test_another_content_type_is_a_422(desk: Desk, kind: str) -> None:
    answer = desk.client.post(LOGIN, content=b'{"email": "a@b.c", "password": "x"}', headers={"Content-Type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**30, 1.5, "1", True, None, [1], float(10**300)])
def test_quantities_that_are_not_1_to_99(desk: Desk, quantity: object) -> None:
    ada = desk.shopper()
    answer = ada.post("/api/cart/items", {"product_id": desk.product(), "quantity": quantity})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")


@pytest.mark.parametrize("field", ["currency", "metadata"])
def test_null_is_not_the_same_as_absent(desk: Desk, field: str) -> None:
    assert desk.shopper().post("/api/payments/create-payment-intent", {field: None}).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("PATCH", "/api/cart", 405, "GET"),
        ("DELETE", "/api/products", 405, "GET, POST"),
        ("TRACE", "/api/cart/items/prod_x", 405, "DELETE, PUT"),
        ("QUERY", "/health", 405, "GET"),
        ("GET", "/api/products/", 404, None),
        ("GET", "/nothing", 404, None),
        ("GET", "/api/products/%00", 422, None),
        ("GET", "/api/products/a%20b", 422, None),
        ("GET", f"/api/products/{'a' * 129}", 422, None),
    ],
)
def test_addresses_and_methods_that_are_not_there(
    desk: Desk, method: str, path: str, status: int, allow: str | None
) -> None:
    answer = desk.client.request(method, path)
    assert (answer.status_code, answer.headers.get("Allow")) == (status, allow)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic eDp5", "Bearer \xe9"])
def test_a_token_that_is_none_is_a_401_that_says_how(desk: Desk, header: str) -> None:
    answer = desk.client.get("/api/cart", headers={b"Authorization": header.encode("latin-1")})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="checkout"')


def test_an_address_has_one_account_whatever_its_case(desk: Desk) -> None:
    assert desk.client.post(REGISTER, json=PERSON).status_code == 201
    answer = desk.client.post(REGISTER, json={**PERSON, "email": "Grace@SHOP.example"})
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert desk.client.post(LOGIN, json={**ADMIN, "password": "wrong"}).json()["code"] == "invalid_credentials"


def test_only_an_administrator_creates_products(desk: Desk) -> None:
    body = {"title": "Mug", "price": 1, "currency": "usd", "stock": 0}
    assert desk.shopper().post("/api/products", body).status_code == 403


def test_a_cart_holds_one_currency(desk: Desk) -> None:
    ada = desk.shopper()
    ada.post("/api/cart/items", {"product_id": desk.product(currency="usd"), "quantity": 1})
    answer = ada.post("/api/cart/items", {"product_id": desk.product(currency="eur"), "quantity": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "currency_mismatch")
    answer = ada.post("/api/payments/create-payment-intent", {"currency": "eur"})
    assert (answer.status_code, answer.json()["code"]) == (409, "currency_mismatch")
