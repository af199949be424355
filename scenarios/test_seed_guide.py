"""The guide this project began with, row by row: its test cards, endpoints, troubleshooting cases and promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness import Http, Shop, at_least, card, contains, eventually, expect, lacks, sent_to, starts_with
from scenarios.steps import (
    GENERIC_DECLINE,
    INSUFFICIENT_FUNDS,
    VISA,
    assert_declined,
    assert_nothing_sold,
    assert_paid,
    bought,
    equal,
    feature,
    ready_to_pay,
    refused,
    scenario,
    wait_for_order,
)

pytestmark = feature("The integration guide")


@pytest.fixture
def stripe(shop: Shop) -> Iterator[Http]:
    """A developer's terminal, pointed at Stripe's address."""
    terminal = Http(shop.stack.stripe_url, actor="developer", system="stripe")
    yield terminal
    terminal.close()


@scenario("Guide, success: 4242 4242 4242 4242 pays", story="Test cards", severity="blocker")
@pytest.mark.card(VISA)
def test_guide_card_success(shop: Shop) -> None:
    product, ada = shop.product(price=5999), shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA)), product)


@scenario("Guide, decline: 4000 0000 0000 0002 is declined", story="Test cards", severity="blocker")
@pytest.mark.card(GENERIC_DECLINE)
def test_guide_card_decline(shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(price=5999), card(GENERIC_DECLINE))
    shop.reached("decline")
    assert_declined(purchase.confirmation, card(GENERIC_DECLINE))
    assert_nothing_sold(shop, ada, purchase.intent_id)


@scenario("Guide, insufficient funds: 4000 0000 0000 9995 is declined for that reason", story="Test cards")
@pytest.mark.card(INSUFFICIENT_FUNDS)
def test_guide_card_insufficient_funds(shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(price=5999), card(INSUFFICIENT_FUNDS))
    shop.reached("decline")
    answer = purchase.confirmation
    equal(refused(answer, 402).get("decline_code"), "insufficient_funds", what="the decline code", at=answer)
    assert_nothing_sold(shop, ada, purchase.intent_id)


@scenario("Guide, expired card: any past expiry date is refused ({month}/{year})", story="Test cards")
@pytest.mark.card(VISA)
@pytest.mark.parametrize(("month", "year"), [(1, 2020), (12, 2024), (6, 2000)])
@pytest.mark.needs("card_checks", "second_attempts")
def test_guide_card_expired(shop: Shop, month: int, year: int) -> None:
    ada = shop.shopper()
    purchase = ada.buy(shop.product(price=5999), card(VISA).with_(exp_month=month, exp_year=year))
    shop.reached("decline")
    equal(
        (purchase.error or {}).get("type"), "card_error", what="the error in the browser", at=purchase.stripe_response
    )
    assert_nothing_sold(shop, ada, purchase.intent_id)


@scenario("Guide, CVC: any three digits will do ({cvc})", story="Test cards", severity="normal")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("cvc", ["000", "123", "987"])
def test_guide_any_cvc(shop: Shop, cvc: str) -> None:
    product, ada = shop.product(price=5999), shop.shopper()
    assert_paid(shop, ada, ada.buy(product, card(VISA).with_(cvc=cvc)), product)


@scenario("Guide, create-payment-intent: the request of the guide gets the answer of the guide", story="Endpoints")
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_guide_create_payment_intent(shop: Shop) -> None:
    ada = shop.shopper()
    ada.add(shop.product(price=5999).id).expect(200, 201)
    answer = ada.create_intent("usd", {"user_id": "123", "cart_items": "[...]"}).expect(200, 201)
    intent = answer.json()
    wanted = {"client_secret", "payment_intent_id", "amount", "currency", "status"}
    equal(wanted - set(intent), set(), what="the members that are missing in the answer", at=answer)
    intent_id = intent["payment_intent_id"]
    equal((intent["amount"], intent["currency"]), (5999, "usd"), what="the amount and the currency", at=answer)
    equal(intent["status"], "requires_payment_method", what="the status", at=answer)
    expect(intent["client_secret"], starts_with(f"{intent_id}_secret_"), "the client secret")
    metadata = shop.stripe.intent(intent_id)["metadata"]
    equal(metadata.get("user_id"), ada.user_id, what="whose intent it is: the token's owner, not what the body says")
    equal(metadata.get("cart_items"), "[...]", what="the caller's own metadata")


@scenario("Guide, payment-intent by id: the shopper reads the payment", story="Endpoints")
@pytest.mark.card(VISA)
def test_guide_payment_intent(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999)
    intent = ada.intent(purchase.intent_id).expect(200).json()
    equal((intent["amount"], intent["currency"], intent["status"]), (5999, "usd", "succeeded"), what="the payment")
    expect(sorted(intent), lacks("client_secret"), "the list of members of a paid intent")


@scenario("Guide, config: the browser learns the publishable key and where Stripe is", story="Endpoints")
def test_guide_config(shop: Shop) -> None:
    config = shop.visitor().config().expect(200).json()
    equal(set(config), {"publishable_key", "api_base"}, what="the members of the configuration")
    equal(config["publishable_key"], shop.stack.publishable_key, what="the publishable key")
    expect(config["api_base"], starts_with("http"), "the address of Stripe")


@scenario("Guide, verify payments: Stripe's stand-in lists the payment", story="Endpoints", severity="normal")
@pytest.mark.card(VISA)
@pytest.mark.needs("introspection")
def test_guide_introspection(shop: Shop, stripe: Http) -> None:
    _, _, purchase = bought(shop, price=5999)
    path = "/_localstack/stripe/payment_intents"
    one = stripe.send("GET", f"{path}/{purchase.intent_id}", operation="introspect").expect(200)
    equal((one.json()["id"], one.json()["status"]), (purchase.intent_id, "succeeded"), what="the payment", at=one)
    listed = stripe.send("GET", f"{path}?account={shop.stack.account}", operation="introspect").expect(200)
    expect(listed.text, contains(purchase.intent_id), "the list of payments", at=listed)


@scenario(
    'Guide, "Stripe not found": the address that the checkout tells is a Stripe that answers', story="Troubleshooting"
)
@pytest.mark.needs("introspection")
def test_guide_stripe_not_found(shop: Shop, stripe: Http) -> None:
    base = shop.visitor().config().expect(200).json()["api_base"]
    stripe.send("GET", f"{base}/_localstack/stripe/health", operation="health").expect(200)


@scenario('Guide, "Payment failed": the shopper is told why, and may try again', story="Troubleshooting")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.card(VISA)
def test_guide_payment_failed(shop: Shop) -> None:
    product, ada = shop.product(price=5999), shop.shopper()
    failed = ada.buy(product, card(GENERIC_DECLINE))
    shop.reached("decline")
    problem = refused(failed.confirmation, 402, "card_declined")
    expect(len(problem["detail"]), at_least(11), "the length of the detail")
    assert_paid(shop, ada, ada.retry(failed, card(VISA)), product)


@scenario('Guide, "Cart is empty": told as such, and solved by adding items', story="Troubleshooting")
@pytest.mark.needs("payments")
def test_guide_cart_is_empty(shop: Shop) -> None:
    ada = shop.shopper()
    refused(ada.create_intent(), 400, "cart_empty")
    ada.add(shop.product().id).expect(200, 201)
    ada.create_intent().expect(200, 201)


@scenario('Guide, "401 Unauthorized": told as such, and solved by logging in', story="Troubleshooting")
@pytest.mark.needs("payments")
def test_guide_unauthorized(shop: Shop) -> None:
    ada = shop.shopper()
    ada.add(shop.product().id).expect(200, 201)
    path = "/api/payments/create-payment-intent"
    refused(ada.request("POST", path, json={}, auth=False), 401)
    ada.login().expect(200)
    ada.request("POST", path, json={}).expect(200, 201)


@scenario("Guide, security: a client secret pays once", story="Security considerations")
@pytest.mark.card(VISA)
@pytest.mark.needs("single_payments")
def test_guide_client_secret_is_single_use(shop: Shop) -> None:
    ada, product, purchase = bought(shop, price=5999)
    again = shop.js.confirm_payment(purchase.client_secret, card(VISA)).expect(400)
    equal(again.json()["error"]["code"], "payment_intent_unexpected_state", what="the error code", at=again)
    assert_paid(shop, ada, purchase, product)


@scenario("Guide, security: no answer of the checkout ever holds the card's number", story="Security considerations")
@pytest.mark.card(VISA)
def test_guide_card_numbers_stay_at_stripe(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    order = ada.order(str(purchase.order_id))
    for answer in (purchase.confirmation, ada.intent(purchase.intent_id), ada.orders(), order, ada.cart()):
        expect(answer.text, lacks(VISA), "the body of the answer", at=answer)


@scenario(
    "Guide, security: a card number sent to the checkout is refused and not repeated", story="Security considerations"
)
@pytest.mark.needs("payments")
def test_guide_the_checkout_takes_no_card_numbers(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product())
    body = {"payment_intent_id": intent["payment_intent_id"], "card": {"number": VISA, "cvc": "123"}}
    answer = ada.request("POST", "/api/payments/confirm-payment", json=body)
    refused(answer, 422)
    expect(answer.text, lacks(VISA), "the body of the answer", at=answer)


@scenario("Guide, next steps: order, stock and mail follow the payment", story="Next steps", severity="blocker")
@pytest.mark.card(VISA)
@pytest.mark.quick
def test_guide_next_steps(shop: Shop) -> None:
    ada, product, purchase = bought(shop, price=5999, stock=4)
    order = wait_for_order(ada, purchase.intent_id)
    equal(shop.stock(product), 3, what="the stock after the sale")
    mails = eventually(lambda: sent_to(shop.stack, ada.email), reason="the confirmation mail")
    expect(str(mails), contains(order["order_id"]), "the mail")
