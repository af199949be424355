"""What is read at the end of a case: of Stripe by any id of a payment, of the checkout what its adapter has."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.core.history import History
from harness.shop.shop import Shop
from harness.shop.snapshots import Snapshots
from tests.harness import small_shop
from tests.harness.stub import Request, Stub

OURS = {"user_id": "usr_1"}
EMPTY: dict[str, Any] = {"data": [], "has_more": False}
ROW = {
    **{"order_id": "ord_1", "payment_intent_id": "pi_1", "status": "paid", "amount": 5999, "currency": "usd"},
    **{"amount_refunded": 0, "items": [{"product_id": "prod_1", "title": "Tea", "price": 5999, "quantity": 1}]},
}
PAID = {"id": "pi_1", "status": "succeeded", "amount_received": 5999, "latest_charge": "ch_1", "metadata": OURS}
OWN_IDS = """
from harness.checkouts import Adapter, Order, Payment, Product, Shopper

class Person(Shopper):
    def begin(self, **tampering):
        return Payment("order-7", 500, "usd", url="https://checkout.stripe.com/c/pay/cs_test_1")
    def orders(self):
        return [Order("7", "order-7", "paid", 500, "usd")]
    def cart(self):
        return []

class Own(Adapter):
    people = Person
    def catalogue(self):
        return [Product("tea", 500, "usd")]
"""


@pytest.fixture
def shop(stub: Stub) -> Iterator[Shop]:
    """A shop at the stub, with one product and one shopper."""
    stub.answers |= {
        ("POST", "/api/auth/login"): (200, {"access_token": "admin-token", "user_id": "adm"}),
        ("POST", "/api/auth/register"): (201, {"access_token": "t", "user_id": "usr_1", "email": "ada@shop.example"}),
        ("POST", "/api/products"): lambda request: (201, {"product_id": "prod_1", **request.body}),
        ("GET", "/v1/payment_intents"): (200, EMPTY),
        ("GET", "/v1/refunds"): (200, EMPTY),
        ("GET", "/v1/events"): (200, EMPTY),
        ("GET", "/v1/charges"): (
            200,
            {**EMPTY, "data": [{"id": "ch_1", "status": "succeeded", "amount": 5999, "payment_intent": "pi_1"}]},
        ),
    }
    opened = Shop(stub.stack(), History(), 7, "a test")
    yield opened
    opened.close()


def take(shop: Shop) -> dict[str, list[dict[str, Any]]]:
    """What is recorded, by snapshot."""
    Snapshots(shop.adapter, shop.money, shop.history).take(shop._shoppers, shop._products)
    taken: dict[str, list[dict[str, Any]]] = {}
    for event in shop.history.of(kind="snapshot"):
        taken.setdefault(event.operation, []).append(event.data)
    return taken


def test_they_say_what_stripe_and_the_checkout_hold(stub: Stub, shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.shopper()
    assert ada.key == "usr_1"
    others = {"id": "pi_2", "metadata": {"user_id": "usr_2"}}
    stub.answers |= {
        ("GET", "/v1/payment_intents"): (200, {**EMPTY, "data": [PAID, others]}),
        ("GET", "/api/orders"): (200, {"orders": [ROW]}),
        ("GET", f"/api/products/{product.id}"): (
            200,
            {"product_id": product.id, "price": 5999, "currency": "usd", "stock": 2, "title": "Tea"},
        ),
        ("GET", "/_aws/ses"): (200, {"messages": []}),
    }
    before = len(shop.history.events)
    taken = take(shop)
    assert [row["id"] for row in taken["stripe_intent"]] == ["pi_1"]
    assert taken["stripe_intent"][0]["charges"][0]["id"] == "ch_1"
    (orders,) = taken["orders"]
    assert (orders["user_id"], orders["orders"][0]["order_id"]) == ("usr_1", "ord_1")
    assert (orders["orders"][0]["payment"], orders["orders"][0]["payment_intent_id"]) == ("pi_1", "pi_1")
    (stock,) = taken["stock"]
    assert (stock["initial"], stock["now"], stock["refunds_return"]) == (3, 2, True)
    assert taken["mails"] == [{"email": ada.email, "mails": []}]
    (unavailable,) = taken["unavailable"]
    assert (unavailable["snapshot"], unavailable["of"]) == ("cart", "usr_1")
    assert {event.kind for event in shop.history.events[before:]} == {"snapshot"}


def test_they_say_what_the_shop_adds(stub: Stub, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """To an order and a cart of their lines, and the most to one payment of what the shopper wanted."""
    monkeypatch.setattr(type(shop.adapter), "extra", lambda _, goods, currency: goods // 10 if currency == "usd" else 0)
    stub.answers |= {
        ("GET", "/v1/payment_intents"): (200, {**EMPTY, "data": [PAID]}),
        ("GET", "/api/orders"): (200, {"orders": [ROW]}),
        ("GET", "/api/cart"): (200, {"items": ROW["items"] * 2, "total": 11998, "currency": "usd"}),
        ("POST", "/api/cart/items"): (200, {}),
    }
    product, ada = shop.product(price=5999, currency="usd"), shop.shopper()
    ada.add(product, 3)
    assert (shop.cost(product), shop.cost(product, 2), shop.total(5000, "eur")) == (6598, 13197, 5000)
    taken = take(shop)
    assert (taken["orders"][0]["orders"][0]["extra"], taken["cart"][0]["extra"]) == (599, 1199)
    assert taken["extra"] == [{"user_id": "usr_1", "currency": "usd", "most": 1799}]


def test_they_wait_for_webhooks_that_are_under_way(stub: Stub, shop: Shop) -> None:
    pending = [1, 1, 0]
    event = {"id": "evt_1", "data": {"object": {"id": "ch_1", "payment_intent": "pi_1"}}}

    def events(_: Request) -> tuple[int, Any]:
        return 200, {**EMPTY, "data": [{**event, "pending_webhooks": pending.pop(0)}]}

    assert shop.shopper().key
    stub.answers |= {
        ("GET", "/v1/payment_intents"): (200, {**EMPTY, "data": [PAID]}),
        ("GET", "/v1/events"): events,
    }
    take(shop)
    assert pending == []


def test_a_stock_that_nobody_counts_is_no_snapshot(stub: Stub, shop: Shop) -> None:
    product = shop.product()
    row = {"product_id": product.id, "price": 5999, "currency": "usd", "stock": None, "title": "Tea"}
    stub.answers["GET", f"/api/products/{product.id}"] = (200, row)
    assert set(take(shop)) == {"begin"}


def test_what_the_adapter_lacks_is_left_out_without_a_complaint(stub: Stub, shop: Shop) -> None:
    small = Shop(replace(stub.stack(), adapter=small_shop.SPEC), History(), 7, "a test")
    ada = small.shopper()
    ada.begin()
    stub.answers["GET", "/v1/payment_intents"] = (200, {**EMPTY, "data": [{**PAID, "metadata": {}}]})
    taken = take(small)
    assert set(taken) == {"begin", "payments", "stripe_intent"}
    assert taken["payments"] == [
        {"intents": {"pi_1": ["pi_1"]}, "open_sessions": [], "several": False, "saves_cards": False}
    ]
    small.close()


def test_a_shops_own_id_leads_to_the_intent_that_took_the_money(stub: Stub, shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    file.write_text(OWN_IDS, "utf-8")
    named = {"metadata": {"order": "order-7"}}
    failed = {**PAID, **named, "id": "pi_0", "status": "requires_payment_method", "amount_received": 0}
    later = {**failed, "id": "pi_2"}
    sessions = [
        {"id": "cs_2", "status": "open", "client_reference_id": "order-7"},
        {"id": "cs_1", "status": "complete", "client_reference_id": "order-7"},
        {"id": "cs_0", "status": "open", "client_reference_id": "order-6"},
    ]
    stub.answers |= {
        ("GET", "/v1/payment_intents"): (200, {**EMPTY, "data": [later, {**PAID, **named}, failed]}),
        ("GET", "/v1/checkout/sessions"): (200, {**EMPTY, "data": sessions}),
    }
    own = Shop(replace(stub.stack(), adapter=str(file)), History(), 7, "a test")
    own.shopper().begin()
    taken = take(own)
    told = {"open_sessions": ["cs_2"], "several": False, "saves_cards": False}
    assert taken["payments"] == [{"intents": {"order-7": ["pi_0", "pi_1", "pi_2"]}, **told}]
    assert [row["id"] for row in taken["stripe_intent"]] == ["pi_0", "pi_1", "pi_2"]
    assert taken["orders"][0]["orders"][0]["payment_intent_id"] == "pi_1"
    own.close()


def test_a_shopper_without_an_id_is_named_as_in_the_facts(stub: Stub, shop: Shop, tmp_path: Path) -> None:
    """By the address: what is put into a cart and what the cart shows then are one person's."""
    file = tmp_path / "own.py"
    file.write_text(OWN_IDS, "utf-8")
    own = Shop(replace(stub.stack(), adapter=str(file)), History(), 7, "a test")
    ada = own.shopper()
    ada.begin()
    taken = take(own)
    [begun] = own.history.of(kind="fact", operation="begun")
    named = {begun.data["user_id"], taken["cart"][0]["user_id"], taken["orders"][0]["user_id"]}
    assert named == {ada.email}
    own.close()


def test_a_payment_that_stripe_does_not_know_is_gone(stub: Stub, shop: Shop) -> None:
    small = Shop(replace(stub.stack(), adapter=small_shop.SPEC), History(), 7, "a test")
    small.shopper().begin()
    taken = take(small)
    assert taken["stripe_intent"] == [{"id": "pi_1", "gone": True}]
    small.close()
