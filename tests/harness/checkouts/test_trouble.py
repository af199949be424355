"""An adapter's method that breaks is told with what the shop answered it last."""

import pytest

from harness.checkouts import Client
from harness.checkouts.client import operation
from harness.checkouts.trouble import telling
from harness.core.failure import UNKNOWN, Failure
from tests.harness.stub import Stub


def test_the_last_answer_is_told(stub: Stub) -> None:
    stub.answers |= {("GET", "/cart"): (302, {}), ("GET", "/"): (200, {})}
    client = Client(stub.url, "Ada", None)

    def cart() -> None:
        client.get("/")
        client.get("/cart").json()["lines"]

    with pytest.raises(Failure) as broken, operation("cart"), telling("cart"):
        cart()
    assert broken.value.code == UNKNOWN
    assert getattr(broken.value.exchange, "status", None) == 302
    client.close()


def test_another_methods_answer_is_not_told(stub: Stub) -> None:
    stub.answers["GET", "/"] = (200, {})
    client = Client(stub.url, "Ada", None)
    with operation("orders"):
        client.get("/")
    with pytest.raises(Failure) as broken, operation("cart"), telling("cart"):
        raise KeyError("lines")
    assert broken.value.exchange is None
    client.close()
