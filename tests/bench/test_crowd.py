"""What a crowd came to is judged: each way in which money, orders and stock can disagree is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bench.crowd.judgement import Outcome, broken
from bench.crowd.shoppers import Buying, Purchase
from harness.shop.shop import Product

MUG = Product("mug", 1000, "usd", 3)
LINE = {"product_id": "mug", "price": 1000, "quantity": 1}


def intent(status: str, received: int, user: str) -> dict[str, Any]:
    """A PaymentIntent as Stripe lists it."""
    return {"status": status, "amount_received": received, "metadata": {"user_id": user}}


def order(paid: str, user: str, amount: int = 1000) -> dict[str, Any]:
    """An order as the shop lists it."""
    return {"user_id": user, "payment_intent_id": paid, "amount": amount, "items": [LINE]}


@pytest.fixture
def good() -> Outcome:
    """Two of three units: one paid, one held by the tenth shopper, whose card declined."""
    ada = Purchase(1, MUG, "token", "ada", "pi_1")
    ben = Purchase(10, MUG, "token", "ben", "pi_10")
    intents = {"pi_1": intent("succeeded", 1000, "ada"), "pi_10": intent("requires_payment_method", 0, "ben")}
    return Outcome(Buying(1.0, 0.1, [ada, ben]), 0, 0, intents, [order("pi_1", "ada")], {"mug": 3}, {"mug": 1})


def test_what_holds(good: Outcome) -> None:
    assert broken(good) == []


def test_canceled_payments_hold_nothing(good: Outcome) -> None:
    canceled = {**good.intents, "pi_10": intent("canceled", 0, "ben")}
    assert broken(replace(good, intents=canceled, stock={"mug": 2})) == []
    assert "expected 3 - 1 units, got 1" in broken(replace(good, intents=canceled))[0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"orders": []}, "pi_1 succeeded and lacks 1 order"),
        ({"orders": [order("pi_1", "ada")] * 2}, "pi_1 has 1 orders more"),
        ({"orders": [order("pi_1", "ben")]}, "pi_1 succeeded and lacks 1 order"),
        ({"orders": [order("pi_1", "ada"), order("pi_10", "ben")]}, "pi_10 has 1 orders more"),
        ({"orders": [order("pi_1", "ada", 999)]}, "['1000', '999']"),
        ({"stock": {"mug": 0}}, "expected 3 - 2 units, got 0"),
        ({"stock": {"mug": 2}}, "expected 3 - 2 units, got 2"),
        ({"undelivered": 2}, "2 events were never delivered"),
    ],
)
def test_what_does_not_hold(good: Outcome, changed: dict[str, Any], words: str) -> None:
    assert words in "\n".join(broken(replace(good, **changed)))


def test_a_shopper_without_an_answer(good: Outcome) -> None:
    good.buying.purchases[0].failed = "expected 200, got 503"
    assert broken(good) == ["1 shoppers without their answer: expected 200, got 503"]


def test_a_card_that_should_have_declined(good: Outcome) -> None:
    paid = {**good.intents, "pi_10": intent("succeeded", 1000, "ben")}
    text = "\n".join(broken(replace(good, intents=paid, orders=[order("pi_1", "ada"), order("pi_10", "ben")])))
    assert "pi_10 is succeeded with the card of its shopper" in text
