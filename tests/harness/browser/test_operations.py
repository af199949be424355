"""The pages' requests have the names that the adapter's methods and StripeJs give the same requests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness.browser import operations
from harness.checkouts import Client, Payment, Setting
from harness.checkouts.reference import ReferenceShop, ReferenceShopper
from harness.core.cards import card
from harness.core.history import History
from harness.stripe.stripe_js import StripeJs
from tests.harness.small_suite import STACK

PAYMENT = Payment("pi_1")
BY_SHOPPER: dict[str, tuple[Any, ...]] = {
    "sign_up": ("ada@shop.example", "a password"),
    "sign_in": ("ada@shop.example", "a password"),
    "cart": (),
    "add": ("prod_1", 2),
    "set_quantity": ("prod_1", 2),
    "remove": ("prod_1",),
    "begin": (),
    "settle": (PAYMENT,),
    "payment": (PAYMENT,),
    "orders": (),
    "order": ("ord_1",),
}
BY_STRIPE_JS: dict[str, tuple[Any, ...]] = {
    "create_payment_method": (card("4242424242424242"),),
    "confirm_payment": ("pi_1_secret_2", "pm_1"),
    "retrieve": ("pi_1_secret_2",),
}


def invoke_of(history: History, call: Any) -> Any:
    """The request that a call makes; nobody answers it."""
    with pytest.raises(AssertionError, match="no answer"):
        call()
    return history.of(kind="invoke")[-1]


def path_of(event: Any) -> str:
    """The path of a recorded request."""
    return "/" + str(event.data["url"]).partition("://")[2].partition("/")[2].partition("?")[0]


@pytest.mark.parametrize("name", BY_SHOPPER)
def test_the_checkouts(name: str) -> None:
    history = History()
    shop = ReferenceShop(Client(STACK.checkout_url, "admin", history), Setting(STACK.checkout_url))
    ada = ReferenceShopper(Client(STACK.checkout_url, "Ada", history), shop, "ada@shop.example")
    event = invoke_of(history, lambda: getattr(ada, name)(*BY_SHOPPER[name]))
    assert shop.operation_of(event.data["method"], path_of(event)) == name


@pytest.mark.parametrize("name", BY_STRIPE_JS)
def test_stripes(name: str) -> None:
    history = History()
    js = StripeJs(STACK, history)
    event = invoke_of(history, lambda: getattr(js, name)(*BY_STRIPE_JS[name]))
    found = operations.at_stripe(event.data["method"], path_of(event))
    assert found is not None
    assert found.name == event.operation == name
    assert found.facts.get("payment_intent_id") == event.data.get("payment_intent_id")
    js.close()


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/endive/stripe.js", None),
        ("GET", "/stand-in/controller.html", None),
        ("POST", "/_localstack/stripe/three_d_secure/pi_1", "challenge"),
        ("GET", "/c/pay/cs_test_1", "hosted_page"),
        ("POST", "/c/pay/cs_test_1", "hosted_page"),
        ("GET", "/b/code", "hosted_page"),
        ("GET", "/v1/tokens", "request"),
    ],
)
def test_others_at_stripe(method: str, path: str, name: str | None) -> None:
    found = operations.at_stripe(method, path)
    assert (found or SimpleNamespace(name=None)).name == name


@pytest.mark.parametrize(
    ("path", "body", "facts"),
    [
        ("/orders", "", {}),
        ("/payment/pi_3Abc/done", "", {"payment_intent_id": "pi_3Abc"}),
        ("/done", '{"intent": "pi_3Abc"}', {"payment_intent_id": "pi_3Abc"}),
        ("/done", "secret=pi_3Abc_secret_9", {"payment_intent_id": "pi_3Abc"}),
        ("/api/things", "", {}),
    ],
)
def test_a_request_is_told_with_the_payment_that_it_names(path: str, body: str, facts: dict[str, str]) -> None:
    assert operations.at_checkout(None, path, body) == operations.Operation("request", facts)


def test_a_shop_that_names_nothing() -> None:
    assert operations.at_checkout(None, "/done", "").name == "request"
    assert operations.at_checkout("settle", "/done", "").name == "settle"
