"""3D Secure: the bank asks the shopper. Done, failed, walked away from, or broken: money and order follow the bank."""

from __future__ import annotations

import pytest

from harness import Card, Exchange, Shop, card, contains, expect, present, starts_with
from scenarios.steps import (
    CHALLENGE,
    VISA,
    assert_charged,
    assert_nothing_sold,
    challenges,
    each_card,
    equal,
    feature,
    ready_to_pay,
    refused,
    scenario,
    start_challenge,
)

pytestmark = feature("3D Secure")

LOOKUP_ERROR = "4000008400001280"
FRICTIONLESS = "4000000032200000"
SUPPORTED_ONLY = ("4000000000003055", "4000000000003097")
FAILED = "payment_intent_authentication_failure"
RETURN_URL = "http://localhost:3000/checkout/success"


def _pays_after(card: Card) -> bool:
    return challenges(card) and card.expected.after_challenge_success == "succeeded"


def _declined_after(card: Card) -> bool:
    return challenges(card) and card.expected.after_challenge_code is not None


def _pays_after_at_server(card: Card) -> bool:
    return _pays_after(card) and bool(card.token)


@scenario("{card.description}: unpaid while the bank waits, then paid once", story="Authentication done")
@pytest.mark.parametrize("card", each_card(_pays_after))
@pytest.mark.quick
def test_an_authenticated_card_pays(shop: Shop, card: Card) -> None:
    ada, intent = ready_to_pay(shop, shop.product(price=4900, stock=2))
    waiting = start_challenge(shop, intent, card)
    assert_waiting(ada.confirm(intent["payment_intent_id"]))
    shop.js.answer_challenge(waiting, "succeed").expect(200, 303)
    paid = ada.confirm(intent["payment_intent_id"]).expect(200)
    equal(paid.json()["status"], "succeeded", what="the status after the challenge", at=paid)
    expect(paid.json().get("order_id"), present, "the order id", at=paid)
    assert_charged(shop, intent["payment_intent_id"], 4900, "usd")


@scenario("{card.description}: a shopper whose authentication fails pays nothing", story="Authentication failed")
@pytest.mark.parametrize("card", each_card(challenges))
@pytest.mark.quick
def test_a_failed_authentication_sells_nothing(shop: Shop, card: Card) -> None:
    product = shop.product(price=4900, stock=2)
    ada = shop.shopper()
    purchase = ada.buy(product, card, three_ds="fail")
    shop.reached("challenge")
    refused(purchase.confirmation, 402, FAILED)
    assert_nothing_sold(shop, ada, purchase.intent_id)


@scenario("A shopper who walks away has neither paid nor bought, and keeps the cart", story="Authentication abandoned")
@pytest.mark.card(CHALLENGE)
@pytest.mark.quick
def test_an_abandoned_authentication_sells_nothing(shop: Shop) -> None:
    product = shop.product(price=4900, stock=2)
    ada, intent = ready_to_pay(shop, product)
    start_challenge(shop, intent, card(CHALLENGE))
    assert_waiting(ada.confirm(intent["payment_intent_id"]))
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])
    items = ada.cart().expect(200).json()["items"]
    equal([item["product_id"] for item in items], [product.id], what="the cart of a shopper who walked away")


@scenario("{card.description}: authenticated and declined all the same", story="Declined after authentication")
@pytest.mark.parametrize("card", each_card(_declined_after))
@pytest.mark.quick
def test_a_decline_after_authentication(shop: Shop, card: Card) -> None:
    product = shop.product(price=4900, stock=2)
    ada = shop.shopper()
    purchase = ada.buy(product, card, three_ds="succeed")
    shop.reached("challenge")
    shop.reached("decline")
    answer = purchase.confirmation
    problem = refused(answer, 402, card.expected.after_challenge_code)
    if card.expected.after_challenge_decline_code is not None:
        wanted = card.expected.after_challenge_decline_code
        equal(problem.get("decline_code"), wanted, what="the problem's decline_code", at=answer)
    assert_nothing_sold(shop, ada, purchase.intent_id)


@scenario("When the 3D Secure lookup breaks the card is declined without a challenge", story="Lookup error")
@pytest.mark.card(LOOKUP_ERROR)
def test_a_lookup_error_is_a_decline(shop: Shop) -> None:
    product = shop.product(price=4900, stock=2)
    ada, intent = ready_to_pay(shop, product)
    answer = shop.js.confirm_payment(intent["client_secret"], card(LOOKUP_ERROR)).expect(402)
    shop.reached("decline")
    equal(answer.json()["error"]["code"], "card_declined", what="the error code in the browser", at=answer)
    refused(ada.confirm(intent["payment_intent_id"]), 402, "card_declined")
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])


@scenario("{number} pays without a challenge when none is asked for", story="No challenge", severity="normal")
@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=pytest.mark.card(number)) for number in (FRICTIONLESS, *SUPPORTED_ONLY)]
)
def test_no_challenge_when_none_is_needed(shop: Shop, number: str) -> None:
    product = shop.product(price=4900, stock=2)
    ada, intent = ready_to_pay(shop, product)
    answer = shop.js.confirm_payment(intent["client_secret"], card(number)).expect(200)
    equal(answer.json()["status"], "succeeded", what="the intent's status", at=answer)
    equal(answer.json().get("next_action"), None, what="the next_action", at=answer)
    ada.confirm(intent["payment_intent_id"]).expect(200)


@scenario("{card.token} at the server waits for the shopper, then pays", story="Confirmed at the server")
@pytest.mark.parametrize("card", each_card(_pays_after_at_server))
@pytest.mark.needs("server_confirm")
def test_a_server_side_confirmation_waits_for_the_shopper(shop: Shop, card: Card) -> None:
    product = shop.product(price=4900, stock=2)
    ada, intent = ready_to_pay(shop, product)
    waiting = ada.confirm(intent["payment_intent_id"], payment_method=card.token)
    shop.reached("challenge")
    assert_waiting(waiting)
    expect(waiting.json().get("next_action"), present, "the next_action", at=waiting)
    seen_by_browser = shop.js.retrieve(intent["client_secret"]).expect(200).json()
    shop.js.answer_challenge(seen_by_browser, "succeed").expect(200, 303)
    paid = ada.confirm(intent["payment_intent_id"]).expect(200)
    equal(paid.json()["status"], "succeeded", what="the status after the challenge", at=paid)
    expect(paid.json().get("order_id"), present, "the order id", at=paid)


@scenario("With a return_url the bank sends the shopper back there, with the result", story="Redirect")
@pytest.mark.card(CHALLENGE)
@pytest.mark.parametrize(("outcome", "result"), [("succeed", "succeeded"), ("fail", "failed")])
def test_the_bank_sends_the_shopper_back(shop: Shop, outcome: str, result: str) -> None:
    product = shop.product(price=4900, stock=2)
    ada, intent = ready_to_pay(shop, product)
    waiting = start_challenge(shop, intent, card(CHALLENGE), return_url=RETURN_URL)
    equal(waiting["next_action"]["type"], "redirect_to_url", what="the kind of next_action")
    back = shop.js.answer_challenge(waiting, outcome).expect(303)
    where = back.headers["location"]
    expect(where, starts_with(RETURN_URL), "the address to which the bank sends the shopper", at=back)
    for wanted in (f"payment_intent={intent['payment_intent_id']}", f"redirect_status={result}"):
        expect(where, contains(wanted), "the address to which the bank sends the shopper", at=back)
    ada.confirm(intent["payment_intent_id"]).expect(200 if outcome == "succeed" else 402)


@scenario("A shopper who walked away comes back, authenticates and pays once", story="Authentication abandoned")
@pytest.mark.card(CHALLENGE)
def test_coming_back_to_an_abandoned_challenge(shop: Shop) -> None:
    product = shop.product(price=4900, stock=1)
    ada, intent = ready_to_pay(shop, product)
    waiting = start_challenge(shop, intent, card(CHALLENGE))
    ada.confirm(intent["payment_intent_id"]).expect(200)
    shop.js.answer_challenge(waiting, "succeed").expect(200, 303)
    settled = ada.confirm(intent["payment_intent_id"]).expect(200)
    equal(settled.json()["status"], "succeeded", what="the status after coming back", at=settled)
    equal(shop.stock(product), 0, what="the stock after the sale")


@scenario("A shopper who walked away pays with another card instead", story="Authentication abandoned")
@pytest.mark.card(CHALLENGE)
@pytest.mark.card(VISA)
def test_another_card_instead_of_the_challenge(shop: Shop) -> None:
    product = shop.product(price=4900, stock=1)
    ada, intent = ready_to_pay(shop, product)
    start_challenge(shop, intent, card(CHALLENGE))
    shop.js.confirm_payment(intent["client_secret"], card(VISA)).expect(200)
    settled = ada.confirm(intent["payment_intent_id"]).expect(200)
    equal(settled.json()["status"], "succeeded", what="the status after the other card", at=settled)
    good = [charge for charge in shop.stripe.charges(intent["payment_intent_id"]) if charge["status"] == "succeeded"]
    equal([charge["amount"] for charge in good], [4900], what="the good charges of the intent")


@scenario("Answering the challenge twice charges once", story="Authentication done")
@pytest.mark.card(CHALLENGE)
def test_answering_twice_charges_once(shop: Shop) -> None:
    product = shop.product(price=4900, stock=2)
    ada, intent = ready_to_pay(shop, product)
    waiting = start_challenge(shop, intent, card(CHALLENGE))
    shop.js.answer_challenge(waiting, "succeed").expect(200, 303)
    shop.js.answer_challenge(waiting, "fail")
    settled = ada.confirm(intent["payment_intent_id"]).expect(200)
    equal(settled.json()["status"], "succeeded", what="the status after both answers", at=settled)
    equal(len(shop.stripe.charges(intent["payment_intent_id"])), 1, what="the number of charges")


@scenario("The requires_action webhook makes no order", story="Authentication abandoned")
@pytest.mark.card(CHALLENGE)
@pytest.mark.needs("events")
def test_the_requires_action_webhook_makes_no_order(shop: Shop) -> None:
    product = shop.product(price=4900, stock=2)
    ada, intent = ready_to_pay(shop, product)
    start_challenge(shop, intent, card(CHALLENGE))
    event = shop.webhooks.event_for(intent["payment_intent_id"], "payment_intent.requires_action")
    shop.webhooks.post(event).expect(200, 202, 204)
    assert_nothing_sold(shop, ada, intent["payment_intent_id"])


def assert_waiting(answer: Exchange) -> None:
    """The checkout says that the bank waits for the shopper, and names no order."""
    body = answer.expect(200).json()
    equal(body["status"], "requires_action", what="the status confirm-payment answers", at=answer)
    equal(body.get("order_id"), None, what="the order before the challenge", at=answer)
