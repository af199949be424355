"""What our payment API promises of orders, beyond what a schema can say."""

from __future__ import annotations

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, only_ours
from harness import Shop, card
from scenarios.steps import VISA, bought, equal

pytestmark = pytest.mark.card(VISA)


@labelled("Orders", "The list")
@pytest.mark.quick
def test_the_newest_order_comes_first(shop: Shop) -> None:
    titled("The list of orders begins with the newest one", "GET /api/orders")
    only_ours(shop.adapter.people)
    ada, product, first = bought(shop, stock=3)
    second = ada.buy(product, card(VISA))
    orders = PaymentApi(ada).orders().expect(200).json()["orders"]
    told = [order["payment_intent_id"] for order in orders]
    equal(told, [second.payment.id, first.payment.id], what="the payments of the orders, in their order")
