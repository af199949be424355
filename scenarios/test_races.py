"""Things that happen at the same time: two clicks, two shoppers, browser and webhook. The outcome is as if in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from harness import (
    Attempt,
    Buyer,
    Lost,
    NotOffered,
    Order,
    Product,
    Refused,
    Shop,
    at_least,
    at_most,
    card,
    expect,
    lacks,
)
from scenarios.steps import (
    VISA,
    assert_charged,
    assert_one_sale,
    assert_only_this_is_payable,
    at_once,
    bought,
    comes_back,
    done_or_refused,
    equal,
    feature,
    in_page,
    ordered,
    paid_at_stripe,
    payable,
    ready_to_pay,
    scenario,
    wait_for_order,
)

pytestmark = [*feature("Races"), pytest.mark.card(VISA)]

MASTERCARD = "5555555555554444"
SHOPPERS = ("Ada", "Bob", "Cem", "Dua")
SECOND_CLICK = "a second click while the first is under way"


@scenario("Pay clicked twice at once, at the server: charged once, one order", story="Two clicks", severity="blocker")
@pytest.mark.needs("server_payments", "idempotency")
@pytest.mark.quick
def test_a_double_confirmation(shop: Shop) -> None:
    product = shop.product(stock=3)
    ada, payment = ready_to_pay(shop, product)
    outcomes = at_once(*[lambda: ada.confirm(payment, "pm_card_visa")] * 2)
    told = [order for order in done_or_refused(shop, outcomes, SECOND_CLICK) if order is not None]
    expect(len(told), at_least(1), "the number of clicks that are told the order")
    wait_for_order(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)
    assert_one_sale(shop, ada, product)


@scenario("Two tabs come back from Stripe at once: one order, the same in both", story="Two clicks", severity="blocker")
def test_a_double_settlement(shop: Shop) -> None:
    product = shop.product(stock=3)
    ada, payment = ready_to_pay(shop, product)
    paid_at_stripe(ada, payment)
    told = [_order(ended) for ended in at_once(*[lambda: ada.settle(payment)] * 3)]
    equal(len({order.id for order in told}), 1, what="the number of orders that the tabs are told of")
    assert_one_sale(shop, ada, product)


@scenario("Two tabs pay one payment with two cards at once: Stripe takes one", story="Two clicks")
@pytest.mark.needs("single_payments")
@pytest.mark.card(MASTERCARD)
def test_two_cards_at_once(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    attempts = at_once(*[partial(ada.attempt, payment, card(number)) for number in (VISA, MASTERCARD)])
    if in_page(payment):
        equal(sum(not attempt.error for attempt in attempts), 1, what="the number of confirmations that succeed")
    comes_back(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("The browser's return and the webhook at once: one order", story="Browser and webhook", severity="blocker")
@pytest.mark.needs("events")
@pytest.mark.quick
def test_confirmation_and_webhook_at_once(shop: Shop) -> None:
    product = shop.product(stock=3)
    ada, payment = ready_to_pay(shop, product)
    paid_at_stripe(ada, payment)
    event = shop.paid_event(payment)
    told, _ = at_once(lambda: ada.settle(payment), lambda: shop.webhooks.deliver(event))
    _order(told)
    shop.reached("duplicate_webhook")
    assert_one_sale(shop, ada, product)


@scenario("The same webhook three times at once: one order", story="Browser and webhook")
@pytest.mark.needs("events")
def test_duplicate_webhooks_at_once(shop: Shop) -> None:
    product = shop.product(stock=3)
    ada, payment = ready_to_pay(shop, product)
    paid_at_stripe(ada, payment)
    event = shop.paid_event(payment)
    at_once(*[lambda: shop.webhooks.deliver(event)] * 3)
    shop.reached("duplicate_webhook")
    wait_for_order(ada, payment)
    assert_one_sale(shop, ada, product)


@scenario(
    "Two shoppers race for the last unit: one gets it, the other pays nothing",
    story="The last unit",
    severity="blocker",
)
@pytest.mark.needs("server_payments")
@pytest.mark.quick
def test_two_shoppers_and_the_last_piece(shop: Shop) -> None:
    product = shop.scarce(1)
    race(shop, product, [shop.shopper(name) for name in SHOPPERS[:2]])


@scenario("Four shoppers race for two units: two orders, and the stock is never below zero", story="The last unit")
@pytest.mark.needs("server_payments")
def test_four_shoppers_and_two_pieces(shop: Shop) -> None:
    product = shop.scarce(2)
    race(shop, product, [shop.shopper(name) for name in SHOPPERS])


@scenario("Fifty shoppers race for the last twenty units: twenty orders, nobody else pays", story="The last unit")
@pytest.mark.needs("server_payments")
def test_fifty_shoppers_and_twenty_pieces(shop: Shop) -> None:
    product = shop.scarce(20)
    race(shop, product, [shop.shopper(f"Shopper {number}") for number in range(50)])


@scenario("Checkout clicked twice at once: one payment can be paid", story="Two clicks")
@pytest.mark.needs("idempotency")
def test_two_intents_at_once(shop: Shop) -> None:
    product, ada = shop.product(stock=3), shop.shopper()
    ada.add(product)
    done_or_refused(shop, at_once(ada.begin, ada.begin), SECOND_CLICK)
    payment = ada.begin()
    assert_only_this_is_payable(shop, ada, payment)
    if shop.counts(product) and not shop.facts.several_open_payments:
        equal(shop.stock(product), 3 - (shop.facts.stock == "held"), what="the stock: one unit is reserved")


@scenario("Two tabs fill one cart at once: nothing is lost", story="Two clicks")
def test_two_tabs_fill_one_cart(shop: Shop) -> None:
    if shop.facts.cart_in_cookie:
        raise NotOffered("a cart that the checkout keeps")
    tea, pot = shop.product(), shop.product()
    wanted = [tea, pot, tea] * 3
    for name in ("Ada", "Bob", "Cleo"):  # one such race is lost by chance alone
        shopper = shop.shopper(name)
        if not shopper.offers("add"):
            raise NotOffered("add")
        shopper.cart()
        for ended in at_once(*[partial(shopper.add, product) for product in wanted]):
            if isinstance(ended, Refused | Lost):
                raise ended
        equal(shopper.cart().quantities(), dict(Counter(product.id for product in wanted)), what="the cart")


@scenario("A tab replaces the payment while another one pays it: paid and ordered, or neither", story="Two clicks")
@pytest.mark.needs("idempotency", "single_payments")
def test_replacing_an_intent_while_it_is_paid(shop: Shop) -> None:
    product = shop.product(stock=9)
    ada, first = ready_to_pay(shop, product)
    ada.set_quantity(product, 3)
    paid, replaced = at_once(lambda: ada.attempt(first, card(VISA)), ada.begin)
    done_or_refused(shop, [replaced], "a new payment while another call is under way")
    if isinstance(paid, Attempt) and not paid.error:
        equal(wait_for_order(ada, first).amount, shop.cost(product), what="the amount of the order")
    else:
        for way in shop.money.ways(first):
            expect(payable(shop, ada), lacks(way), "what could still be paid after it was replaced")
        equal(ada.orders(), [], what="the list of orders")


@scenario("Refund clicked twice at once: the money goes back once", story="Refunds at once", severity="blocker")
@pytest.mark.needs("refunding", "idempotency", "partial_refunds", "refund_limits")
@pytest.mark.quick
def test_a_double_refund(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    order = ordered(ada, purchase)
    outcomes = at_once(*[lambda: ada.refund(order)] * 2)
    given = done_or_refused(shop, outcomes, "a refund while the same one is under way")
    expect(len(given), at_least(1), "the number of the two refunds that are done")
    equal(shop.money.refunded(order), shop.cost(product), what="the amount that Stripe refunded")
    wait_for_order(ada, order, "refunded")
    if shop.counts(product) and shop.facts.refunds_return_goods:
        equal(shop.stock(product), 3, what="the stock after the one refund")


@scenario("Two partial refunds at once never exceed the payment", story="Refunds at once")
@pytest.mark.needs("refunding", "partial_refunds", "refund_limits")
def test_two_partial_refunds(shop: Shop) -> None:
    ada, product, purchase = bought(shop)
    order = ordered(ada, purchase)
    parts = (shop.cost(product) * 2 // 3, shop.cost(product) // 2)
    outcomes = at_once(*[partial(ada.refund, order, part) for part in parts])
    given = done_or_refused(shop, outcomes, "a refund while another one is under way")
    equal(len(given), 1, what="the number of refunds that are done")
    expect(shop.money.refunded(order), at_most(shop.cost(product)), "the amount that Stripe refunded")
    wait_for_order(ada, order, "partially_refunded")


def race(shop: Shop, product: Product, shoppers: list[Buyer]) -> None:
    """All buy one unit at once: as many have an order as there are units, the others are refused."""
    for ended in at_once(*[partial(shopper.add, product) for shopper in shoppers]):
        if isinstance(ended, Refused | Lost):
            raise ended
    outcomes = at_once(*[_buying(shopper) for shopper in shoppers])
    told = done_or_refused(shop, outcomes, "what somebody else was faster to buy")
    units = product.stock or 0
    # Who was too late may be told an order that was given its money back.
    sold = [order for order in told if order is not None and order.status == "paid"]
    equal(len(sold), units, what="the number of shoppers who got a unit")
    if all(shopper.offers("orders") for shopper in shoppers):
        orders = [order for shopper in shoppers for order in shopper.orders() if order.status == "paid"]
        equal(len(orders), units, what="the number of orders")
    if shop.counts(product):
        equal(shop.stock(product), 0, what="the stock after the race")


def _buying(shopper: Buyer) -> Callable[[], Order | None]:
    """Begin to pay and pay, at the server where the checkout does so; the order that ended it."""

    def buy() -> Order | None:
        payment = shopper.begin()
        if shopper.offers("confirm"):
            return shopper.confirm(payment, "pm_card_visa")
        paid_at_stripe(shopper, payment)
        return shopper.settle(payment)

    return buy


def _order(ended: object) -> Order:
    """What came of coming back is an order."""
    if isinstance(ended, Refused | Lost):
        raise ended
    equal(isinstance(ended, Order), True, what="an order being told on coming back")
    assert isinstance(ended, Order)
    return ended
