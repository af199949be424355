"""What a cart tells does not depend on the random ids of what is in it."""

import pytest

from checkout import carts
from tests.checkout.conftest import Desk


def test_a_cart_lists_its_products_oldest_first(desk: Desk) -> None:
    """Ordered by their random ids, the same steps would meet another first line in each run."""
    ada, products = desk.shopper(), [desk.product() for _ in range(6)]
    for product in (*products[3:], *products[:3]):
        ada.post("/api/cart/items", {"product_id": product, "quantity": 1})
    assert [item["product_id"] for item in ada.items()] == products
    ada.confirm(str(ada.post("/api/payments/create-payment-intent", {}).json()["payment_intent_id"]), "pm_card_visa")
    (order,) = ada.orders()
    assert [item["product_id"] for item in order["items"]] == products


def test_a_cart_that_is_always_changed_by_somebody_else_is_a_409(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, product = desk.shopper(), desk.product()
    monkeypatch.setattr(carts, "TRIES", 2)  # forty of them take longer on a busy machine than the client waits
    monkeypatch.setattr(desk.shop.store, "put", lambda *_, **__: False)  # each write finds another version there
    answer = ada.post("/api/cart/items", {"product_id": product, "quantity": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "cart_busy")
