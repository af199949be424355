"""Invariants over what a checkout tells its shoppers: small histories, a sound one and one for each way to break it."""

from typing import Any

import pytest

from harness.core.history import History
from harness.judging.checker import NOTHING_SEEN, check

PRODUCT = {"product_id": "p1", "title": "Tea", "price": 2500, "currency": "usd", "stock": 9}
WANTED = {"user_id": "u1", "product_id": "p1", "quantity": 2}


def intent(id: str, amount: int = 5000, received: int = 5000, back: int = 0) -> dict[str, Any]:
    """An intent with one charge when it is paid."""
    refunds = [{"id": "re_1", "charge": "ch_1", "amount": back, "currency": "usd", "status": "succeeded", "created": 2}]
    charge = {"id": "ch_1", "amount": received, "amount_captured": received, "currency": "usd"}
    charges = [{**charge, "status": "succeeded", "captured": True}] if received else []
    status = "succeeded" if received else "requires_payment_method"
    values = {"id": id, "amount": amount, "amount_received": received, "currency": "usd", "status": status}
    return {**values, "user_id": "u1", "metadata": {}, "charges": charges, "refunds": refunds if back else []}


def story(*intents: dict[str, Any], told: dict[str, Any] | None = None, begun: int = 5000, wanted: int = 1) -> History:
    """A shopper who put two units into the cart so many times, began a payment for each intent, and was told of it."""
    history = History()
    history.record("fact", "test", "product", **PRODUCT)
    for _ in range(wanted):
        history.record("fact", "test", "wanted", **WANTED)
    for row in intents:
        told_of = {"payment": row["id"], "amount": begun, "currency": "usd", "tampered": []}
        history.record("fact", "test", "begun", user_id="u1", **told_of)
        history.record("snapshot", "harness", "stripe_intent", **row)
    history.record("snapshot", "harness", "payments", intents={row["id"]: [row["id"]] for row in intents})
    if told is not None:
        history.record("fact", "test", "told", user_id="u1", order_id="o1", currency="usd", amount=5000, **told)
    return history


def codes(history: History) -> set[str]:
    """What the invariants say."""
    return {failure.code for failure in check(history)}


PAID = {"payment": "pi_1", "status": "paid"}


@pytest.mark.parametrize(
    ("history", "wanted"),
    [
        (story(intent("pi_1"), told=PAID), set()),
        (story(intent("pi_1", received=0), told=PAID), {"told_paid_without_money"}),
        (story(told={"payment": "made up", "status": "paid"}), {"told_paid_without_money"}),
        (story(intent("pi_1", received=0), told={"payment": "pi_1", "status": "pending"}), set()),
        (story(intent("pi_1"), begun=50), {"told_amount_differs"}),
        (story(intent("pi_1"), intent("pi_2")), {"cart_paid_twice"}),
        (story(intent("pi_1"), intent("pi_2"), wanted=2), set()),
        (story(intent("pi_1"), intent("pi_2", back=5000)), set()),
    ],
    ids=["sound", "nothing taken", "made up", "pending", "another amount", "twice", "two carts", "given back"],
)
def test_what_was_told(history: History, wanted: set[str]) -> None:
    assert codes(history) == wanted


@pytest.mark.parametrize(("total", "wanted"), [(5000, set()), (4999, {"cart_total_wrong"}), (None, set())])
def test_a_carts_total(total: int | None, wanted: set[str]) -> None:
    history = History()
    items = [{"product_id": "p1", "title": "Tea", "price": 2500, "quantity": 2}]
    history.record("snapshot", "harness", "cart", user_id="u1", items=items, total=total, currency="usd")
    assert codes(history) == wanted


def test_an_invariant_that_saw_nothing_has_not_held() -> None:
    history = History()
    check(history)
    results = {event.data["invariant"]: event.data["result"] for event in history.of(operation="judged")}
    assert set(results.values()) == {NOTHING_SEEN}
