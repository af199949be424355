"""Shops that add shipping and tax: what is charged is exactly the goods and that, and a cart is still paid once."""

from __future__ import annotations

from typing import Any

import pytest

from harness.core.history import History
from harness.judging import checker

GOODS, EXTRA = 5000, 490
PAID = GOODS + EXTRA
LINES = [{"product_id": "p1", "title": "Tea", "price": 2500, "quantity": 2}]


def codes(history: History) -> set[str]:
    return {failure.code for failure in checker.check(history)}


def bought(*intents: int, order: int = PAID, extra: int = EXTRA, total: int | None = None) -> History:
    """A shopper who wanted goods for 5000, and the amounts of the intents that were paid for them."""
    history = History()
    history.record("fact", "test", "product", product_id="p1", title="Tea", price=2500, currency="usd", stock=None)
    history.record("fact", "test", "wanted", user_id="u1", product_id="p1", quantity=2)
    change = {"how": "add", "product_id": "p1", "quantity": 2, "ended": "done", "began": 2}
    history.record("fact", "test", "cart_change", user_id="u1", **change)
    rows: list[dict[str, Any]] = []
    for number, amount in enumerate(intents):
        id = f"pi_{number}"
        history.record("fact", "test", "begun", user_id="u1", payment=id, amount=amount, currency="usd", tampered=[])
        charge = {"id": f"ch_{number}", "amount": amount, "amount_captured": amount, "amount_refunded": 0}
        charge |= {"currency": "usd", "status": "succeeded", "paid": True, "captured": True, "refunded": False}
        about = {"id": id, "amount": amount, "amount_received": amount, "currency": "usd", "status": "succeeded"}
        history.record(
            "snapshot", "harness", "stripe_intent", **about, created=1, user_id="u1", metadata={},
            charges=[{**charge, "disputed": False}], refunds=[],
        )  # fmt: skip
        rows.append({"order_id": f"o{number}", "payment": id, "payment_intent_id": id, "status": "paid"})
        rows[-1] |= {"amount": order, "amount_refunded": 0, "currency": "usd", "items": LINES, "extra": extra}
    history.record("snapshot", "harness", "payments", intents={row["payment"]: [row["payment"]] for row in rows})
    history.record("snapshot", "harness", "orders", user_id="u1", email="a@b.example", orders=rows)
    if extra:
        history.record("snapshot", "harness", "extra", user_id="u1", currency="usd", most=extra)
    if total is not None:
        cart = {"items": LINES, "total": total, "currency": "usd", "extra": extra}
        history.record("snapshot", "harness", "cart", user_id="u1", **cart)
    return history


def test_goods_and_shipping_are_what_is_paid() -> None:
    assert codes(bought(PAID)) == set()


def test_what_nobody_said_is_added_is_told() -> None:
    assert codes(bought(PAID, extra=0)) == {"amounts_disagree", "cart_paid_twice"}


@pytest.mark.parametrize("wrong", [PAID + 1, PAID - 1, GOODS])
def test_another_extra_is_told(wrong: int) -> None:
    assert "amounts_disagree" in codes(bought(wrong, order=wrong))


def test_a_cart_that_is_paid_twice_is_told() -> None:
    assert "cart_paid_twice" in codes(bought(PAID, PAID))


@pytest.mark.parametrize(("total", "wanted"), [(GOODS, set()), (PAID, set()), (PAID - 1, {"cart_total_wrong"})])
def test_a_cart_shows_its_total_with_or_without_it(total: int, wanted: set[str]) -> None:
    assert codes(bought(total=total)) == wanted
