"""What our payment API promises of products, beyond what a schema can say: everybody who looks sees the same."""

from __future__ import annotations

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, only_ours
from harness import Shop, card
from scenarios.steps import VISA, assert_told_paid, equal, ready_to_pay

pytestmark = pytest.mark.card(VISA)


@labelled("Products", "The list")
@pytest.mark.quick
def test_the_list_and_the_product_tell_the_same(shop: Shop) -> None:
    """At once: before anybody wants it, while it is held for a payment, and when it is sold."""
    titled("The list of products and each of them tell the same stock, at every moment", "GET /api/products")
    only_ours(shop.adapter.people)
    product = shop.product(stock=5)
    api = PaymentApi(shop.visitor())
    same_stock(api, product.id, 5)
    ready_to_pay(shop, product)
    same_stock(api, product.id, 4)
    assert_told_paid(shop.shopper("Bob").buy(product, card(VISA)), shop.cost(product))
    same_stock(api, product.id, 3)


def same_stock(api: PaymentApi, product_id: str, wanted: int) -> None:
    """The list and the product itself tell this stock."""
    listed = [row["stock"] for row in api.products().expect(200).json()["products"] if row["product_id"] == product_id]
    equal(listed, [wanted], what="the stock that the list tells")
    equal(api.product(product_id).expect(200).json()["stock"], wanted, what="the stock that the product tells")
