"""What our payment API promises of orders, beyond what a schema can say."""

from __future__ import annotations

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, only_ours
from harness import Shop, card
from scenarios.steps import VISA, bought, equal

pytestmark = pytest.mark.card(VISA)

# More than a page has where nobody chose how long it is: ten, at Stripe and in many a database.
SEVERAL = 12


@labelled("Orders", "The list")
@pytest.mark.quick
def test_the_newest_order_comes_first(shop: Shop) -> None:
    """Also among those of one second, of which there are several here; and none is left out."""
    titled("The list of orders begins with the newest one", "GET /api/orders")
    only_ours(shop.adapter.people)
    ada, product, first = bought(shop, stock=SEVERAL)
    made = [first, *(ada.buy(product, card(VISA)) for _ in range(SEVERAL - 1))]
    orders = PaymentApi(ada).orders().expect(200).json()["orders"]
    told = [order["payment_intent_id"] for order in orders]
    equal(told, [one.payment.id for one in reversed(made)], what="the payments of the orders, in their order")
