"""What scenarios say again and again, in words of a shop: which cards, what "paid" and "nothing was sold" mean.

Nothing here knows a route, a status or a field of any shop: that is the adapter's (harness/checkouts). A step that
looks at something which a shop may leave out (orders, cart, stock) looks at it where it is offered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import allure as allure_pytest
import pytest

from harness import (
    Attempt,
    Buyer,
    Card,
    Failure,
    Lost,
    NotOffered,
    Order,
    Payment,
    Product,
    Purchase,
    Refused,
    Shop,
    at_most,
    card,
    catalogue,
    equals,
    eventually,
    expect,
    present,
)
from scenarios.refusals import as_contracted as as_contracted
from scenarios.refusals import as_refused as as_refused
from scenarios.refusals import at_once as at_once
from scenarios.refusals import done as done
from scenarios.refusals import done_or_refused as done_or_refused
from scenarios.refusals import not_paid as not_paid
from scenarios.refusals import outcome as outcome
from scenarios.refusals import refused as refused
from scenarios.refusals import rightly as rightly

allure: Any = allure_pytest  # its decorators carry no annotations
Test = TypeVar("Test", bound=Callable[..., None])

EPIC = "Will this checkout charge people correctly?"
VISA = "4242424242424242"
GENERIC_DECLINE = "4000000000000002"
INSUFFICIENT_FUNDS = "4000000000009995"
CHALLENGE = "4000000000003220"
# How a checkout may hear that it was paid.
PAID_EVENTS = ("payment_intent.succeeded", "charge.succeeded", "checkout.session.completed")


def feature(name: str) -> list[Any]:
    """Allure labels of a whole scenario file, for its ``pytestmark``."""
    return [allure.epic(EPIC), allure.feature(name)]


def scenario(title: str, *, story: str, severity: str = "critical") -> Callable[[Test], Test]:
    """Name one case: its title is a sentence and may use ``{parameter}`` fields; severity is Allure's."""

    def label(test: Test) -> Test:
        named: Test = allure.title(title)(allure.story(story)(allure.severity(severity)(test)))
        return named

    return label


def each_card(where: Callable[[Card], bool]) -> list[Any]:
    """Parameters for every browser card of the catalogue that fits; ids are the cards' own, stable ones."""
    return [
        pytest.param(card, id=card.id, marks=pytest.mark.card(card.number))
        for card in catalogue()
        if card.browser and where(card)
    ]


def succeeds(card: Card) -> bool:
    """The card pays at once, with no challenge."""
    return card.expected.status == "succeeded" and not card.expected.challenge


def declines(card: Card) -> bool:
    """The issuer or Radar refuses the card when the payment is confirmed (bad input is another story)."""
    return card.expected.http_status == 402 and card.expected.code not in {"incorrect_number", "invalid_number"}


def challenges(card: Card) -> bool:
    """The bank asks the shopper to authenticate (3D Secure)."""
    return bool(card.expected.challenge)


def check(holds: bool, *, code: str, title: str, let: str, then: str, however: str) -> None:
    """Fail with the reason told as facts: what was set up, what must follow, what was seen instead."""
    if not holds:
        raise Failure(code=code, title=title, let=let, then=then, however=however)


def equal(got: object, wanted: object, *, what: str, at: Any = None) -> None:
    """Two values agree; else a failure that names the thing, the wanted and the received value."""
    expect(got, equals(wanted), what, at=at)


def ready_to_pay(shop: Shop, product: Product, quantity: int = 1, name: str = "Ada") -> tuple[Buyer, Payment]:
    """A shopper whose cart holds the product, and the payment that the checkout began for it."""
    shopper = shop.shopper(name)
    shopper.add(product, quantity)
    return shopper, shopper.begin()


def bought(
    shop: Shop,
    *,
    price: int | None = None,
    stock: int | None = None,
    quantity: int = 1,
    number: str = VISA,
    currency: str | None = None,
) -> tuple[Buyer, Product, Purchase]:
    """A shopper who has just paid for a product with this card, and whom the checkout did not refuse."""
    product = shop.product(price=price, stock=stock, currency=currency)
    shopper = shop.shopper()
    purchase = shopper.buy(product, card(number), quantity=quantity)
    if purchase.refusal is not None:
        raise purchase.refusal
    return shopper, product, purchase


def paid_elsewhere(payment: Payment) -> None:
    """NotOffered where the checkout confirms payments itself: then nobody pays without it."""
    if not (payment.client_secret or payment.url):
        raise NotOffered("a payment at Stripe, without the checkout")


def paid_at_stripe(buyer: Buyer, payment: Payment, number: str = VISA) -> Attempt:
    """A card pays at Stripe; the shopper does not come back, so the checkout is not told."""
    attempt = buyer.attempt(payment, card(number))
    equal(attempt.error, {}, what="Stripe's error to the shopper", at=attempt.exchange)
    return attempt


def wait_for_order(buyer: Buyer, payment: Payment | Order, status: str = "paid") -> Order:
    """The one order of a payment, once it has the status."""
    payment_id = payment.payment if isinstance(payment, Order) else payment.id

    def found() -> Order | None:
        mine = [order for order in buyer.orders() if order.payment == payment_id]
        expect(len(mine), at_most(1), f"the number of orders of {payment_id}")
        return mine[0] if mine and mine[0].status == status else None

    order = eventually(found, reason=f"an order of {payment_id} with status {status}")
    assert order is not None, "eventually returns what it found"
    return order


def assert_paid(shop: Shop, buyer: Buyer, purchase: Purchase, product: Product, *, quantity: int = 1) -> None:
    """The money is there once, one order says so, the stock went down and the cart is empty."""
    amount = shop.cost(product, quantity)
    assert_told_paid(purchase, amount)
    assert_charged(shop, purchase.payment, amount, product.currency)
    if buyer.offers("orders"):
        order = wait_for_order(buyer, purchase.payment)
        equal((order.amount, order.currency), (amount, product.currency), what="the order")
        equal(len(buyer.orders()), 1, what="the number of orders")
    if shop.counts(product):
        equal(shop.stock(product), (product.stock or 0) - quantity, what="the stock after the sale")
    if buyer.offers("cart"):
        equal(buyer.cart().lines, (), what="the cart after the sale")


def assert_told_paid(purchase: Purchase, amount: int) -> None:
    """The checkout told the shopper on coming back that this amount (minor units) is paid, and named the order.

    A checkout that has nothing to come back to told nothing. What Stripe, the orders and the stock say about it is
    judged at the end of every case anyway.
    """
    if purchase.refusal is not None:
        raise purchase.refusal
    if not purchase.settles:
        return
    order = purchase.order
    expect(order, present, "the order that the shopper is told of on coming back")
    assert order is not None
    equal((order.status, order.amount), ("paid", amount), what="what the shopper is told on coming back")
    expect(order.id, present, "the id of the order")


def assert_charged(shop: Shop, payment: Payment | str, amount: int, currency: str) -> None:
    """Stripe took the amount (minor units) in the currency, with exactly one good charge."""
    equal(shop.money.received(payment), {currency: amount}, what="what Stripe took")
    good = [charge for charge in shop.money.charges(payment) if charge["status"] == "succeeded"]
    equal([charge["amount"] for charge in good], [amount], what="the good charges of the payment")


def assert_nothing_sold(shop: Shop, buyer: Buyer, payment: Payment) -> None:
    """No order exists and Stripe took no money for the payment."""
    if buyer.offers("orders"):
        equal([order for order in buyer.orders() if order.status == "paid"], [], what="the paid orders")
    equal(shop.money.received(payment), {}, what="what Stripe took for the payment")


def assert_declined(shop: Shop, purchase: Purchase, declined: Card) -> None:
    """Stripe told the shopper why, the checkout does not say that it is paid, and tells it as its contract has it."""
    error = purchase.error
    if "code" in error:
        equal(error["code"], declined.expected.code, what="the error code that the shopper's browser gets")
        if declined.expected.decline_code is not None:
            equal(error.get("decline_code"), declined.expected.decline_code, what="the decline code")
    expect(error.get("message"), present, "Stripe's message to the shopper")
    if purchase.settles:
        told_as_declined(shop, purchase.refusal or purchase.order, declined)


def told_as_declined(shop: Shop, ended: object, declined: Card) -> None:
    """What came of an attempt is told to be unpaid, as the shop's contract has it with the card's documented codes."""
    problem = not_paid(shop, ended, "a declined card")
    if problem is not None:
        equal(problem.get("code"), declined.expected.code, what="the problem's code")
        if declined.expected.decline_code is not None:
            wanted = declined.expected.decline_code
            equal(problem.get("decline_code"), wanted, what="the problem's decline_code")


def payable(shop: Shop, buyer: Buyer) -> list[str]:
    """The ids of what the shopper could still pay at Stripe: intents and open sessions."""
    return shop.money.payable(buyer.key, buyer.email, *buyer.payments)


def assert_paying_again_is_refused(buyer: Buyer, payment: Payment, number: str = VISA) -> None:
    """A card for a payment that was made: Stripe.js says that the intent has ended; Stripe's own page, that all is
    done, and leads to the shop (https://docs.stripe.com/error-codes#payment-intent-unexpected-state); a checkout that
    confirms by itself refuses."""
    again = outcome(lambda: buyer.attempt(payment, card(number)))
    if isinstance(again, Refused | Lost):
        as_refused(again, "a second payment of what is paid")
    elif in_page(payment):
        equal(again.error.get("code"), "payment_intent_unexpected_state", what="the error code", at=again.exchange)


def in_page(payment: Payment) -> bool:
    """Whether the shop's page confirms a PaymentIntent with Stripe.js; other ways to pay have a Checkout Session."""
    return payment.client_secret.startswith("pi_")


def on_stripes_page(payment: Payment) -> bool:
    """Whether a Checkout Session is paid, wherever its form is shown."""
    return bool(payment.url) or payment.client_secret.startswith("cs_")


def assert_only_this_is_payable(shop: Shop, buyer: Buyer, payment: Payment) -> None:
    """No other payment of the shopper's can be paid, unless the shop is one that allows several for a cart."""
    if not shop.facts.several_open_payments:
        equal(payable(shop, buyer), shop.money.ways(payment), what="what the shopper could pay at Stripe")


def ordered(buyer: Buyer, purchase: Purchase) -> Order:
    """The order of a purchase, as the shopper was told it or finds it among her orders."""
    return purchase.order or wait_for_order(buyer, purchase.payment)


def comes_back(buyer: Buyer, payment: Payment) -> Order:
    """The order that the shopper is told of on coming back from Stripe; where there is nothing to come back to, the
    one that Stripe's news makes."""
    if not buyer.offers("settle"):
        return wait_for_order(buyer, payment)
    order = buyer.settle(payment)
    expect(order, present, "the order that the shopper is told of on coming back")
    assert order is not None
    return order


def assert_one_sale(shop: Shop, buyer: Buyer, product: Product, sold: int = 1) -> None:
    """One order, and so many units less in stock; each is looked at where the shop shows it."""
    if buyer.offers("orders"):
        equal(len(buyer.orders()), 1, what="the number of orders")
    if shop.counts(product):
        equal(shop.stock(product), (product.stock or 0) - sold, what="the stock after the one sale")


def start_challenge(shop: Shop, buyer: Buyer, payment: Payment, number: str = CHALLENGE) -> Attempt:
    """Pay with a card whose bank wants to see the shopper; the challenge is left open."""
    attempt = buyer.attempt(payment, card(number), "abandon")
    equal(attempt.error, {}, what="Stripe's error before the challenge", at=attempt.exchange)
    statuses = [intent["status"] for intent in shop.money.intents(payment)]
    equal(statuses, ["requires_action"], what="the intent's status before the challenge", at=attempt.exchange)
    shop.reached("challenge")
    return attempt


def give_all_back(shop: Shop, buyer: Buyer, order: Order) -> None:
    """All the money goes back, in the way that the shop has: its shopper asks for it or calls the order off, or the
    merchant refunds at Stripe, where the checkout hears of that."""
    if buyer.offers("refund"):
        buyer.refund(order)
    elif buyer.offers("cancel"):
        buyer.cancel(order)
    else:
        shop.hears_of("charge.refunded", "refund.created")
        refund_in_dashboard(shop, order)


def refund_in_dashboard(shop: Shop, payment: Payment | Order, amount: int | None = None) -> dict[str, Any]:
    """The merchant refunds at Stripe itself, without the checkout."""
    return shop.dashboard.refund(payment, amount)
