"""One payment makes one order, whatever arrives twice, late or not at all."""

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from checkout.problems import Problem, unavailable
from tests.checkout.conftest import Desk


def mails_to(email: str) -> int:
    """How many mails SES sent there."""
    sent = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    return sum(email in message.destinations["ToAddresses"] for message in sent)


def test_a_payment_confirmed_by_the_server_becomes_one_order_and_one_mail(desk: Desk) -> None:
    product, ada = desk.product(stock=5), desk.shopper()
    intent = ada.begin(product, 2)
    assert desk.stock(product) == 3
    for _ in range(2):
        answer = ada.confirm(intent, "pm_card_visa")
        assert (answer.status_code, answer.json()["status"]) == (200, "succeeded")
    assert desk.tell("payment_intent.succeeded", {"id": intent}).status_code == 200
    (order,) = ada.orders()
    assert (order["amount"], order["status"], order["payment_intent_id"]) == (11998, "paid", intent)
    assert (desk.stock(product), ada.items(), mails_to(ada.email)) == (3, [], 1)


def test_a_webhook_alone_makes_the_order(desk: Desk) -> None:
    product, ada = desk.product(), desk.shopper()
    intent = ada.begin(product)
    desk.stripe.pay(intent)
    for kind in ("payment_intent.succeeded", "payment_intent.succeeded", "payment_intent.payment_failed"):
        assert desk.tell(kind, {"id": intent}).status_code == 200
    assert [order["status"] for order in ada.orders()] == ["paid"]
    assert ada.confirm(intent).json()["order_id"] == ada.orders()[0]["order_id"]


def test_a_webhook_that_came_before_the_money_makes_no_order(desk: Desk) -> None:
    ada = desk.shopper()
    intent = ada.begin(desk.product())
    assert desk.tell("payment_intent.succeeded", {"id": intent, "status": "succeeded"}).status_code == 200
    assert ada.orders() == []


def test_a_decline_is_a_402_and_the_same_intent_takes_another_card(desk: Desk) -> None:
    ada = desk.shopper()
    intent = ada.begin(desk.product())
    for payment_method in ("pm_declines", None, "pm_declines"):
        answer = ada.confirm(intent, payment_method)
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["decline_code"]) == (
            402,
            "card_declined",
            "insufficient_funds",
        )
    assert ada.orders() == []
    assert ada.confirm(intent, "pm_card_visa").json()["status"] == "succeeded"


def test_beginning_again_answers_the_same_intent_and_reserves_once(desk: Desk) -> None:
    product, ada = desk.product(stock=5), desk.shopper()
    intent = ada.begin(product)
    answer = ada.post("/api/payments/create-payment-intent", {})
    assert (answer.json()["payment_intent_id"], desk.stock(product)) == (intent, 4)


def test_a_changed_cart_replaces_the_intent_and_gives_its_stock_back(desk: Desk) -> None:
    product, ada = desk.product(stock=5), desk.shopper()
    first = ada.begin(product)
    second = ada.begin(product, 2)
    assert (first != second, desk.stock(product)) == (True, 2)
    assert desk.stripe.payments[first].status == "canceled"
    assert ada.confirm(first, "pm_card_visa").json()["code"] == "intent_canceled"
    assert ada.confirm(second, "pm_card_visa").json()["amount"] == 3 * 5999


def test_a_cart_changed_after_the_intent_is_not_charged_by_the_server(desk: Desk) -> None:
    product, ada = desk.product(), desk.shopper()
    intent = ada.begin(product)
    ada.post("/api/cart/items", {"product_id": product, "quantity": 1})
    answer = ada.confirm(intent, "pm_card_visa")
    assert (answer.status_code, answer.json()["code"]) == (409, "cart_changed")
    assert desk.stripe.payments[intent].status == "requires_payment_method"


def test_what_the_browser_paid_is_an_order_and_what_was_added_since_stays(desk: Desk) -> None:
    product, ada = desk.product(), desk.shopper()
    intent = ada.begin(product)
    ada.post("/api/cart/items", {"product_id": product, "quantity": 2})
    desk.stripe.pay(intent)
    assert ada.confirm(intent, "pm_card_visa").json()["status"] == "succeeded"
    assert [order["amount"] for order in ada.orders()] == [5999]
    assert [item["quantity"] for item in ada.items()] == [2]


def test_beginning_again_after_the_browser_paid_settles_first(desk: Desk) -> None:
    ada = desk.shopper()
    intent = ada.begin(desk.product())
    desk.stripe.pay(intent)
    answer = ada.post("/api/payments/create-payment-intent", {})
    assert (answer.status_code, answer.json()["code"], len(ada.orders())) == (400, "cart_empty", 1)


@pytest.mark.parametrize("change", [{"amount": 1, "amount_received": 1}, {"currency": "eur"}, {"metadata": {}}])
def test_a_payment_that_is_not_what_the_cart_cost_makes_no_order(desk: Desk, change: dict[str, object]) -> None:
    ada = desk.shopper()
    intent = ada.begin(desk.product())
    desk.stripe.pay(intent)
    desk.stripe.set(intent, **change)
    answer = ada.confirm(intent)
    assert (answer.status_code, answer.json()["code"], ada.orders()) == (409, "payment_mismatch", [])
    assert desk.tell("payment_intent.succeeded", {"id": intent}).status_code == 200
    assert ada.orders() == []


def test_too_little_stock_is_a_409_that_holds_nothing(desk: Desk) -> None:
    product, ada = desk.product(stock=1), desk.shopper()
    ada.post("/api/cart/items", {"product_id": product, "quantity": 2})
    answer = ada.post("/api/payments/create-payment-intent", {})
    assert (answer.status_code, answer.json()["code"], desk.stock(product)) == (409, "out_of_stock", 1)


def test_a_cancel_told_by_stripe_gives_the_stock_back_once(desk: Desk) -> None:
    product, ada = desk.product(stock=5), desk.shopper()
    intent = ada.begin(product)
    desk.stripe.set(intent, status="canceled")
    for _ in range(2):
        desk.tell("payment_intent.canceled", {"id": intent})
    assert (desk.stock(product), len(ada.items())) == (5, 1)


def test_an_outage_is_a_503_and_the_next_try_is_the_same_operation(desk: Desk) -> None:
    ada = desk.shopper()
    intent = ada.begin(desk.product())
    desk.stripe.failures.append(unavailable("stripe_unavailable", "away"))
    before = len(desk.stripe.calls)
    answer = ada.confirm(intent, "pm_card_visa")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert ada.confirm(intent, "pm_card_visa").status_code == 200
    keys = {key for name, key in desk.stripe.calls[before:] if name == "confirm"}
    assert len(keys) == 1


def test_nobody_sees_or_touches_what_is_not_theirs(desk: Desk) -> None:
    ada, eve = desk.shopper(), desk.shopper()
    intent = ada.begin(desk.product())
    ada.confirm(intent, "pm_card_visa")
    answers = [
        eve.get(f"/api/payments/payment-intent/{intent}"),
        eve.get(f"/api/orders/{ada.orders()[0]['order_id']}"),
        eve.confirm(intent),
        eve.confirm(intent, "pm_card_visa"),
        eve.post("/api/payments/refunds", {"payment_intent_id": intent}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert eve.orders() == []


def test_a_begin_that_has_read_the_cart_before_another_tab_bought_takes_no_units(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its idempotency key is that of the other tab's payment, whose units are sold already."""
    product, ada = desk.product(stock=5), desk.shopper()
    ada.post("/api/cart/items", {"product_id": product, "quantity": 2})
    carts = desk.shop.carts
    read, bought = carts.get, list[object]()

    def held(user_id: str) -> object:
        cart = read(user_id)
        if not bought:
            bought.append(cart)
            intent = ada.post("/api/payments/create-payment-intent", {}).json()["payment_intent_id"]
            assert ada.confirm(intent, "pm_card_visa").status_code == 200
        return cart

    monkeypatch.setattr(carts, "get", held)
    assert ada.post("/api/payments/create-payment-intent", {}).status_code == 400  # the cart is empty by now
    assert (desk.stock(product), len(ada.orders()), ada.items()) == (3, 1, [])


def test_a_payment_that_stripe_broke_off_is_begun_under_another_key(desk: Desk) -> None:
    """Stripe repeats a stored 500 under the same key for a day: the next try must be a new operation."""
    ada, product = desk.shopper(), desk.product()
    assert ada.post("/api/cart/items", {"product_id": product, "quantity": 1}).status_code == 200
    desk.stripe.failures.append(Problem(502, "stripe_error", "Stripe broke off."))
    assert ada.post("/api/payments/create-payment-intent", {}).status_code == 502
    assert ada.post("/api/payments/create-payment-intent", {}).status_code == 200
    first, second = [key for name, key in desk.stripe.calls if name == "create"][-2:]
    assert first != second
