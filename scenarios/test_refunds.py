"""Refunds: all, part, twice, too much, somebody else's, in Stripe's dashboard, and refunds that fail later."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from harness import Buyer, Order, Product, Shop, eventually, expect, one_of
from scenarios.steps import (
    VISA,
    bought,
    equal,
    feature,
    ordered,
    ready_to_pay,
    refund_in_dashboard,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = [*feature("Refunds"), pytest.mark.card(VISA), pytest.mark.needs("refunding")]

PENDING_REFUND = "4000000000007726"
FAILING_REFUND = "4000000000005126"
DISPUTED = "4000000000000259"
# How a checkout may hear of a refund in the dashboard, and of one that fails later (fact 89).
REFUND_EVENTS = ("charge.refunded", "refund.created")
FAILED_REFUND_EVENTS = ("refund.failed", "refund.updated", "charge.refund.updated")
TOO_MUCH = "a refund of more than was paid"
# Entries on a page of one of Stripe's lists, and a part of which several are less than any price here.
PAGE, SMALL = 10, 10


def one_unit(price: int) -> int:
    """The least part of a price."""
    return 1


def a_third(price: int) -> int:
    """A part of a price."""
    return price // 3


def all_but_one(price: int) -> int:
    """The greatest part of a price."""
    return price - 1


# By name, as reports know a case by its parameters.
PARTS = [pytest.param(one_unit, id="1"), pytest.param(a_third, id="a_third"), pytest.param(all_but_one, id="all_but_1")]


def sold(shop: Shop, number: str = VISA, quantity: int = 1) -> tuple[Buyer, Product, Order]:
    """A shopper, what she has just bought with this card, and her order."""
    ada, product, purchase = bought(shop, stock=3, quantity=quantity, number=number)
    return ada, product, ordered(ada, purchase)


def give_back(ada: Buyer, order: Order, amount: int | None, gives: int) -> None:
    """The checkout refunds the amount, or all that is left; where it tells how much that is, it is this."""
    expect(ada.refund(order, amount), one_of((None, gives)), "the amount of the refund that the checkout tells")


def assert_in_stock(shop: Shop, product: Product, after: str, sold: int = 0) -> None:
    """As many units are there as at the beginning, less those that stay sold, where the shop shows it."""
    if shop.counts(product) and (sold or shop.facts.refunds_return_goods):
        equal(shop.stock(product), (product.stock or 0) - sold, what=f"the stock after {after}")


@scenario("A full refund returns all the money, and the units to the stock", story="Full refund")
@pytest.mark.quick
def test_a_full_refund(shop: Shop) -> None:
    ada, product, order = sold(shop, quantity=2)
    give_back(ada, order, None, gives=shop.cost(product, 2))
    wait_for_order(ada, order, "refunded")
    equal(shop.money.refunded(order), shop.cost(product, 2), what="the amount that Stripe refunded")
    assert_in_stock(shop, product, "a full refund")


@scenario("A refund of exactly the whole amount is a full refund", story="Full refund", severity="normal")
def test_a_refund_of_the_exact_amount(shop: Shop) -> None:
    ada, product, order = sold(shop)
    give_back(ada, order, shop.cost(product), gives=shop.cost(product))
    wait_for_order(ada, order, "refunded")
    assert_in_stock(shop, product, "a full refund")


@scenario("A partial refund returns that part, and the order shows it", story="Partial refund")
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.needs("partial_refunds")
@pytest.mark.quick
def test_a_partial_refund(shop: Shop, part: Callable[[int], int]) -> None:
    ada, product, order = sold(shop)
    amount = part(product.price)
    give_back(ada, order, amount, gives=amount)
    wait_for_order(ada, order, "partially_refunded")
    equal(shop.money.refunded(order), amount, what="the amount that Stripe refunded")
    assert_in_stock(shop, product, "a partial refund", sold=1)


@scenario("Partial refunds add up to a full one", story="Partial refund")
@pytest.mark.needs("partial_refunds")
def test_parts_add_up(shop: Shop) -> None:
    ada, product, order = sold(shop)
    third = product.price // 3
    for amount in (third, third, shop.cost(product) - 2 * third):
        give_back(ada, order, amount, gives=amount)
    wait_for_order(ada, order, "refunded")
    equal(shop.money.refunded(order), shop.cost(product), what="the amount that Stripe refunded")
    assert_in_stock(shop, product, "the last part")


@scenario("Every part counts, beyond what one page of Stripe's list holds", story="Partial refund")
@pytest.mark.needs("partial_refunds")
def test_more_parts_than_a_page(shop: Shop) -> None:
    """A list has ten entries unless more are asked for (https://docs.stripe.com/api/pagination)."""
    ada, product, order = sold(shop)
    for _ in range(PAGE):
        give_back(ada, order, SMALL, gives=SMALL)
    give_back(ada, order, shop.cost(product) - PAGE * SMALL, gives=shop.cost(product) - PAGE * SMALL)
    wait_for_order(ada, order, "refunded")
    assert_in_stock(shop, product, "the last of eleven parts")


@scenario("After a partial refund, a refund without an amount refunds the rest", story="Partial refund")
@pytest.mark.needs("partial_refunds")
def test_the_rest_is_refunded(shop: Shop) -> None:
    ada, product, order = sold(shop)
    part = product.price // 4
    give_back(ada, order, part, gives=part)
    give_back(ada, order, None, gives=shop.cost(product) - part)
    wait_for_order(ada, order, "refunded")


@scenario("A second full refund is refused and refunds nothing", story="Refunded twice")
@pytest.mark.needs("refund_limits")
@pytest.mark.quick
def test_a_second_full_refund_is_refused(shop: Shop) -> None:
    ada, product, order = sold(shop)
    ada.refund(order)
    for amount in (None, 1):
        refused(shop, partial(ada.refund, order, amount), "a refund of a refunded order")
    equal(shop.money.refunded(order), shop.cost(product), what="the amount that Stripe refunded")
    assert_in_stock(shop, product, "the refused refund")


@scenario("A refund of more than was paid is refused and refunds nothing", story="Refunded too much")
@pytest.mark.parametrize("amount", [pytest.param(None, id="1_more"), 99_999_999])
@pytest.mark.needs("refund_limits")
@pytest.mark.quick
def test_too_much_is_refused(shop: Shop, amount: int | None) -> None:
    ada, product, order = sold(shop)
    refused(shop, lambda: ada.refund(order, amount or shop.cost(product) + 1), TOO_MUCH)
    equal(shop.money.refunded(order), 0, what="the amount that Stripe refunded")
    wait_for_order(ada, order, "paid")


@scenario("A refund of more than is left is refused and the earlier one stays", story="Refunded too much")
@pytest.mark.needs("partial_refunds", "refund_limits")
def test_more_than_is_left_is_refused(shop: Shop) -> None:
    ada, product, order = sold(shop)
    part = shop.cost(product) * 2 // 3
    ada.refund(order, part)
    refused(shop, lambda: ada.refund(order, shop.cost(product) // 2), TOO_MUCH)
    equal(shop.money.refunded(order), part, what="the amount that Stripe refunded")
    wait_for_order(ada, order, "partially_refunded")


@scenario("A refund of {amount!r} is refused before Stripe hears of it", story="Bad input", severity="normal")
@pytest.mark.parametrize("amount", [0, -1, 100_000_000])
def test_a_nonsense_amount_is_refused(shop: Shop, amount: int) -> None:
    ada, _, order = sold(shop)
    refused(shop, lambda: ada.refund(order, amount), "a refund of an amount that cannot be")
    equal(shop.money.refunded(order), 0, what="the amount that Stripe refunded")


@scenario("A payment that was never made cannot be refunded", story="Nothing to refund")
@pytest.mark.needs("refund_limits")
def test_an_unpaid_intent_cannot_be_refunded(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    mine = ada.orders(unpaid=True) if ada.offers("orders") else []
    order = next((one for one in mine if one.payment == payment.id), None)
    unpaid = order or Order(payment.id, payment.id, "unpaid", shop.cost(product), product.currency)
    refused(shop, lambda: ada.refund(unpaid), "a refund of a payment that was never made")
    equal(shop.money.refunds(payment), [], what="the refunds at Stripe")


@scenario("Nobody can refund another shopper's payment", story="Somebody else's")
def test_another_users_payment_cannot_be_refunded(shop: Shop) -> None:
    _, _, order = sold(shop)
    mallory = shop.shopper("Mallory")
    for amount in (None, 1):
        refused(shop, partial(mallory.refund, order, amount), "a refund of another shopper's order")
    equal(shop.money.refunded(order), 0, what="the amount that Stripe refunded")


@scenario("A refund made in Stripe's dashboard reaches the order", story="Dashboard")
@pytest.mark.parametrize(
    ("all", "status"), [pytest.param(True, "refunded", id="all"), pytest.param(False, "partially_refunded", id="part")]
)
@pytest.mark.needs("partial_refunds", "webhook_deliveries")
@pytest.mark.quick
def test_a_dashboard_refund_reaches_the_order(shop: Shop, all: bool, status: str) -> None:
    shop.hears_of(*REFUND_EVENTS)
    ada, product, order = sold(shop)
    refund_in_dashboard(shop, order, None if all else product.price // 4)
    wait_for_order(ada, order, status)


@scenario("A dashboard refund and the rest at the checkout never exceed the payment", story="Dashboard")
@pytest.mark.needs("partial_refunds", "refund_limits", "webhook_deliveries")
def test_dashboard_and_checkout_together(shop: Shop) -> None:
    ada, product, order = sold(shop)
    left = product.price // 6
    refund_in_dashboard(shop, order, shop.cost(product) - left)
    refused(shop, lambda: ada.refund(order, left + 1), TOO_MUCH)
    give_back(ada, order, left, gives=left)
    wait_for_order(ada, order, "refunded")
    equal(shop.money.refunded(order), shop.cost(product), what="the amount that Stripe refunded")


@scenario("A refund that starts pending succeeds later and the order ends refunded", story="Asynchronous refunds")
@pytest.mark.card(PENDING_REFUND)
@pytest.mark.needs("later_refunds", "webhook_deliveries")
def test_a_pending_refund_succeeds_later(shop: Shop) -> None:
    ada, _, order = sold(shop, PENDING_REFUND)
    ada.refund(order)
    eventually(
        lambda: [refund["status"] for refund in shop.money.refunds(order)] == ["succeeded"],
        reason="the pending refund having succeeded at Stripe",
    )
    wait_for_order(ada, order, "refunded")


@scenario("A refund that fails later leaves the order paid", story="Asynchronous refunds")
@pytest.mark.card(FAILING_REFUND)
@pytest.mark.needs("later_refunds", "webhook_deliveries")
@pytest.mark.quick
def test_a_refund_that_fails_later(shop: Shop) -> None:
    shop.hears_of(*FAILED_REFUND_EVENTS)
    ada, _, order = sold(shop, FAILING_REFUND)
    ada.refund(order)
    eventually(
        lambda: [refund["status"] for refund in shop.money.refunds(order)] == ["failed"],
        reason="the refund having failed at Stripe",
    )
    wait_for_order(ada, order, "paid")
    equal(shop.money.refunded(order), 0, what="the amount that Stripe refunded in the end")


@scenario("The refund webhook, delivered again, changes nothing", story="Full refund")
@pytest.mark.needs("events")
def test_the_refund_webhook_again(shop: Shop) -> None:
    ada, product, purchase = bought(shop, stock=3)
    ada.refund(ordered(ada, purchase))
    event = shop.refund_event(purchase.payment)
    for _ in range(2):
        shop.webhooks.deliver(event)
    shop.reached("duplicate_webhook")
    equal([order.status for order in ada.orders()], ["refunded"], what="the statuses of the orders")
    assert_in_stock(shop, product, "the repeated webhook")


@scenario("Stripe refunds no disputed payment: the order stays as it was", story="Disputed", severity="blocker")
@pytest.mark.card(DISPUTED)
@pytest.mark.needs("charge_lists", "refund_limits")
@pytest.mark.quick
def test_a_refund_of_a_disputed_payment(shop: Shop) -> None:
    """https://docs.stripe.com/disputes/how-disputes-work: the bank has the money, so there is nothing to give back."""
    ada, product, order = sold(shop, DISPUTED)
    eventually(lambda: shop.money.charges(order)[0]["disputed"], reason="the dispute")
    refused(shop, lambda: ada.refund(order), "a refund of a disputed payment")
    equal(shop.money.refunded(order), 0, what="what Stripe refunded")
    if ada.offers("orders"):
        told = [(one.status, one.refunded or 0) for one in ada.orders()]
        equal(told, [("paid", 0)], what="the status of the order, and the refund that it tells")
    assert_in_stock(shop, product, "a refund that Stripe refused", sold=1)
