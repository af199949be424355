"""The buyer: signs up once and only when needed, pays as a browser does, and tells what came of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.checkouts import Cart, Line, NotOffered, Order, Payment, Refused
from harness.core.cards import card
from harness.core.failure import Failure
from harness.core.history import History
from harness.shop.shop import Shop
from harness.stripe.stripe_js import StripeJs
from tests.harness import small_shop
from tests.harness.stub import Answer, Request, Stub

SESSION = {"access_token": "a-long-token", "token_type": "bearer", "user_id": "usr_1", "email": "ada@shop.example"}
MADE = {"payment_intent_id": "pi_1", "client_secret": "pi_1_secret_x", "amount": 5999, "currency": "usd"}
PAID = {"id": "pi_1", "object": "payment_intent", "status": "succeeded"}
CART: dict[str, Any] = {"items": [], "total": 0, "currency": None}
REGISTER, LOGIN = ("POST", "/api/auth/register"), ("POST", "/api/auth/login")
SETTLE = ("POST", "/api/payments/confirm-payment")
CONFIRM = ("POST", "/v1/payment_intents/pi_1/confirm")
CHALLENGE_PATH = "/_localstack/stripe/three_d_secure/pi_1"
VISA, DECLINED, CHALLENGED = "4242424242424242", "4000000000000002", "4000000000003220"


@pytest.fixture
def shop(stub: Stub) -> Iterator[Shop]:
    """A shop at the stub, which sells and accepts."""
    stub.answers |= {
        REGISTER: (201, SESSION),
        LOGIN: (200, SESSION),
        ("GET", "/api/cart"): (200, CART),
        ("POST", "/api/cart/items"): (200, CART),
        ("POST", "/api/payments/create-payment-intent"): (200, MADE),
        SETTLE: (200, {**MADE, "status": "succeeded", "order_id": "ord_1"}),
        CONFIRM: (200, PAID),
    }
    opened = Shop(stub.stack(), History(), 7, "a test")
    yield opened
    opened.close()


def test_the_account_is_made_once_and_only_when_needed(stub: Stub, shop: Shop) -> None:
    ada = shop.shopper()
    assert (ada.name, ada.known, stub.paths()) == ("Ada", False, [])
    ada.cart()
    ada.cart()
    assert stub.paths() == ["POST /api/auth/register", "GET /api/cart", "GET /api/cart"]
    assert stub.requests[-1].headers["Authorization"] == "Bearer a-long-token"
    assert (ada.key, ada.known) == ("usr_1", True)
    assert ada.email == stub.requests[0].body["email"]


def test_a_taken_address_is_replaced(stub: Stub, shop: Shop) -> None:
    taken: list[str] = []

    def register(request: Request) -> Answer:
        taken.append(request.body["email"])
        return (409, {"code": "email_taken"}) if len(taken) == 1 else (201, SESSION)

    stub.answers[REGISTER] = register
    name, _, host = shop.shopper().email.partition("@")
    assert f"{name}@{host}" == taken[1]
    assert name == f"{taken[0].partition('@')[0]}.1"


def test_a_visitor_is_nobody_until_signed_up(stub: Stub, shop: Shop) -> None:
    visitor = shop.visitor()
    assert (visitor.key, visitor.known) == ("", False)
    visitor.cart()
    assert stub.paths() == ["GET /api/cart"]
    assert "Authorization" not in stub.requests[-1].headers
    visitor.sign_up()
    visitor.cart()
    assert stub.requests[-1].headers["Authorization"] == "Bearer a-long-token"
    assert visitor.known


def test_coming_back_is_with_the_password_of_the_account_or_another(stub: Stub, shop: Shop) -> None:
    ada = shop.shopper()
    ada.sign_in()
    ada.sign_in("wrong")
    made, right, wrong = (request.body["password"] for request in stub.requests)
    assert (made == right, wrong) == (True, "wrong")
    assert len(shop.history.of(kind="fact", operation="shopper")) == 1


@pytest.mark.parametrize(("status", "busy", "broken"), [(422, False, False), (500, False, True), (503, True, False)])
def test_a_refusal_is_raised_and_told(stub: Stub, shop: Shop, status: int, busy: bool, broken: bool) -> None:
    stub.answers["POST", "/api/cart/items"] = (status, {"code": "validation_error"})
    with pytest.raises(Refused, match=f"(?s)refused to add.*answered {status}") as raised:
        shop.shopper().add("prod_1", 2)
    assert (raised.value.busy, raised.value.broken) == (busy, broken)
    assert raised.value.answer.json() == {"code": "validation_error"}
    assert shop.history.of(kind="fact", operation="wanted") == []


def test_a_refused_registration_is_told(stub: Stub, shop: Shop) -> None:
    stub.answers[REGISTER] = (422, {"code": "validation_error"})
    with pytest.raises(Refused, match="refused to sign up"):
        shop.shopper().cart()


def test_paying_goes_the_way_of_a_browser(stub: Stub, shop: Shop) -> None:
    ada = shop.shopper()
    purchase = ada.pay(card(VISA))
    assert stub.paths() == [
        "POST /api/auth/register",
        "POST /api/payments/create-payment-intent",
        "POST /v1/payment_intents/pi_1/confirm",
        "POST /api/payments/confirm-payment",
    ]
    browser = stub.requests[2]
    assert browser.headers["Authorization"] == "Bearer pk_test_stub"
    assert browser.body["client_secret"] == "pi_1_secret_x"
    assert browser.body["payment_method_data[card][number]"] == VISA
    assert purchase.order is not None
    assert (purchase.order.id, purchase.order.amount, purchase.order.status) == ("ord_1", 5999, "paid")
    assert (purchase.paid, purchase.error, purchase.refusal) == (True, {}, None)
    assert [payment.id for payment in ada.payments] == ["pi_1"]


@pytest.mark.parametrize(
    ("status", "told"), [("sold out", False), ("pending", False), ("paid", True), ("refunded", True)]
)
def test_an_order_with_a_word_of_the_shops_own_is_not_paid(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, status: str, told: bool
) -> None:
    """Shops that write the order first show it on coming back, too: as pending, declined, or sold out meanwhile."""
    order = Order("ord_1", "pi_1", status, 5999, "usd")
    for name in ("settle", "confirm"):
        monkeypatch.setattr(shop.adapter.people, name, lambda *_: order)
    ada = shop.shopper()
    payment = ada.begin()
    wanted = order if told else None
    assert [ada.settle(payment), ada.settle(payment, noted=False), ada.confirm(payment, "pm_x")] == [wanted] * 3
    assert [row.data["status"] for row in shop.history.of(kind="fact", operation="told")] == [status] * 2


def test_a_decline_is_told_as_the_browser_saw_it(stub: Stub, shop: Shop) -> None:
    error = {"type": "card_error", "code": "card_declined", "payment_intent": {"status": "requires_payment_method"}}
    stub.answers[CONFIRM] = (402, {"error": error})
    stub.answers[SETTLE] = (402, {"code": "card_declined"})
    purchase = shop.shopper().pay(card(DECLINED))
    assert purchase.attempt is not None
    assert (purchase.attempt.declined, purchase.attempt.status) == (True, "requires_payment_method")
    assert (purchase.error["code"], purchase.order, purchase.paid) == ("card_declined", None, False)
    assert isinstance(purchase.refusal, Refused)


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
def test_a_challenge_is_answered(stub: Stub, shop: Shop, outcome: str) -> None:
    action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"stripe_js": f"{stub.url}{CHALLENGE_PATH}?client_secret=x"}}
    stub.answers[CONFIRM] = (200, {**PAID, "status": "requires_action", "next_action": action})
    stub.answers["POST", CHALLENGE_PATH] = (200, PAID)
    purchase = shop.shopper().pay(card(CHALLENGED), three_ds=outcome)
    answered = next(one for one in stub.requests if one.path.startswith(CHALLENGE_PATH))
    assert answered.body == {"outcome": outcome}
    assert purchase.attempt is not None
    assert purchase.attempt.status == "succeeded"


def test_an_abandoned_challenge_is_left_alone(stub: Stub, shop: Shop) -> None:
    stub.answers[CONFIRM] = (200, {**PAID, "status": "requires_action", "next_action": {}})
    attempt = shop.shopper().pay(card(CHALLENGED), three_ds="abandon").attempt
    assert attempt is not None
    assert attempt.status == "requires_action"


def test_another_card_is_tried_on_the_same_payment(stub: Stub, shop: Shop) -> None:
    ada = shop.shopper()
    again = ada.retry(ada.pay(card(DECLINED)), card(VISA))
    assert again.payment.id == "pi_1"
    assert stub.paths().count("POST /api/payments/create-payment-intent") == 1
    assert stub.requests[-2].body["payment_method_data[card][number]"] == VISA


def test_what_is_tampered_with_joins_the_request_and_is_noted(stub: Stub, shop: Shop) -> None:
    shop.shopper().begin(price=1)
    assert stub.requests[-1].body == {"price": 1}
    (begun,) = shop.history.of(kind="fact", operation="begun")
    assert begun.data == {
        **{"user_id": "usr_1", "payment": "pi_1", "amount": 5999, "currency": "usd"},
        **{"tampered": ["price"], "basket": {}},
    }


def test_the_history_holds_who_asked_what_was_noted_and_no_secret(stub: Stub, shop: Shop) -> None:
    ada = shop.shopper()
    ada.add("prod_1", 2)
    ada.pay(card(VISA))
    history = shop.history
    asked = [event.operation for event in history.of(kind="invoke") if event.data["system"] == "checkout"]
    assert asked == ["sign_up", "add", "begin", "settle"]
    (begun,) = history.of(kind="ok", operation="begin")
    assert begun.data["user_id"] == "usr_1"
    (settled,) = history.of(kind="ok", operation="settle")
    assert settled.data["payment_intent_id"] == "pi_1"
    assert history.of(kind="fact", operation="shopper")[0].data["user_id"] == "usr_1"
    (wanted,) = history.of(kind="fact", operation="wanted")
    assert wanted.data == {"user_id": "usr_1", "product_id": "prod_1", "quantity": 2}
    (told,) = history.of(kind="fact", operation="told")
    assert (told.data["order_id"], told.data["amount"], told.data["status"]) == ("ord_1", 5999, "paid")
    text = history.to_jsonl()
    for secret in ("pi_1_secret_x", "Bearer a-long-token", VISA):
        assert secret not in text


def test_a_shop_without_accounts_and_carts_has_guests_with_baskets(stub: Stub) -> None:
    shop = Shop(replace(stub.stack(), adapter=small_shop.SPEC), History(), 7, "a test")
    ada = shop.shopper()
    tea = shop.product()
    ada.add(tea)
    ada.add(tea, 2)
    assert ada.adapter.basket == {"tea": 3}
    assert (ada.key, ada.known, ada.offers("add")) == ("", False, False)
    wanted = [event.data["user_id"] for event in shop.history.of(kind="fact", operation="wanted")]
    assert wanted == [ada.email, ada.email]
    ada.begin()
    assert ada.known
    shop.close()


class Guest(small_shop.SmallShopper):
    """A guest who is shown the order on coming back: two of what the basket holds."""

    def settle(self, payment: Payment) -> Order:
        return Order("o1", payment.id, "paid", 1000, "usd", (Line("tea", 2),))


class GuestShop(small_shop.SmallShop):
    """A shop for guests."""

    people = Guest


def test_a_page_takes_out_of_its_basket_what_was_paid(stub: Stub) -> None:
    shop = Shop(replace(stub.stack(), adapter=f"{__name__}:GuestShop"), History(), 7, "a test")
    ada = shop.shopper()
    ada.add("tea", 3)
    payment = ada.begin()
    ada.settle(payment)
    assert ada.adapter.basket == {"tea": 1}
    ada.settle(payment)
    assert ada.adapter.basket == {"tea": 1}
    (told, _) = shop.history.of(kind="fact", operation="told")
    assert told.data["items"] == [{"product_id": "tea", "quantity": 2, "price": None, "title": ""}]
    shop.close()


class Setter(small_shop.SmallShopper):
    """Somebody in a shop in which one sets quantities."""

    def cart(self) -> Cart:
        return Cart(tuple(Line(*line) for line in self.basket.items()))

    def set_quantity(self, product_id: str, quantity: int) -> None:
        self.basket[product_id] = quantity


class SetterShop(small_shop.SmallShop):
    """A shop without a way to add."""

    people = Setter


def test_units_are_added_by_setting_their_number(stub: Stub) -> None:
    shop = Shop(replace(stub.stack(), adapter=f"{__name__}:SetterShop"), History(), 7, "a test")
    ada = shop.shopper()
    ada.add("tea", 2)
    ada.add("tea")
    assert ada.cart().quantities() == {"tea": 3}
    wanted = [event.data["quantity"] for event in shop.history.of(kind="fact", operation="wanted")]
    assert wanted == [2, 1]
    shop.close()


@pytest.mark.parametrize(
    "call",
    [
        lambda ada: ada.cart(),
        lambda ada: ada.set_quantity("tea", 1),
        lambda ada: ada.remove("tea"),
        lambda ada: ada.sign_up(),
        lambda ada: ada.orders(),
        lambda ada: ada.order("1"),
        lambda ada: ada.settle(ada.begin()),
        lambda ada: ada.confirm(ada.begin(), "pm_card_visa"),
        lambda ada: ada.look_at(ada.begin()),
    ],
)
def test_what_the_adapter_lacks_is_not_offered(stub: Stub, call: Callable[[Any], Any]) -> None:
    shop = Shop(replace(stub.stack(), adapter=small_shop.SPEC), History(), 7, "a test")
    with pytest.raises(NotOffered):
        call(shop.shopper())
    assert stub.requests == []
    shop.close()


def test_a_redirect_back_is_followed_by_reading_the_intent(stub: Stub) -> None:
    js = StripeJs(stub.stack())
    action = {"redirect_to_url": {"url": f"{stub.url}{CHALLENGE_PATH}"}}
    stub.answers[CONFIRM] = (200, {**PAID, "status": "requires_action", "next_action": action})
    stub.answers["POST", CHALLENGE_PATH] = (303, {})
    stub.answers["GET", "/v1/payment_intents/pi_1"] = (200, PAID)
    answer = js.confirm_payment("pi_1_secret_x", "pm_1", return_url="https://shop.example/back")
    assert stub.requests[-1].body["return_url"] == "https://shop.example/back"
    assert js.authenticate("pi_1_secret_x", answer).json() == PAID
    js.close()


def test_an_intent_without_a_challenge_page_is_told(stub: Stub) -> None:
    js = StripeJs(stub.stack())
    with pytest.raises(Failure, match="no 3D Secure page"):
        js.answer_challenge({"status": "requires_action", "next_action": None}, "succeed")
    js.close()


ONE_THING = """
from harness.checkouts import Adapter, Payment, Product, Shopper

class Person(Shopper):
    def begin(self, **tampering):
        return Payment("pi_1", 500, "usd", "pi_1_secret_x")

class Own(Adapter):
    people = Person
    def catalogue(self):
        return [Product("tea", 500, "usd")]
"""


def test_where_one_thing_is_sold_nothing_else_can_be_wanted(stub: Stub, tmp_path: Path) -> None:
    """Such as Stripe's own samples: no cart that could be empty, no quantity, no product to name."""
    file = tmp_path / "my_shop.py"
    file.write_text(ONE_THING, "utf-8")
    opened = Shop(replace(stub.stack(), adapter=str(file), facts={"single_item": True}), History(), 7, "a test")
    ada, tea = opened.shopper(), opened.product()
    for ask in (ada.begin, lambda: ada.add("prod_nowhere"), lambda: ada.add(tea, 2)):
        with pytest.raises(NotOffered, match="cart"):
            ask()
    ada.add(tea)
    assert ada.begin().id == "pi_1"
    with pytest.raises(NotOffered, match="cart"):
        ada.add(tea)
    opened.close()
