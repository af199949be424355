"""3D Secure: the bank asks the shopper. Done, failed, walked away from, or broken: money and order follow the bank."""

from __future__ import annotations

import pytest

from harness import Card, NotOffered, Shop, card, contains, expect, present, starts_with
from scenarios.steps import (
    CHALLENGE,
    VISA,
    assert_charged,
    assert_nothing_sold,
    assert_told_paid,
    challenges,
    comes_back,
    each_card,
    equal,
    feature,
    in_page,
    not_paid,
    outcome,
    ready_to_pay,
    scenario,
    start_challenge,
)

pytestmark = feature("3D Secure")

LOOKUP_ERROR = "4000008400001280"
FRICTIONLESS = "4000000032200000"
SUPPORTED_ONLY = ("4000000000003055", "4000000000003097")
RETURN_URL = "http://localhost:3000/checkout/success"
WAITING = "a payment that waits for the bank"
FAILED = "a failed authentication"


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
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    waiting = start_challenge(shop, ada, payment, card.number)
    if ada.offers("settle"):
        not_paid(shop, outcome(lambda: ada.settle(payment)), WAITING)
    assert_nothing_sold(shop, ada, payment)
    equal(ada.authenticate(payment, waiting).error, {}, what="Stripe's error after the challenge")
    equal(
        comes_back(ada, payment).amount, shop.cost(product), what="the amount of the order that the shopper is told of"
    )
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("{card.description}: a shopper whose authentication fails pays nothing", story="Authentication failed")
@pytest.mark.parametrize("card", each_card(challenges))
@pytest.mark.quick
def test_a_failed_authentication_sells_nothing(shop: Shop, card: Card) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card, three_ds="fail")
    shop.reached("challenge")
    if purchase.settles:
        not_paid(shop, purchase.refusal or purchase.order, FAILED)
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("After a failed authentication the same card is asked about anew, and pays", story="Authentication failed")
@pytest.mark.card(CHALLENGE)
def test_the_same_card_after_a_failed_challenge(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    ada.attempt(payment, card(CHALLENGE), "fail")
    shop.reached("challenge")
    assert_nothing_sold(shop, ada, payment)
    equal(ada.attempt(payment, card(CHALLENGE)).error, {}, what="Stripe's error at the second try")
    comes_back(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("A shopper who walks away has neither paid nor bought, and keeps the cart", story="Authentication abandoned")
@pytest.mark.card(CHALLENGE)
@pytest.mark.quick
def test_an_abandoned_authentication_sells_nothing(shop: Shop) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    start_challenge(shop, ada, payment)
    if ada.offers("settle"):
        not_paid(shop, outcome(lambda: ada.settle(payment)), WAITING)
    assert_nothing_sold(shop, ada, payment)
    equal(ada.cart().quantities(), {product.id: 1}, what="the cart of a shopper who walked away")


@scenario("{card.description}: authenticated and declined all the same", story="Declined after authentication")
@pytest.mark.parametrize("card", each_card(_declined_after))
@pytest.mark.quick
def test_a_decline_after_authentication(shop: Shop, card: Card) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card, three_ds="succeed")
    shop.reached("challenge")
    shop.reached("decline")
    if purchase.settles:
        problem = not_paid(shop, purchase.refusal or purchase.order, "a declined card")
        if problem is not None:
            equal(problem.get("code"), card.expected.after_challenge_code, what="the problem's code")
            if card.expected.after_challenge_decline_code is not None:
                wanted = card.expected.after_challenge_decline_code
                equal(problem.get("decline_code"), wanted, what="the problem's decline_code")
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("When the 3D Secure lookup breaks the card is declined without a challenge", story="Lookup error")
@pytest.mark.card(LOOKUP_ERROR)
def test_a_lookup_error_is_a_decline(shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(), card(LOOKUP_ERROR), three_ds="abandon")
    shop.reached("decline")
    expect(purchase.error, present, "Stripe's error to the shopper")
    if "code" in purchase.error:
        equal(purchase.error["code"], "card_declined", what="the error code in the browser")
    if purchase.settles:
        problem = not_paid(shop, purchase.refusal or purchase.order, "a declined card")
        equal((problem or {}).get("code", "card_declined"), "card_declined", what="the problem's code")
    assert_nothing_sold(shop, ada, purchase.payment)


@scenario("{number} pays without a challenge when none is asked for", story="No challenge", severity="normal")
@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=pytest.mark.card(number)) for number in (FRICTIONLESS, *SUPPORTED_ONLY)]
)
def test_no_challenge_when_none_is_needed(shop: Shop, number: str) -> None:
    product, ada = shop.product(), shop.shopper()
    purchase = ada.buy(product, card(number), three_ds="abandon")
    equal(purchase.error, {}, what="Stripe's error to the shopper")
    ways = [(intent["status"], intent["next_action"]) for intent in shop.money.intents(purchase.payment)]
    equal(ways, [("succeeded", None)], what="the status and the next_action of the intent")
    assert_told_paid(purchase, shop.cost(product))


@scenario("{card.token} at the server waits for the shopper, then pays", story="Confirmed at the server")
@pytest.mark.parametrize("card", each_card(_pays_after_at_server))
@pytest.mark.needs("server_payments")
def test_a_server_side_confirmation_waits_for_the_shopper(shop: Shop, card: Card) -> None:
    product = shop.product()
    ada, payment = ready_to_pay(shop, product)
    not_paid(shop, outcome(lambda: ada.confirm(payment, str(card.token))), WAITING)
    shop.reached("challenge")
    assert_nothing_sold(shop, ada, payment)
    equal(ada.authenticate(payment).error, {}, what="Stripe's error after the challenge")
    equal(
        comes_back(ada, payment).amount, shop.cost(product), what="the amount of the order that the shopper is told of"
    )


@scenario("After a failed authentication the same card is asked about again there", story="Confirmed at the server")
@pytest.mark.card(CHALLENGE)
@pytest.mark.needs("server_payments")
def test_the_same_card_again_at_the_server(shop: Shop) -> None:
    """An attempt that the bank ended is over: the next one is another operation, with a key of its own."""
    product, token = shop.product(), str(card(CHALLENGE).token)
    ada, payment = ready_to_pay(shop, product)
    for answer in ("fail", "succeed"):
        not_paid(shop, outcome(lambda: ada.confirm(payment, token)), WAITING)
        shop.reached("challenge")
        ada.authenticate(payment, outcome=answer)
    comes_back(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("With a return_url the bank sends the shopper back there, with the result", story="Redirect")
@pytest.mark.card(CHALLENGE)
@pytest.mark.parametrize(("answer", "result"), [("succeed", "succeeded"), ("fail", "failed")])
def test_the_bank_sends_the_shopper_back(shop: Shop, answer: str, result: str) -> None:
    """Where the page confirms an intent: Stripe's own page has the shop's success URL."""
    ada, payment = ready_to_pay(shop, shop.product())
    if not in_page(payment):
        raise NotOffered("a payment that the shop's page confirms")
    waiting = shop.js.confirm_payment(payment.client_secret, card(CHALLENGE), return_url=RETURN_URL).expect(200)
    equal(waiting.json()["next_action"]["type"], "redirect_to_url", what="the kind of next_action", at=waiting)
    shop.reached("challenge")
    back = shop.js.answer_challenge(waiting.json(), answer).expect(303)
    where = back.headers["location"]
    expect(where, starts_with(RETURN_URL), "the address to which the bank sends the shopper", at=back)
    for wanted in (f"payment_intent={waiting.json()['id']}", f"redirect_status={result}"):
        expect(where, contains(wanted), "the address to which the bank sends the shopper", at=back)
    if answer == "succeed":
        comes_back(ada, payment)
    elif ada.offers("settle"):
        not_paid(shop, outcome(lambda: ada.settle(payment)), FAILED)


@scenario("A shopper who walked away comes back, authenticates and pays once", story="Authentication abandoned")
@pytest.mark.card(CHALLENGE)
def test_coming_back_to_an_abandoned_challenge(shop: Shop) -> None:
    product = shop.product(stock=1)
    ada, payment = ready_to_pay(shop, product)
    waiting = start_challenge(shop, ada, payment)
    if ada.offers("settle"):
        not_paid(shop, outcome(lambda: ada.settle(payment)), WAITING)
    assert_nothing_sold(shop, ada, payment)
    ada.authenticate(payment, waiting)
    comes_back(ada, payment)
    if shop.counts(product):
        equal(shop.stock(product), 0, what="the stock after the sale")


@scenario("A shopper who walked away pays with another card instead", story="Authentication abandoned")
@pytest.mark.card(CHALLENGE)
@pytest.mark.card(VISA)
def test_another_card_instead_of_the_challenge(shop: Shop) -> None:
    product = shop.product(stock=1)
    ada, payment = ready_to_pay(shop, product)
    start_challenge(shop, ada, payment)
    equal(ada.attempt(payment, card(VISA)).error, {}, what="Stripe's error to the other card")
    comes_back(ada, payment)
    assert_charged(shop, payment, shop.cost(product), product.currency)


@scenario("Answering the challenge twice charges once", story="Authentication done")
@pytest.mark.card(CHALLENGE)
def test_answering_twice_charges_once(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    waiting = start_challenge(shop, ada, payment)
    for pressed in ("succeed", "fail"):
        ada.authenticate(payment, waiting, pressed)
    comes_back(ada, payment)
    equal(len(shop.money.charges(payment)), 1, what="the number of charges")


@scenario("The requires_action webhook makes no order", story="Authentication abandoned")
@pytest.mark.card(CHALLENGE)
@pytest.mark.needs("events")
def test_the_requires_action_webhook_makes_no_order(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    start_challenge(shop, ada, payment)
    shop.webhooks.deliver(shop.event_of(payment, "payment_intent.requires_action"))
    assert_nothing_sold(shop, ada, payment)
