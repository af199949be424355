"""The pages' requests have the names that ApiShopper and StripeJs give the same requests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness.browser import operations
from harness.core.cards import card
from harness.core.history import History
from harness.shopper.api import ApiShopper, Person
from harness.stripe.stripe_js import StripeJs
from tests.harness.small_suite import STACK

BY_API: dict[str, tuple[Any, ...]] = {
    "register": (),
    "login": (),
    "products": (),
    "product": ("prod_1",),
    "cart": (),
    "add": ("prod_1",),
    "set_quantity": ("prod_1", 2),
    "remove": ("prod_1",),
    "create_intent": (),
    "confirm": ("pi_1",),
    "intent": ("pi_1",),
    "config": (),
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
    return "/" + event.data["url"].partition("://")[2].partition("/")[2].partition("?")[0]


@pytest.mark.parametrize("name", BY_API)
def test_the_checkouts(name: str) -> None:
    history = History()
    ada = ApiShopper(STACK, Person("Ada", "ada@shop.example"), StripeJs(STACK), history, member=False)
    event = invoke_of(history, lambda: getattr(ada, name)(*BY_API[name]))
    found = operations.of(operations.CHECKOUT, event.data["method"], path_of(event))
    assert found is not None
    assert found.name == event.operation == name
    ada.close()


@pytest.mark.parametrize("name", BY_STRIPE_JS)
def test_stripes(name: str) -> None:
    history = History()
    js = StripeJs(STACK, history)
    event = invoke_of(history, lambda: getattr(js, name)(*BY_STRIPE_JS[name]))
    found = operations.of(operations.STRIPE, event.data["method"], path_of(event))
    assert found is not None
    assert found.name == event.operation == name
    assert found.facts.get("payment_intent_id") == event.data.get("payment_intent_id")
    js.close()


@pytest.mark.parametrize(
    ("system", "method", "path", "name"),
    [
        (operations.CHECKOUT, "GET", "/checkout", None),
        (operations.CHECKOUT, "GET", "/api/anything", "request"),
        (operations.STRIPE, "GET", "/stand-in/controller.html", None),
        (operations.STRIPE, "POST", "/_localstack/stripe/three_d_secure/pi_1", "challenge"),
        (operations.STRIPE, "GET", "/v1/tokens", "request"),
    ],
)
def test_others(system: str, method: str, path: str, name: str | None) -> None:
    found = operations.of(system, method, path)
    assert (found or SimpleNamespace(name=None)).name == name
