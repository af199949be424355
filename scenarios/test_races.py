"""Things that happen at the same time: two clicks, two shoppers, browser and webhook. The outcome is as if in a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from harness import ApiShopper, Exchange, Shop, at_most, card, contains, expect, none_of, one_of
from scenarios.steps import (
    PAYABLE,
    VISA,
    assert_charged,
    at_once,
    bought,
    equal,
    feature,
    orders_of,
    pay_in_browser,
    payable,
    ready_to_pay,
    refunded,
    scenario,
    wait_for_order,
)

pytestmark = [*feature("Races"), pytest.mark.card(VISA)]

MASTERCARD = "5555555555554444"
SHOPPERS = ("Ada", "Bob", "Cem", "Dua")


def _statuses(answers: list[Exchange], *allowed: int) -> list[int]:
    for answer in answers:
        expect(answer.status, one_of(allowed), "the status of one of two calls at once", at=answer)
    return [answer.status for answer in answers]


@scenario("Pay clicked twice at once, at the server: charged once, one order", story="Two clicks", severity="blocker")
@pytest.mark.needs("server_confirm", "idempotency")
@pytest.mark.quick
def test_a_double_confirmation(shop: Shop) -> None:
    product = shop.product(price=5999, stock=3)
    ada, intent = ready_to_pay(shop, product)
    answers = at_once(*[lambda: ada.confirm(intent["payment_intent_id"], payment_method="pm_card_visa")] * 2)
    statuses = _statuses(answers, 200, 409, 503)
    expect(statuses, contains(200), "the list of statuses of the two clicks")
    wait_for_order(ada, intent["payment_intent_id"])
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")
    equal(len(orders_of(ada)), 1, what="the number of orders")
    equal(shop.stock(product), 2, what="the stock after the one sale")


@scenario("Two tabs come back from Stripe at once: one order, the same in both", story="Two clicks", severity="blocker")
def test_a_double_settlement(shop: Shop) -> None:
    product = shop.product(price=5999, stock=3)
    ada, intent = ready_to_pay(shop, product)
    pay_in_browser(shop, intent, card(VISA))
    answers = at_once(*[lambda: ada.confirm(intent["payment_intent_id"])] * 3)
    orders = {answer.expect(200).json()["order_id"] for answer in answers}
    equal(len(orders), 1, what="the number of orders that the answers name")
    equal(len(orders_of(ada)), 1, what="the number of orders")
    equal(shop.stock(product), 2, what="the stock after the one sale")


@scenario("Two tabs pay one intent with two cards at once: Stripe takes one", story="Two clicks")
@pytest.mark.needs("single_payments")
@pytest.mark.card(MASTERCARD)
def test_two_cards_at_once(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=5999))
    answers = at_once(*[_paying(shop, intent["client_secret"], number) for number in (VISA, MASTERCARD)])
    equal(sum(answer.status == 200 for answer in answers), 1, what="the number of confirmations that succeed")
    ada.confirm(intent["payment_intent_id"]).expect(200)
    assert_charged(shop, intent["payment_intent_id"], 5999, "usd")


@scenario("The browser's return and the webhook at once: one order", story="Browser and webhook", severity="blocker")
@pytest.mark.needs("events")
@pytest.mark.quick
def test_confirmation_and_webhook_at_once(shop: Shop) -> None:
    product = shop.product(price=5999, stock=3)
    ada, intent = ready_to_pay(shop, product)
    pay_in_browser(shop, intent, card(VISA))
    event = shop.webhooks.event_for(intent["payment_intent_id"], "payment_intent.succeeded")
    settled, delivery = at_once(lambda: ada.confirm(intent["payment_intent_id"]), lambda: shop.webhooks.post(event))
    settled.expect(200)
    delivery.expect(200, 202, 204)
    shop.reached("duplicate_webhook")
    equal(len(orders_of(ada)), 1, what="the number of orders")
    equal(shop.stock(product), 2, what="the stock after the one sale")


@scenario("The same webhook three times at once: one order", story="Browser and webhook")
@pytest.mark.needs("events")
def test_duplicate_webhooks_at_once(shop: Shop) -> None:
    product = shop.product(price=5999, stock=3)
    ada, intent = ready_to_pay(shop, product)
    pay_in_browser(shop, intent, card(VISA))
    event = shop.webhooks.event_for(intent["payment_intent_id"], "payment_intent.succeeded")
    for answer in at_once(*[lambda: shop.webhooks.post(event)] * 3):
        answer.expect(200, 202, 204)
    shop.reached("duplicate_webhook")
    wait_for_order(ada, intent["payment_intent_id"])
    equal(shop.stock(product), 2, what="the stock after the one sale")


@scenario(
    "Two shoppers race for the last unit: one gets it, the other pays nothing",
    story="The last unit",
    severity="blocker",
)
@pytest.mark.needs("server_confirm")
@pytest.mark.quick
def test_two_shoppers_and_the_last_piece(shop: Shop) -> None:
    product = shop.product(price=5999, stock=1)
    shoppers = [shop.shopper(name) for name in SHOPPERS[:2]]
    for shopper in shoppers:
        shopper.add(product.id).expect(200, 201)
    answers = at_once(*[_buying(shopper) for shopper in shoppers])
    equal(sorted(_statuses(answers, 200, 409)), [200, 409], what="the outcome of the race")
    equal(sum(len(orders_of(shopper)) for shopper in shoppers), 1, what="the number of orders")
    equal(shop.stock(product), 0, what="the stock after the race")


@scenario("Four shoppers race for two units: two orders, and the stock is never below zero", story="The last unit")
@pytest.mark.needs("server_confirm")
def test_four_shoppers_and_two_pieces(shop: Shop) -> None:
    product = shop.product(price=5999, stock=2)
    shoppers = [shop.shopper(name) for name in SHOPPERS]
    for shopper in shoppers:
        shopper.add(product.id).expect(200, 201)
    answers = at_once(*[_buying(shopper) for shopper in shoppers])
    equal(_statuses(answers, 200, 409).count(200), 2, what="the number of shoppers who got a unit")
    equal(sum(len(orders_of(shopper)) for shopper in shoppers), 2, what="the number of orders")
    equal(shop.stock(product), 0, what="the stock after the race")


@scenario("Fifty shoppers race for the last twenty units: twenty orders, nobody else pays", story="The last unit")
@pytest.mark.needs("server_confirm")
def test_fifty_shoppers_and_twenty_pieces(shop: Shop) -> None:
    product = shop.product(price=5999, stock=20)
    shoppers = [shop.shopper(f"Shopper {number}") for number in range(50)]
    at_once(*[partial(shopper.add, product.id) for shopper in shoppers])
    answers = at_once(*[_buying(shopper) for shopper in shoppers])
    equal(_statuses(answers, 200, 409).count(200), 20, what="the number of shoppers who got a unit")
    equal(sum(len(orders_of(shopper)) for shopper in shoppers), 20, what="the number of orders")
    equal(shop.stock(product), 0, what="the stock after the race")


@scenario("Checkout clicked twice at once: one intent can be paid", story="Two clicks")
@pytest.mark.needs("idempotency")
def test_two_intents_at_once(shop: Shop) -> None:
    product = shop.product(price=5999, stock=3)
    ada = shop.shopper()
    ada.add(product.id).expect(200, 201)
    _statuses(at_once(ada.create_intent, ada.create_intent), 200, 201, 409, 503)
    intent = ada.create_intent().expect(200, 201).json()
    equal(payable(shop, ada), [intent["payment_intent_id"]], what="the payable intents at Stripe")
    equal(shop.stock(product), 2, what="the stock: one unit is reserved")


@scenario("Two tabs fill one cart at once: nothing is lost", story="Two clicks")
def test_two_tabs_fill_one_cart(shop: Shop) -> None:
    tea, pot, ada = shop.product(), shop.product(), shop.shopper()
    ada.cart().expect(200)
    answers = at_once(lambda: ada.add(tea.id), lambda: ada.add(pot.id), lambda: ada.add(tea.id))
    _statuses(answers, 200, 201)
    held = {item["product_id"]: item["quantity"] for item in ada.cart().expect(200).json()["items"]}
    equal(held, {tea.id: 2, pot.id: 1}, what="the cart")


@scenario("A tab replaces the intent while another one pays it: paid and ordered, or neither", story="Two clicks")
@pytest.mark.needs("idempotency", "single_payments")
def test_replacing_an_intent_while_it_is_paid(shop: Shop) -> None:
    product = shop.product(price=1500, stock=9)
    ada, first = ready_to_pay(shop, product)
    ada.set_quantity(product.id, 3).expect(200)
    paid, replaced = at_once(_paying(shop, first["client_secret"], VISA), ada.create_intent)
    expect(replaced.status, one_of((200, 201, 409, 503)), "the status of the new intent", at=replaced)
    if paid.status == 200:
        equal(wait_for_order(ada, first["payment_intent_id"])["amount"], 1500, what="the amount of the order")
    else:
        status = shop.stripe.intent(first["payment_intent_id"])["status"]
        expect(status, none_of(PAYABLE), "the status of the replaced intent")
        equal(orders_of(ada), [], what="the list of orders")


@scenario("Refund clicked twice at once: the money goes back once", story="Refunds at once", severity="blocker")
@pytest.mark.needs("refunds", "idempotency", "partial_refunds", "refund_limits")
@pytest.mark.quick
def test_a_double_refund(shop: Shop) -> None:
    ada, product, purchase = bought(shop, price=5999, stock=3)
    answers = at_once(*[lambda: ada.refund(purchase.intent_id)] * 2)
    expect(_statuses(answers, 200, 409, 503), contains(200), "the list of statuses of the two refunds")
    equal(refunded(shop, purchase.intent_id), 5999, what="the amount that Stripe refunded")
    wait_for_order(ada, purchase.intent_id, "refunded")
    equal(shop.stock(product), 3, what="the stock after the one refund")


@scenario("Two partial refunds at once never exceed the payment", story="Refunds at once")
@pytest.mark.needs("refunds", "partial_refunds", "refund_limits")
def test_two_partial_refunds(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999)
    answers = at_once(
        lambda: ada.refund(purchase.intent_id, amount=4000), lambda: ada.refund(purchase.intent_id, amount=3000)
    )
    equal(_statuses(answers, 200, 409, 422, 503).count(200), 1, what="the number of refunds that succeed")
    expect(refunded(shop, purchase.intent_id), at_most(5999), "the amount that Stripe refunded")
    wait_for_order(ada, purchase.intent_id, "partially_refunded")


def _buying(shopper: ApiShopper) -> Callable[[], Exchange]:
    """Begin to pay and pay at the server; the answer that ended it."""

    def buy() -> Exchange:
        made = shopper.create_intent()
        if made.status >= 400:
            return made
        return shopper.confirm(made.json()["payment_intent_id"], payment_method="pm_card_visa")

    return buy


def _paying(shop: Shop, client_secret: str, number: str) -> Callable[[], Exchange]:
    return lambda: shop.js.confirm_payment(client_secret, card(number))
