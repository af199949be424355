"""Customers' balances, cash and tax ids."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, eventually, ok

CUSTOMERS = "/v1/customers"


def customer(account: Account, **params: Any) -> str:
    """The path of a new customer."""
    return f"{CUSTOMERS}/{ok(account.post(CUSTOMERS, params))['id']}"


def test_balance_transactions(account: Account) -> None:
    """Each moves the balance, which the customer tells (https://docs.stripe.com/billing/customer/balance)."""
    path = customer(account)
    credit = ok(
        account.post(f"{path}/balance_transactions", {"amount": -500, "currency": "USD", "description": "sorry"})
    )
    assert (credit["amount"], credit["ending_balance"], credit["type"], credit["currency"]) == (
        -500, -500, "adjustment", "usd",
    )  # fmt: skip
    debit = ok(account.post(f"{path}/balance_transactions", {"amount": 200, "currency": "usd"}))
    assert debit["ending_balance"] == -300
    shown = ok(account.get(path))
    assert (shown["balance"], shown["currency"]) == (-300, "usd")
    assert [event["data"]["previous_attributes"] for event in account.events("customer.updated")] == [
        {"balance": 0, "currency": None},
        {"balance": -500},
    ]
    assert ok(account.get(f"{path}/balance_transactions"))["data"] == [debit, credit]
    one = f"{path}/balance_transactions/{credit['id']}"
    assert ok(account.post(one, {"metadata": {"a": "b"}}))["metadata"] == {"a": "b"}
    assert ok(account.get(one, {"expand": ["customer"]}))["customer"]["id"] == shown["id"]
    elsewhere = f"{customer(account)}/balance_transactions/{credit['id']}"
    assert error_of(account.get(elsewhere), 404)["param"] == "transaction"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"amount": 5, "currency": "eur"}, "currency"),
        ({"amount": 5, "currency": "xyz"}, "currency"),
        ({"amount": 10**13, "currency": "usd"}, "amount"),
    ],
)
def test_what_no_balance_takes(account: Account, params: JSON, param: str) -> None:
    """One currency for each customer, twelve digits."""
    path = customer(account, balance=-100)
    assert error_of(account.post(f"{path}/balance_transactions", params), 400)["param"] == param
    assert ok(account.get(path))["balance"] == -100
    good = {"amount": 5, "currency": "usd"}
    assert error_of(account.post(f"{CUSTOMERS}/cus_x/balance_transactions", good), 404)["param"] == "customer"


def test_balance_of_a_customer(account: Account) -> None:
    """Set with the customer, it is an adjustment like any other."""
    path = customer(account, balance=-700)
    assert ok(account.post(path, {"balance": -200}))["balance"] == -200
    found = ok(account.get(f"{path}/balance_transactions"))["data"]
    assert [(one["amount"], one["ending_balance"]) for one in found] == [(500, -200), (-700, -700)]
    assert account.events("customer.updated")[0]["data"]["previous_attributes"] == {"balance": -700}


def test_cash_balance(account: Account) -> None:
    """Nothing in it, reconciled by Stripe unless told otherwise."""
    path = customer(account)
    cash = ok(account.get(f"{path}/cash_balance"))
    assert (cash["available"], f"{CUSTOMERS}/{cash['customer']}") == (None, path)
    assert cash["settings"] == {"reconciliation_mode": "automatic", "using_merchant_default": True}
    manual = {"settings": {"reconciliation_mode": "manual"}}
    changed = ok(account.post(f"{path}/cash_balance", manual))
    assert changed["settings"] == {"reconciliation_mode": "manual", "using_merchant_default": False}
    assert ok(account.get(path, {"expand": ["cash_balance"]}))["cash_balance"] == changed
    default = {"cash_balance": {"settings": {"reconciliation_mode": "merchant_default"}}}
    ok(account.post(path, default))
    assert ok(account.get(f"{path}/cash_balance")) == cash
    assert ok(account.get(f"{path}/cash_balance_transactions"))["data"] == []
    assert error_of(account.get(f"{path}/cash_balance_transactions/x"), 404)["param"] == "transaction"


def test_tax_ids_of_a_customer(account: Account) -> None:
    """Made with the customer or later, verified by test mode's digits, deleted."""
    path = customer(account, tax_id_data=[{"type": "eu_vat", "value": "DE000000000"}])
    (first,) = ok(account.get(path, {"expand": ["tax_ids"]}))["tax_ids"]["data"]
    second = ok(account.post(f"{path}/tax_ids", {"type": "us_ein", "value": "12-3456789"}))
    assert (first["country"], second["country"], second["owner"]["type"]) == ("DE", "US", "customer")
    assert second["verification"]["status"] == "unavailable"
    updated = eventually(lambda: account.events("customer.tax_id.updated"), reason="a verification")
    assert updated[0]["data"]["object"]["verification"]["status"] == "verified"
    assert updated[0]["data"]["previous_attributes"]["verification"]["status"] == "pending"
    assert [one["id"] for one in ok(account.get(f"{path}/tax_ids"))["data"]] == [second["id"], first["id"]]
    assert ok(account.get(f"{path}/tax_ids/{second['id']}")) == second
    assert error_of(account.get(f"{customer(account)}/tax_ids/{second['id']}"), 404)["code"] == "resource_missing"
    assert ok(account.delete(f"{path}/tax_ids/{second['id']}"))["deleted"] is True
    assert error_of(account.get(f"/v1/tax_ids/{second['id']}"), 404)["message"] == f"No such tax ID: '{second['id']}'"
    assert [event["type"] for event in account.events("customer.tax_id.created", "customer.tax_id.deleted")] == [
        "customer.tax_id.created", "customer.tax_id.created", "customer.tax_id.deleted",
    ]  # fmt: skip


def test_tax_ids_of_the_account(account: Account) -> None:
    """Apart from those of customers."""
    id = customer(account).rpartition("/")[2]
    own = ok(account.post("/v1/tax_ids", {"type": "eu_vat", "value": "FR12345678901"}))
    assert (own["owner"]["type"], own["customer"], own["verification"]) == ("self", None, None)
    owner = {"type": "customer", "customer": id}
    other = ok(account.post("/v1/tax_ids", {"type": "gb_vat", "value": "GB123456789", "owner": owner}))
    assert ok(account.get("/v1/tax_ids"))["data"] == [own]
    assert ok(account.get("/v1/tax_ids", {"owner": owner}))["data"] == [other]
    assert account.events("customer.tax_id.created")[0]["data"]["object"]["id"] == other["id"]


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"type": "eu_vat", "value": "X1"}, "tax_id_invalid", "value"),
        ({"type": "us_ein", "value": "12"}, "tax_id_invalid", "value"),
        ({"type": "us_ein", "value": "123456789", "owner": {"type": "customer"}}, "parameter_missing",
         "owner[customer]"),
        ({"type": "us_ein", "value": "123456789", "owner": {"type": "customer", "customer": "cus_x"}},
         "resource_missing", "owner[customer]"),
        ({"type": "us_ein", "value": "123456789", "owner": {"type": "application"}}, None, "owner[type]"),
    ],
)  # fmt: skip
def test_what_is_no_tax_id(account: Account, params: JSON, code: str | None, param: str) -> None:
    """Refused as Stripe does."""
    error = error_of(account.post("/v1/tax_ids", params), 400)
    assert (error.get("code"), error["param"]) == (code, param)


def test_five_tax_ids_at_most(account: Account) -> None:
    """https://docs.stripe.com/error-codes#customer-max-tax-ids."""
    data = [{"type": "us_ein", "value": f"12345678{number}"} for number in range(5)]
    path = customer(account, tax_id_data=data)
    error = error_of(account.post(f"{path}/tax_ids", data[0]), 400)
    assert error["code"] == "customer_max_tax_ids"
    bad = [*data[:2], {"type": "eu_vat", "value": "X"}]
    assert error_of(account.post(CUSTOMERS, {"tax_id_data": bad}), 400)["param"] == "tax_id_data[2][value]"
