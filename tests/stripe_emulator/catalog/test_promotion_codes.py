"""Promotion codes: https://docs.stripe.com/api/promotion_codes."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.stripe_emulator.catalog.test_coupons import coupon
from tests.stripe_emulator.client import JSON, Account, error_of, ok
from tests.stripe_emulator.state.test_clock import clock

CODES = "/v1/promotion_codes"


def code(account: Account, coupon: JSON, **params: Any) -> JSON:
    """A new promotion code of a coupon."""
    return ok(account.post(CODES, {"promotion": {"type": "coupon", "coupon": coupon["id"]}, **params}))


def test_a_promotion_code(account: Account) -> None:
    """Its defaults; the coupon when expanded."""
    off = coupon(account)
    made = code(account, off)
    assert made["promotion"] == {"type": "coupon", "coupon": off["id"]}
    assert made["restrictions"] == {
        "first_time_transaction": False, "minimum_amount": None, "minimum_amount_currency": None,
    }  # fmt: skip
    assert len(made["code"]) == 8
    assert made["code"].isupper() or made["code"].isdigit()
    shown = ok(account.get(f"{CODES}/{made['id']}", {"expand": ["promotion.coupon"]}))
    assert shown["promotion"]["coupon"] == off
    error = error_of(account.get(f"{CODES}/promo_x"), 404)
    assert (error["message"], error["param"]) == ("No such promotion code: 'promo_x'", "promotion_code")


def test_the_older_way(account: Account) -> None:
    """`coupon` in place of `promotion[coupon]`, and shown as older versions do."""
    off = coupon(account)
    made = ok(account.post(CODES, {"coupon": off["id"]}))
    assert made["promotion"]["coupon"] == off["id"]
    old = account.get(f"{CODES}/{made['id']}", headers={"Stripe-Version": "2023-10-16"}).json()
    assert (old["coupon"]["id"], "promotion" in old) == (off["id"], False)


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({}, "parameter_missing", "promotion"),
        ({"promotion": {"type": "coupon"}}, None, "promotion.coupon"),
        ({"promotion": {"type": "coupon", "coupon": "x"}}, "resource_missing", "promotion[coupon]"),
        ({"coupon": "x"}, "resource_missing", "coupon"),
        ({"coupon": "OFF", "customer": "cus_x"}, "resource_missing", "customer"),
        ({"coupon": "OFF", "code": "a b"}, None, "code"),
        ({"coupon": "OFF", "expires_at": 1000}, None, "expires_at"),
        ({"coupon": "OFF", "expires_at": 10**11}, None, "expires_at"),
        ({"coupon": "OFF", "max_redemptions": 0}, "parameter_invalid_integer", "max_redemptions"),
        ({"coupon": "OFF", "restrictions": {"minimum_amount": 5}}, "parameter_missing",
         "restrictions[minimum_amount_currency]"),
        ({"coupon": "OFF", "restrictions": {"minimum_amount": 5, "minimum_amount_currency": "xyz"}}, None,
         "restrictions[minimum_amount_currency]"),
        ({"coupon": "OFF", "restrictions": {"currency_options": {"eur": {"minimum_amount": 0}}}},
         "parameter_invalid_integer", "restrictions[currency_options][eur][minimum_amount]"),
    ],
)  # fmt: skip
def test_what_no_promotion_code_can_have(account: Account, params: JSON, code: str | None, param: str) -> None:
    """Refused as Stripe does."""
    coupon(account, id="OFF")
    error = error_of(account.post(CODES, params), 400)
    assert (error.get("code"), error["param"]) == (code, param)


def test_an_active_code_is_unique(account: Account) -> None:
    """Whatever its case, until it is switched off; each customer may have its own."""
    off, customer = coupon(account), ok(account.post("/v1/customers"))
    first = code(account, off, code="Spring-1")
    again = {"coupon": off["id"], "code": "SPRING-1"}
    message = "An active promotion code with `code: SPRING-1` already exists."
    assert error_of(account.post(CODES, again), 400)["message"] == message
    ok(account.post(f"{CODES}/{first['id']}", {"active": False}))
    second = ok(account.post(CODES, again))
    assert error_of(account.post(f"{CODES}/{first['id']}", {"active": True}), 400)["message"].endswith("exists.")
    assert [one["id"] for one in ok(account.get(CODES, {"code": "spring-1"}))["data"]] == [second["id"], first["id"]]
    for query, expected in (
        ({"code": "Spring-1", "active": True}, [second["id"]]),
        ({"coupon": off["id"], "active": False}, [first["id"]]),
        ({"customer": customer["id"]}, []),
    ):
        assert [one["id"] for one in ok(account.get(CODES, query))["data"]] == expected, query
    assert error_of(account.get(CODES, {"coupon": "x"}), 400)["param"] == "coupon"


def test_updates(account: Account) -> None:
    """Metadata, and minimums in other currencies; with an event."""
    made = code(account, coupon(account), restrictions={"minimum_amount": 500, "minimum_amount_currency": "usd"})
    options = {"currency_options": {"eur": {"minimum_amount": 400}}}
    changed = ok(account.post(f"{CODES}/{made['id']}", {"metadata": {"a": "b"}, "restrictions": options}))
    assert changed["restrictions"] == made["restrictions"], "the minimums are there only when expanded"
    shown = ok(account.get(f"{CODES}/{made['id']}", {"expand": ["restrictions.currency_options"]}))
    assert shown["restrictions"] == {**made["restrictions"], **options}
    (event,) = account.events("promotion_code.updated")
    assert event["data"]["previous_attributes"] == {"metadata": {"a": None}}


def test_a_code_of_one_customer(account: Account) -> None:
    """Nobody else redeems it, and it is used up by its redemptions."""
    customer = ok(account.post("/v1/customers"))
    made = code(account, coupon(account), customer=customer["id"], max_redemptions=1)
    assert error_of(account.post("/v1/customers", {"promotion_code": made["id"]}), 400)["param"] == "promotion_code"
    path, given = f"/v1/customers/{customer['id']}", {"promotion_code": made["id"]}
    assert ok(account.post(path, given))["discount"]["promotion_code"] == made["id"]
    assert error_of(account.post(path, given), 400)["code"] == "coupon_expired"
    (event,) = account.events("promotion_code.updated")
    assert event["data"]["previous_attributes"] == {"times_redeemed": 0, "active": True}
    assert error_of(account.post(f"{CODES}/{made['id']}", {"active": True}), 400)["param"] == "active"


def test_a_code_expires(account: Account) -> None:
    """At its time."""
    made = code(account, coupon(account), expires_at=int(time.time()) + 3600)
    clock(account, advance=3601)
    assert ok(account.get(f"{CODES}/{made['id']}"))["active"] is False
    refused = account.post("/v1/customers", {"promotion_code": made["id"]})
    assert error_of(refused, 400)["code"] == "coupon_expired"
