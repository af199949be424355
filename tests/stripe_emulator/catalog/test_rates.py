"""Tax rates, tax codes, shipping rates."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok

TAX, SHIPPING = "/v1/tax_rates", "/v1/shipping_rates"


def tax_rate(account: Account, **params: Any) -> JSON:
    """A new tax rate."""
    return ok(account.post(TAX, {"display_name": "VAT", "percentage": "19", "inclusive": True, **params}))


def shipping_rate(account: Account, **params: Any) -> JSON:
    """A new shipping rate."""
    amount = {"amount": 500, "currency": "usd", "currency_options": {"eur": {"amount": 450}}}
    return ok(
        account.post(SHIPPING, {"display_name": "Post", "type": "fixed_amount", "fixed_amount": amount, **params})
    )


def test_tax_rates(account: Account) -> None:
    """The percentage is for ever, the words are not."""
    made = tax_rate(account, percentage="8.875", country="US", state="NY", tax_type="sales_tax")
    assert (made["percentage"], made["effective_percentage"], made["rate_type"]) == (8.875, 8.875, "percentage")
    changed = ok(account.post(f"{TAX}/{made['id']}", {"active": False, "display_name": "Sales tax"}))
    assert (changed["active"], changed["display_name"], changed["state"]) == (False, "Sales tax", "NY")
    created, updated = account.events("tax_rate.created", "tax_rate.updated")
    assert created["data"]["object"] == made
    assert updated["data"]["previous_attributes"] == {"active": True, "display_name": "VAT"}
    other = tax_rate(account, inclusive=False)
    assert ok(account.get(TAX, {"inclusive": False}))["data"] == [other]
    assert ok(account.get(TAX, {"active": False}))["data"] == [changed]
    assert error_of(account.get(f"{TAX}/txr_x"), 404)["message"] == "No such tax rate: 'txr_x'"


@pytest.mark.parametrize(("params", "param"), [
    ({"percentage": "-1"}, "percentage"),
    ({"percentage": "100.5"}, "percentage"),
    ({"percentage": "1.23456"}, "percentage"),
    ({"display_name": "x" * 51}, "display_name"),
])  # fmt: skip
def test_what_no_tax_rate_can_have(account: Account, params: JSON, param: str) -> None:
    """0 to 100 percent with four decimals."""
    given = {"display_name": "VAT", "percentage": "19", "inclusive": True, **params}
    assert error_of(account.post(TAX, given), 400)["param"] == param


def test_tax_codes(account: Account) -> None:
    """A small part of Stripe's table; a product's is expanded."""
    listed = ok(account.get("/v1/tax_codes", {"limit": 100}))["data"]
    assert "General - Services" in {one["name"] for one in listed}
    assert ok(account.get(f"/v1/tax_codes/{listed[0]['id']}")) == listed[0]
    assert error_of(account.get("/v1/tax_codes/x"), 404)["code"] == "resource_missing"
    given = {"name": "Mug", "tax_code": "txcd_99999999", "expand": ["tax_code"]}
    assert ok(account.post("/v1/products", given))["tax_code"]["name"] == "General - Tangible Goods"


def test_shipping_rates(account: Account) -> None:
    """Amounts by currency, an estimate, archived."""
    estimate = {"minimum": {"unit": "business_day", "value": 2}, "maximum": {"unit": "week", "value": 1}}
    made = shipping_rate(account, delivery_estimate=estimate, tax_code="txcd_92010001", tax_behavior="exclusive")
    assert made["delivery_estimate"] == estimate
    assert "currency_options" not in made["fixed_amount"], "only when expanded"
    expand = {"expand": ["fixed_amount.currency_options"]}
    shown = ok(account.get(f"{SHIPPING}/{made['id']}", expand))
    assert shown["fixed_amount"]["currency_options"] == {"eur": {"amount": 450, "tax_behavior": "unspecified"}}
    path, options = f"{SHIPPING}/{made['id']}", {"gbp": {"amount": 400, "tax_behavior": "inclusive"}}
    given = {"active": False, "fixed_amount": {"currency_options": {**options, "eur": {"amount": 1}}}, **expand}
    changed = ok(account.post(path, given))
    assert changed["fixed_amount"]["currency_options"] == {
        **options, "eur": {"amount": 1, "tax_behavior": "unspecified"},
    }  # fmt: skip
    assert error_of(account.post(path, {"tax_behavior": "inclusive"}), 400)["param"] == "tax_behavior"
    other = shipping_rate(account)
    assert ok(account.get(SHIPPING, {"active": True}))["data"] == [other]
    assert ok(account.get(SHIPPING, {"currency": "eur"}))["data"] == []
    assert error_of(account.get(f"{SHIPPING}/shr_x"), 404)["message"] == "No such shipping rate: 'shr_x'"


@pytest.mark.parametrize(("params", "param"), [
    ({"fixed_amount": None}, "fixed_amount"),
    ({"fixed_amount": {"amount": -1, "currency": "usd"}}, "fixed_amount[amount]"),
    ({"fixed_amount": {"amount": 1, "currency": "xyz"}}, "fixed_amount[currency]"),
    ({"tax_code": "x"}, "tax_code"),
    ({"display_name": "x" * 101}, "display_name"),
    ({"delivery_estimate": {"minimum": {"unit": "day", "value": 0}}}, "delivery_estimate[minimum][value]"),
    ({"delivery_estimate": {"minimum": {"unit": "week", "value": 2}, "maximum": {"unit": "day", "value": 3}}},
     "delivery_estimate[minimum]"),
])  # fmt: skip
def test_what_no_shipping_rate_can_have(account: Account, params: JSON, param: str) -> None:
    """Refused with the path of the parameter."""
    given = {"display_name": "Post", "fixed_amount": {"amount": 1, "currency": "usd"}, **params}
    asked = {name: value for name, value in given.items() if value is not None}
    assert error_of(account.post(SHIPPING, asked), 400)["param"] == param
