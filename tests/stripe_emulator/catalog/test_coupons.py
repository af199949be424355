"""Coupons: https://docs.stripe.com/api/coupons."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok
from tests.stripe_emulator.state.test_clock import clock

COUPONS = "/v1/coupons"


def coupon(account: Account, **params: Any) -> JSON:
    """A new coupon, of ten percent unless it says otherwise."""
    return ok(account.post(COUPONS, {"percent_off": 10, **params} if "amount_off" not in params else params))


def test_the_life_of_a_coupon(account: Account) -> None:
    """Created, renamed, deleted: gone, and its last word is that it is not valid."""
    made = coupon(account, name="Spring")
    assert (made["duration"], made["valid"], made["times_redeemed"], made["percent_off"]) == ("once", True, 0, 10)
    changed = ok(account.post(f"{COUPONS}/{made['id']}", {"name": "Summer", "metadata": {"a": "b"}}))
    assert (changed["name"], changed["metadata"]) == ("Summer", {"a": "b"})
    assert ok(account.delete(f"{COUPONS}/{made['id']}")) == {"id": made["id"], "object": "coupon", "deleted": True}
    error = error_of(account.get(f"{COUPONS}/{made['id']}"), 404)
    assert (error["message"], error["param"]) == (f"No such coupon: '{made['id']}'", "coupon")
    created, updated, deleted = account.events("coupon.created", "coupon.updated", "coupon.deleted")
    assert created["data"]["object"] == made
    assert updated["data"]["previous_attributes"] == {"name": "Spring", "metadata": {"a": None}}
    assert deleted["data"]["object"] == {**changed, "valid": False}
    assert coupon(account, id=made["id"])["times_redeemed"] == 0, "its id may be used again"


def test_what_is_shown_when_expanded(account: Account) -> None:
    """Products it is limited to, and amounts in other currencies."""
    product = ok(account.post("/v1/products", {"name": "Mug"}))
    made = coupon(
        account, amount_off=500, currency="usd", currency_options={"eur": {"amount_off": 450}},
        applies_to={"products": [product["id"]]},
    )  # fmt: skip
    assert not {"applies_to", "currency_options"} & made.keys()
    path, expand = f"{COUPONS}/{made['id']}", {"expand": ["applies_to", "currency_options"]}
    shown = ok(account.get(path, expand))
    assert shown["applies_to"] == {"products": [product["id"]]}
    assert shown["currency_options"] == {"usd": {"amount_off": 500}, "eur": {"amount_off": 450}}
    changed = ok(account.post(path, {"currency_options": {"gbp": {"amount_off": 400}}, **expand}))
    assert set(changed["currency_options"]) == {"usd", "eur", "gbp"}
    percent = coupon(account)
    assert ok(account.get(f"{COUPONS}/{percent['id']}", expand))["currency_options"] is None


@pytest.mark.parametrize(
    ("params", "code", "param", "message"),
    [
        ({}, "parameter_missing", None, "Must provide percent_off or amount_off."),
        ({"percent_off": 5, "amount_off": 5}, None, None,
         "Received both percent_off and amount_off parameters. Please pass in only one."),
        ({"amount_off": 5}, None, "currency", "You must pass currency when passing amount_off"),
        ({"amount_off": 0, "currency": "usd"}, "parameter_invalid_integer", "amount_off", None),
        ({"amount_off": 5, "currency": "xyz"}, None, "currency", None),
        ({"percent_off": 0}, None, "percent_off",
         "This value must be greater than or equal to 0.01 (it currently is '0.0')."),
        ({"percent_off": "100.5"}, None, "percent_off", None),
        ({"percent_off": 5, "duration": "repeating"}, None, "duration",
         "The duration_in_months param must be set when creating a coupon with a repeating duration"),
        ({"percent_off": 5, "duration": "repeating", "duration_in_months": 0}, None, "duration_in_months", None),
        ({"percent_off": 5, "duration_in_months": 3}, None, "duration_in_months", None),
        ({"percent_off": 5, "redeem_by": 1000}, None, "redeem_by", None),
        ({"percent_off": 5, "max_redemptions": 0}, "parameter_invalid_integer", "max_redemptions", None),
        ({"percent_off": 5, "name": "x" * 41}, "parameter_invalid_string_length", "name", None),
        ({"percent_off": 5, "applies_to": {"products": ["prod_x"]}}, "resource_missing", "applies_to[products][0]",
         "No such product: 'prod_x'"),
        ({"percent_off": 5, "currency_options": {"eur": {"amount_off": 5}}}, None, "currency_options",
         "You may only specify one of these parameters: currency_options, percent_off."),
        ({"amount_off": 5, "currency": "usd", "currency_options": {"eur": {"amount_off": 0}}},
         "parameter_invalid_integer", "currency_options[eur][amount_off]", None),
    ],
)  # fmt: skip
def test_what_no_coupon_can_have(
    account: Account, params: JSON, code: str | None, param: str | None, message: str | None
) -> None:
    """Refused as Stripe does."""
    error = error_of(account.post(COUPONS, params), 400)
    assert (error.get("code"), error.get("param")) == (code, param)
    assert message in (None, error["message"])


def test_an_id_is_taken_once(account: Account) -> None:
    """And is the client's own."""
    assert coupon(account, id="SPRING")["id"] == "SPRING"
    error = error_of(account.post(COUPONS, {"id": "SPRING", "percent_off": 5}), 400)
    assert (error["code"], error["message"]) == ("resource_already_exists", "Coupon already exists.")


def test_a_coupon_runs_out_by_time(account: Account) -> None:
    """After `redeem_by` it is not valid, and neither are its promotion codes."""
    made = coupon(account, redeem_by=int(time.time()) + 3600)
    code = ok(account.post("/v1/promotion_codes", {"promotion": {"type": "coupon", "coupon": made["id"]}}))
    clock(account, advance=3601)
    assert ok(account.get(f"{COUPONS}/{made['id']}"))["valid"] is False
    assert ok(account.get(f"/v1/promotion_codes/{code['id']}"))["active"] is False
    error = error_of(account.post("/v1/customers", {"coupon": made["id"]}), 400)
    assert (error["code"], error["param"]) == ("coupon_expired", "coupon")


def test_a_coupon_runs_out_by_redemptions(account: Account) -> None:
    """Each redemption is counted and told; the last one ends it."""
    made = coupon(account, max_redemptions=2)
    for _ in range(2):
        ok(account.post("/v1/customers", {"coupon": made["id"]}))
    assert error_of(account.post("/v1/customers", {"coupon": made["id"]}), 400)["code"] == "coupon_expired"
    assert [event["data"]["previous_attributes"] for event in account.events("coupon.updated")] == [
        {"times_redeemed": 0},
        {"times_redeemed": 1, "valid": True},
    ]
    assert len(ok(account.get("/v1/customers"))["data"]) == 2, "the refused customer was not made"
