"""The buyer: signs up once and only when needed, pays as a browser does, and tells what came of it."""

from typing import Any

import pytest

from harness.checkouts import Refused
from harness.core.cards import card
from harness.core.failure import Failure
from harness.shop.shop import Shop
from harness.shopper.buyer import Buyer
from harness.stripe.stripe_js import StripeJs
from tests.harness.stub import Answer, Request, Stub
from tests.harness.stub_shop import stub_shop

SESSION = {"access_token": "a-long-token", "token_type": "bearer", "user_id": "usr_1", "email": "ada@shop.example"}
MADE = {"payment_intent_id": "pi_1", "client_secret": "pi_1_secret_x", "amount": 5999, "currency": "usd"}
PAID = {"id": "pi_1", "object": "payment_intent", "status": "succeeded"}
CONFIRM = ("POST", "/v1/payment_intents/pi_1/confirm")
CHALLENGE_PATH = "/_localstack/stripe/three_d_secure/pi_1"
EMPTY: dict[str, Any] = {"items": [], "total": 0, "currency": None}


def ready(stub: Stub) -> Shop:
    """A shop at the stub, which sells and accepts."""
    stub.answers |= {
        ("POST", "/api/auth/register"): (201, SESSION),
        ("GET", "/api/products/prod_1"): (
            200, {"product_id": "prod_1", "price": 5999, "currency": "usd", "stock": 1, "title": "Tea"}
        ),
        ("GET", "/api/cart"): (200, EMPTY),
        ("POST", "/api/payments/create-payment-intent"): (200, MADE),
        ("POST", "/api/payments/confirm-payment"): (200, {**MADE, "status": "succeeded", "order_id": "ord_1"}),
        CONFIRM: (200, PAID),
    }  # fmt: skip
    return stub_shop(stub)


def shopper(stub: Stub) -> Buyer:
    """Ada there."""
    return ready(stub).shopper()


def test_the_account_is_made_once_and_only_when_needed(stub: Stub) -> None:
    shop = ready(stub)
    ada = shop.shopper()
    assert not ada.known
    assert stub.paths() == []
    ada.cart()
    ada.cart()
    assert stub.paths() == ["POST /api/auth/register", "GET /api/cart", "GET /api/cart"]
    assert stub.requests[-1].headers["Authorization"] == "Bearer a-long-token"
    assert (ada.key, ada.known) == ("usr_1", True)


def test_a_taken_address_is_replaced(stub: Stub) -> None:
    taken: list[str] = []

    def register(request: Request) -> Answer:
        taken.append(request.body["email"])
        return (409, {"code": "email_taken"}) if len(taken) == 1 else (201, SESSION)

    ada = shopper(stub)
    stub.answers["POST", "/api/auth/register"] = register
    name, _, domain = ada.email.partition("@")
    first, _, _ = taken[0].partition("@")
    assert (name, domain) == (f"{first}.1", "shop.example")


def test_a_visitor_has_no_token_until_registered(stub: Stub) -> None:
    visitor = ready(stub).visitor()
    visitor.cart()
    assert "Authorization" not in stub.requests[-1].headers
    visitor.sign_up()
    visitor.cart()
    assert stub.requests[-1].headers["Authorization"] == "Bearer a-long-token"


def test_a_refused_registration_is_told(stub: Stub) -> None:
    ada = shopper(stub)
    stub.answers["POST", "/api/auth/register"] = (422, {"code": "validation_error"})
    with pytest.raises(Refused, match="refused to sign up"):
        ada.cart()


def test_paying_goes_the_way_of_a_browser(stub: Stub) -> None:
    ada = shopper(stub)
    purchase = ada.pay(card("4242424242424242"))
    assert stub.paths() == [
        "POST /api/auth/register",
        "POST /api/payments/create-payment-intent",
        "POST /v1/payment_intents/pi_1/confirm",
        "POST /api/payments/confirm-payment",
    ]
    browser = stub.requests[2]
    assert browser.headers["Authorization"] == "Bearer pk_test_stub"
    assert browser.body["client_secret"] == "pi_1_secret_x"
    assert browser.body["payment_method_data[card][number]"] == "4242424242424242"
    assert purchase.order is not None
    assert (purchase.order.id, purchase.paid, purchase.error, purchase.payment.amount) == ("ord_1", True, {}, 5999)
    assert [payment.id for payment in ada.payments] == ["pi_1"]


def test_a_decline_is_told_as_the_browser_saw_it(stub: Stub) -> None:
    ada = shopper(stub)
    error = {"type": "card_error", "code": "card_declined", "payment_intent": {"status": "requires_payment_method"}}
    stub.answers[CONFIRM] = (402, {"error": error})
    stub.answers["POST", "/api/payments/confirm-payment"] = (402, {"code": "card_declined"})
    purchase = ada.pay(card("4000000000000002"))
    assert purchase.attempt is not None
    assert (purchase.error["code"], purchase.attempt.status) == ("card_declined", "requires_payment_method")
    assert (purchase.order, isinstance(purchase.refusal, Refused)) == (None, True)


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
def test_a_challenge_is_answered(stub: Stub, outcome: str) -> None:
    ada = shopper(stub)
    action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"stripe_js": f"{stub.url}{CHALLENGE_PATH}?client_secret=x"}}
    stub.answers[CONFIRM] = (200, {**PAID, "status": "requires_action", "next_action": action})
    stub.answers["POST", CHALLENGE_PATH] = (200, PAID)
    purchase = ada.pay(card("4000000000003220"), three_ds=outcome)
    answered = next(one for one in stub.requests if one.path.startswith(CHALLENGE_PATH))
    assert answered.body == {"outcome": outcome}
    assert purchase.attempt is not None
    assert purchase.attempt.status == "succeeded"


def test_an_abandoned_challenge_is_left_alone(stub: Stub) -> None:
    ada = shopper(stub)
    stub.answers[CONFIRM] = (200, {**PAID, "status": "requires_action", "next_action": {}})
    attempt = ada.pay(card("4000000000003220"), three_ds="abandon").attempt
    assert attempt is not None
    assert attempt.status == "requires_action"


def test_a_redirect_back_is_followed_by_reading_the_intent(stub: Stub) -> None:
    js = StripeJs(stub.stack())
    action = {"redirect_to_url": {"url": f"{stub.url}{CHALLENGE_PATH}"}}
    stub.answers[CONFIRM] = (200, {**PAID, "status": "requires_action", "next_action": action})
    stub.answers["POST", CHALLENGE_PATH] = (303, {})
    stub.answers["GET", "/v1/payment_intents/pi_1"] = (200, PAID)
    answer = js.confirm_payment("pi_1_secret_x", "pm_1", return_url="https://shop.example/back")
    assert stub.requests[-1].body["return_url"] == "https://shop.example/back"
    assert js.authenticate("pi_1_secret_x", answer).json() == PAID


def test_an_intent_without_a_challenge_page_is_told(stub: Stub) -> None:
    with pytest.raises(Failure, match="no 3D Secure page"):
        StripeJs(stub.stack()).answer_challenge({"status": "requires_action", "next_action": None}, "succeed")


def test_the_history_holds_who_asked_and_no_secret(stub: Stub) -> None:
    shop = ready(stub)
    shop.shopper().pay(card("4242424242424242"))
    begun: Any = shop.history.of(kind="ok", operation="begin")[0]
    assert begun.data["user_id"] == "usr_1"
    assert shop.history.of(kind="fact", operation="shopper")[0].data["user_id"] == "usr_1"
    text = shop.history.to_jsonl()
    for secret in ("pi_1_secret_x", "Bearer a-long-token", "4242424242424242"):
        assert secret not in text
