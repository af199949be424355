"""What scenarios say again and again: which cards, what "paid" means, what "nothing was sold" means."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import allure as allure_pytest
import pytest

from harness import (
    ApiShopper,
    Card,
    Exchange,
    Failure,
    Http,
    Product,
    Purchase,
    Shop,
    at_most,
    card,
    catalogue,
    equals,
    eventually,
    expect,
    present,
    seconds_left,
)

allure: Any = allure_pytest  # its decorators carry no annotations
Test = TypeVar("Test", bound=Callable[..., None])
Answer = TypeVar("Answer")

EPIC = "Will this checkout charge people correctly?"
VISA = "4242424242424242"
GENERIC_DECLINE = "4000000000000002"
INSUFFICIENT_FUNDS = "4000000000009995"
CHALLENGE = "4000000000003220"
PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


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


def check(holds: bool, *, code: str, title: str, let: str, then: str, however: str, at: Exchange | None = None) -> None:
    """Fail with the reason told as facts: what was set up, what must follow, what was seen instead."""
    if not holds:
        raise Failure(code=code, title=title, let=let, then=then, however=however, exchange=at)


def equal(got: object, wanted: object, *, what: str, at: Exchange | None = None) -> None:
    """Two values agree; else a failure that names the thing, the wanted and the received value."""
    expect(got, equals(wanted), what, at=at)


def orders_of(shopper: ApiShopper) -> list[dict[str, Any]]:
    """The shopper's orders as the checkout lists them."""
    body = shopper.orders().expect(200).json()
    found: list[dict[str, Any]] = body if isinstance(body, list) else body["orders"]
    return found


def wait_for_order(shopper: ApiShopper, intent_id: str, status: str = "paid") -> dict[str, Any]:
    """The one order of an intent, once it has the status."""

    def found() -> dict[str, Any] | None:
        mine = [order for order in orders_of(shopper) if order["payment_intent_id"] == intent_id]
        expect(len(mine), at_most(1), f"the number of orders of {intent_id}")
        return mine[0] if mine and mine[0]["status"] == status else None

    order: dict[str, Any] | None = eventually(found, reason=f"an order of {intent_id} with status {status}")
    return order or {}


def assert_paid(
    shop: Shop, shopper: ApiShopper, purchase: Purchase, product: Product, *, quantity: int = 1
) -> dict[str, Any]:
    """The money is there once, one order says so, the stock went down and the cart is empty. Returns the order."""
    amount = product.price * quantity
    answer = purchase.confirmation.expect(200)
    equal(answer.json()["status"], "succeeded", what="the status confirm-payment answers", at=answer)
    equal(answer.json()["amount"], amount, what="the amount confirm-payment answers", at=answer)
    orders = orders_of(shopper)
    equal([order["payment_intent_id"] for order in orders], [purchase.intent_id], what="the intents of the orders")
    order = orders[0]
    equal((order["status"], order["amount"], order["currency"]), ("paid", amount, product.currency), what="the order")
    assert_charged(shop, purchase.intent_id, amount, product.currency)
    equal(shop.stock(product), product.stock - quantity, what="the stock after the sale")
    equal(shopper.cart().expect(200).json()["items"], [], what="the cart after the sale")
    return order


def assert_charged(shop: Shop, intent_id: str, amount: int, currency: str) -> None:
    """Stripe took the amount (minor units) in the currency, with exactly one good charge."""
    intent = shop.stripe.intent(intent_id)
    state = (intent["status"], intent["amount_received"], intent["currency"])
    equal(state, ("succeeded", amount, currency), what="the intent")
    paid = [charge for charge in shop.stripe.charges(intent_id) if charge["status"] == "succeeded"]
    equal([charge["amount"] for charge in paid], [amount], what="the good charges of the intent")


def assert_settled(purchase: Purchase, amount: int) -> str:
    """The checkout answered that this amount (minor units) is paid, and named the order. Returns the order's id.

    What Stripe, the orders and the stock say about it is judged at the end of every case anyway.
    """
    answer = purchase.confirmation.expect(200)
    body = answer.json()
    equal((body["status"], body["amount"]), ("succeeded", amount), what="what confirm-payment answers", at=answer)
    expect(purchase.order_id, present, "the order id that confirm-payment answers", at=answer)
    return str(purchase.order_id)


def assert_nothing_sold(shop: Shop, shopper: ApiShopper, intent_id: str) -> None:
    """No order exists and Stripe took no money for the intent."""
    equal(orders_of(shopper), [], what="the list of orders")
    intent = shop.stripe.intent(intent_id)
    equal(
        (intent["amount_received"], intent["status"] == "succeeded"), (0, False), what="what Stripe took for the intent"
    )


def assert_declined(answer: Exchange, card: Card) -> None:
    """The checkout's answer is a 402 problem with the card's documented code and decline code."""
    problem = answer.expect(402).problem()
    equal(problem.get("code"), card.expected.code, what="the problem's code", at=answer)
    if card.expected.decline_code is not None:
        equal(problem.get("decline_code"), card.expected.decline_code, what="the problem's decline_code", at=answer)
    expect(problem.get("detail"), present, "the problem's detail", at=answer)


def ready_to_pay(
    shop: Shop, product: Product, quantity: int = 1, name: str = "Ada"
) -> tuple[ApiShopper, dict[str, Any]]:
    """A shopper whose cart holds the product, and the intent the checkout created for it."""
    shopper = shop.shopper(name)
    shopper.add(product.id, quantity).expect(200, 201)
    intent: dict[str, Any] = shopper.create_intent().expect(200, 201).json()
    return shopper, intent


def pay_in_browser(shop: Shop, intent: dict[str, Any], card: Card) -> dict[str, Any]:
    """Stripe.js confirms the intent with a card that pays; returns Stripe's view. The checkout is not told."""
    paid: dict[str, Any] = shop.js.confirm_payment(intent["client_secret"], card).expect(200).json()
    equal(paid["status"], "succeeded", what="the intent as Stripe.js sees it")
    return paid


def bought(
    shop: Shop, *, price: int = 5999, stock: int = 5, quantity: int = 1, number: str = VISA, currency: str = "usd"
) -> tuple[ApiShopper, Product, Purchase]:
    """A shopper who has just paid for a fresh product with this card; the checkout has answered 200."""
    product = shop.product(price=price, stock=stock, currency=currency)
    shopper = shop.shopper()
    purchase = shopper.buy(product, card(number), quantity=quantity)
    purchase.confirmation.expect(200)
    return shopper, product, purchase


def refused(answer: Exchange, status: int, code: str | None = None) -> dict[str, Any]:
    """The answer is a problem with this status (and code), whose body repeats the status and says what is wrong."""
    problem = answer.expect(status).problem()
    equal(problem.get("status"), status, what="the status inside the problem", at=answer)
    expect(problem.get("detail"), present, "the problem's detail", at=answer)
    if code is not None:
        equal(problem.get("code"), code, what="the problem's code", at=answer)
    return problem


def at_once(*calls: Callable[[], Answer]) -> list[Answer]:
    """Run the calls at the same time, one thread each; their answers in the same order, or the first failure.

    They have the time that the case has.
    """
    with ThreadPoolExecutor(len(calls)) as threads:
        running = [threads.submit(call) for call in calls]
        return [call.result(timeout=seconds_left()) for call in running]


def payable(shop: Shop, shopper: ApiShopper) -> list[str]:
    """The ids of the shopper's intents that could still be paid."""
    return [intent["id"] for intent in shop.stripe.intents_of(shopper.user_id) if intent["status"] in PAYABLE]


def start_challenge(shop: Shop, intent: dict[str, Any], card: Card, return_url: str | None = None) -> dict[str, Any]:
    """Stripe.js confirms with a card whose bank wants to see the shopper; the intent, waiting for the challenge."""
    answer = shop.js.confirm_payment(intent["client_secret"], card, return_url=return_url).expect(200)
    waiting: dict[str, Any] = answer.json()
    equal(waiting["status"], "requires_action", what="the intent's status before the challenge", at=answer)
    expect(waiting.get("next_action"), present, "the intent's next_action", at=answer)
    shop.reached("challenge")
    return waiting


def refund_in_dashboard(shop: Shop, intent_id: str, amount: int | None = None) -> dict[str, Any]:
    """The merchant refunds at Stripe itself, without the checkout."""
    stripe = Http(shop.stack.stripe_url, actor="merchant", system="stripe")
    form = {"payment_intent": intent_id, **({} if amount is None else {"amount": str(amount)})}
    headers = {"Authorization": f"Bearer {shop.stack.secret_key}"}
    answer = stripe.send("POST", "/v1/refunds", operation="refund", form=form, headers=headers)
    stripe.close()
    refund: dict[str, Any] = answer.expect(200).json()
    return refund


def refunded(shop: Shop, intent_id: str) -> int:
    """The amount of an intent that Stripe refunded or is about to refund (minor units)."""
    given = (one for one in shop.stripe.refunds(intent_id) if one["status"] in ("succeeded", "pending"))
    return sum(refund["amount"] for refund in given)
