"""Refunds end in the order and the stock, whoever made them, and never exceed what was paid."""

from checkout.problems import unavailable
from checkout.stripe_gateway import StripeRefund
from tests.checkout.conftest import Desk, Shopper


def paid(desk: Desk, product: str) -> tuple[Shopper, str]:
    """A shopper who has bought one of the product."""
    ada = desk.shopper()
    intent = ada.begin(product)
    assert ada.confirm(intent, "pm_card_visa").status_code == 200
    return ada, intent


def test_a_full_refund_gives_the_goods_back_and_a_second_one_is_refused(desk: Desk) -> None:
    product = desk.product(stock=5)
    ada, intent = paid(desk, product)
    answer = ada.post("/api/payments/refunds", {"payment_intent_id": intent})
    assert (answer.status_code, answer.json()["amount"]) == (200, 5999)
    assert (ada.orders()[0]["status"], desk.stock(product)) == ("refunded", 5)
    answer = ada.post("/api/payments/refunds", {"payment_intent_id": intent})
    assert (answer.status_code, answer.json()["code"]) == (409, "charge_already_refunded")


def test_two_partial_refunds_of_one_amount_are_two(desk: Desk) -> None:
    product = desk.product(stock=5)
    ada, intent = paid(desk, product)
    for total in (1000, 2000):
        assert ada.post("/api/payments/refunds", {"payment_intent_id": intent, "amount": 1000}).status_code == 200
        order = ada.orders()[0]
        assert (order["status"], order["amount_refunded"]) == ("partially_refunded", total)
    assert desk.stock(product) == 4
    answer = ada.post("/api/payments/refunds", {"payment_intent_id": intent, "amount": 4000})
    assert (answer.status_code, answer.json()["code"]) == (422, "amount_too_large")


def test_a_refund_repeated_after_an_outage_is_one(desk: Desk) -> None:
    ada, intent = paid(desk, desk.product())
    body = {"payment_intent_id": intent, "amount": 1000}
    desk.stripe.failures.append(unavailable("stripe_unavailable", "away"))
    before = len(desk.stripe.calls)
    assert [ada.post("/api/payments/refunds", body).status_code for _ in range(2)] == [503, 200]
    assert len({key for name, key in desk.stripe.calls[before:] if name == "refund"}) == 1


def test_an_unpaid_payment_has_nothing_to_give_back(desk: Desk) -> None:
    ada = desk.shopper()
    answer = ada.post("/api/payments/refunds", {"payment_intent_id": ada.begin(desk.product())})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_paid")


def test_a_refund_made_in_the_dashboard_is_told_and_one_that_failed_is_taken_back(desk: Desk) -> None:
    product = desk.product(stock=5)
    ada, intent = paid(desk, product)
    desk.stripe.made[intent] = [StripeRefund("re_1", "succeeded", 5999, "")]
    for _ in range(2):
        assert desk.tell("charge.refunded", {"id": "ch_1", "payment_intent": intent}).status_code == 200
    assert (ada.orders()[0]["status"], desk.stock(product)) == ("refunded", 5)
    desk.stripe.made[intent] = [StripeRefund("re_1", "failed", 5999, "")]
    assert desk.tell("refund.failed", {"id": "re_1", "payment_intent": intent}).status_code == 200
    assert (ada.orders()[0]["status"], desk.stock(product)) == ("paid", 4)


def test_a_refund_told_before_the_payment_makes_the_order_first(desk: Desk) -> None:
    product, ada = desk.product(stock=5), desk.shopper()
    intent = ada.begin(product)
    desk.stripe.pay(intent)
    desk.stripe.made[intent] = [StripeRefund("re_1", "succeeded", 5999, "")]
    desk.tell("charge.refunded", {"id": "ch_1", "payment_intent": intent})
    desk.tell("payment_intent.succeeded", {"id": intent})
    assert [order["status"] for order in ada.orders()] == ["refunded"]
    assert desk.stock(product) == 5
