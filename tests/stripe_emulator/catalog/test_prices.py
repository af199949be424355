"""Prices: https://docs.stripe.com/api/prices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok

PRICES = "/v1/prices"
TIERS = [{"up_to": 5, "unit_amount": 700}, {"up_to": "inf", "unit_amount_decimal": "0.5", "flat_amount": 100}]
MONTHLY = {"recurring": {"interval": "month"}}


def try_price(account: Account, **params: Any) -> Any:
    """The answer to a new price of a product made with it; `unit_amount=None` leaves that out."""
    given = {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "Mug"}, **params}
    return account.post(PRICES, {name: value for name, value in given.items() if value is not None})


def price(account: Account, **params: Any) -> JSON:
    """The same, which must be there."""
    return ok(try_price(account, **params))


def test_a_one_time_price(account: Account) -> None:
    """Its defaults; amounts in other currencies only when expanded."""
    made = price(account, currency_options={"eur": {"unit_amount": 1400}})
    assert (made["type"], made["billing_scheme"], made["tax_behavior"]) == ("one_time", "per_unit", "unspecified")
    assert (made["unit_amount"], made["unit_amount_decimal"], made["recurring"]) == (1500, "1500", None)
    assert not {"tiers", "currency_options"} & made.keys()
    options = ok(account.get(f"{PRICES}/{made['id']}", {"expand": ["currency_options"]}))["currency_options"]
    assert {currency: option["unit_amount"] for currency, option in options.items()} == {"usd": 1500, "eur": 1400}
    assert [event["type"] for event in account.events()] == ["product.created", "price.created"]


def test_decimals(account: Account) -> None:
    """`unit_amount` is there as far as it is whole."""
    assert price(account, unit_amount=None, unit_amount_decimal="12.50")["unit_amount"] is None
    assert price(account, unit_amount=None, unit_amount_decimal="12.00")["unit_amount"] == 12


def test_a_recurring_price_is_a_plan_too(account: Account) -> None:
    """Same id, both events (https://docs.stripe.com/api/plans)."""
    made = price(account, **MONTHLY, nickname="Tea")
    assert made["recurring"] | {"trial_period_days": None} == {
        "interval": "month", "interval_count": 1, "meter": None, "usage_type": "licensed", "trial_period_days": None,
    }  # fmt: skip
    plan = ok(account.get(f"/v1/plans/{made['id']}"))
    assert (plan["amount"], plan["interval"], plan["nickname"], plan["product"]) == (
        1500, "month", "Tea", made["product"],
    )  # fmt: skip
    assert [event["type"] for event in account.events("plan.created", "price.created")] == [
        "plan.created", "price.created",
    ]  # fmt: skip


def test_tiers(account: Account) -> None:
    """Shown when expanded, in order, with both forms of each amount."""
    made = price(
        account, unit_amount=None, billing_scheme="tiered", tiers_mode="graduated", tiers=TIERS, **MONTHLY,
        expand=["tiers"],
    )  # fmt: skip
    assert (made["unit_amount"], made["unit_amount_decimal"], made["tiers_mode"]) == (None, None, "graduated")
    assert made["tiers"] == [
        {"flat_amount": None, "flat_amount_decimal": None, "unit_amount": 700, "unit_amount_decimal": "700",
         "up_to": 5},
        {"flat_amount": 100, "flat_amount_decimal": "100", "unit_amount": None, "unit_amount_decimal": "0.5",
         "up_to": None},
    ]  # fmt: skip


def test_custom_amounts_and_packages(account: Account) -> None:
    """`enabled` is not shown."""
    terms = {"enabled": True, "minimum": 100, "maximum": 9000, "preset": 500}
    made = price(account, unit_amount=None, custom_unit_amount=terms)
    assert made["custom_unit_amount"] == {"minimum": 100, "maximum": 9000, "preset": 500}
    packages = {"divide_by": 5, "round": "up"}
    assert price(account, transform_quantity=packages)["transform_quantity"] == packages


TIERED: JSON = {"unit_amount": None, "billing_scheme": "tiered", "tiers_mode": "volume", "tiers": TIERS, **MONTHLY}


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"unit_amount": None}, None),
        ({"product_data": None}, None),
        ({"product": "prod_x", "product_data": None}, "product"),
        ({"product": "prod_x"}, "product"),
        ({"unit_amount": -1}, "unit_amount"),
        ({"unit_amount": 10**13}, "unit_amount"),
        ({"unit_amount_decimal": "1.5"}, "unit_amount"),
        ({"unit_amount": None, "unit_amount_decimal": "1." + "1" * 13}, "unit_amount_decimal"),
        ({"currency": "xyz"}, "currency"),
        ({"currency_options": {"eur": {"tax_behavior": "inclusive"}}}, "currency_options[eur][unit_amount]"),
        ({"currency_options": {"usd": {"unit_amount": 1}}}, "currency_options[usd]"),
        ({"currency_options": {"zzz": {"unit_amount": 1}}}, "currency_options[zzz]"),
        ({"tiers": TIERS}, "tiers"),
        ({**TIERED, "recurring": None}, "interval"),
        ({**TIERED, "tiers": None}, "tiers"),
        ({**TIERED, "unit_amount": 5}, "unit_amount"),
        ({**TIERED, "tiers": TIERS[:1]}, "tiers[0][up_to]"),
        ({**TIERED, "tiers": [TIERS[1], TIERS[1]]}, "tiers[0][up_to]"),
        ({**TIERED, "tiers": [TIERS[0], TIERS[0], TIERS[1]]}, "tiers[1][up_to]"),
        ({**TIERED, "tiers": [{"up_to": "inf"}]}, "tiers[0][unit_amount]"),
        ({"recurring": {"interval": "month", "interval_count": 37}}, "recurring[interval_count]"),
        ({"recurring": {"interval": "month", "trial_period_days": 731}}, "recurring[trial_period_days]"),
        ({"recurring": {"interval": "month", "usage_type": "metered"}}, None),
        ({"recurring": {"interval": "month", "usage_type": "metered", "meter": "mtr_x"}}, "recurring[meter]"),
        ({"recurring": {"interval": "month", "meter": "mtr_x"}}, "recurring[meter]"),
        ({"unit_amount": None, "custom_unit_amount": {"enabled": True}, **MONTHLY}, "custom_unit_amount"),
        ({"unit_amount": None, "custom_unit_amount": {"enabled": True, "minimum": 9, "maximum": 5}},
         "custom_unit_amount[maximum]"),
        ({"unit_amount": None, "custom_unit_amount": {"enabled": True, "minimum": 9, "preset": 5}},
         "custom_unit_amount[preset]"),
        ({"transform_quantity": {"divide_by": 0, "round": "up"}}, "transform_quantity[divide_by]"),
    ],
)  # fmt: skip
def test_what_no_price_can_have(account: Account, params: JSON, param: str | None) -> None:
    """Refused with the path of the parameter, and no product is left behind."""
    assert error_of(try_price(account, **params), 400).get("param") == param
    assert ok(account.get("/v1/products"))["data"] == []


def test_an_older_version_refuses_words_for_decimals(account: Account) -> None:
    """Its contract takes any text; a price takes numbers only."""
    given = {"currency": "usd", "unit_amount_decimal": "1e9999", "product_data": {"name": "Mug"}}
    refused = account.post(PRICES, given, headers={"Stripe-Version": "2023-10-16"})
    assert error_of(refused, 400)["param"] == "unit_amount_decimal"


def test_a_lookup_key_is_transferred(account: Account) -> None:
    """One price has it, until another asks for the transfer; the holder loses it first."""
    holder = price(account, lookup_key="tea")
    error = error_of(try_price(account, lookup_key="tea"), 400)
    assert (error["message"], error["param"]) == (
        f"A price (`{holder['id']}`) already uses that lookup key.", "lookup_key",
    )  # fmt: skip
    heir = price(account, lookup_key="tea", transfer_lookup_key=True)
    assert ok(account.get(f"{PRICES}/{holder['id']}"))["lookup_key"] is None
    assert ok(account.get(PRICES, {"lookup_keys": ["tea", "coffee"]}))["data"] == [heir]
    assert ok(account.get(PRICES, {"lookup_keys": ["tea"]}))["data"] == [heir]
    told = account.events("price.updated")
    assert [(one["data"]["object"]["id"], one["data"]["previous_attributes"]) for one in told] == [
        (holder["id"], {"lookup_key": "tea"}),
    ]  # fmt: skip
    back = ok(account.post(f"{PRICES}/{holder['id']}", {"lookup_key": "tea", "transfer_lookup_key": True}))
    assert back["lookup_key"] == "tea"
    assert ok(account.post(f"{PRICES}/{holder['id']}", {"lookup_key": "tea"}))["lookup_key"] == "tea"


def test_updates(account: Account) -> None:
    """What may change does, with both events; the tax behavior only once."""
    made = price(account, **MONTHLY)
    changed = ok(account.post(f"{PRICES}/{made['id']}", {"active": False, "tax_behavior": "inclusive"}))
    assert (changed["active"], changed["tax_behavior"]) == (False, "inclusive")
    events = account.events("plan.updated", "price.updated")
    assert [(one["type"], one["data"]["previous_attributes"]) for one in events] == [
        ("plan.updated", {"active": True}),
        ("price.updated", {"active": True, "tax_behavior": "unspecified"}),
    ]
    refused = account.post(f"{PRICES}/{made['id']}", {"tax_behavior": "exclusive"})
    assert error_of(refused, 400)["param"] == "tax_behavior"
    for options, expected in (({"eur": {"unit_amount": 9}}, {"usd", "eur"}), ("", {"usd"})):
        given = {"currency_options": options, "expand": ["currency_options"]}
        assert ok(account.post(f"{PRICES}/{made['id']}", given))["currency_options"].keys() == expected


def test_lists(account: Account) -> None:
    """By type, product, currency, active, and how they recur."""
    once = price(account)
    monthly, yearly = price(account, **MONTHLY), price(account, recurring={"interval": "year"}, currency="eur")
    for query, expected in (
        ({"type": "recurring"}, [yearly, monthly]),
        ({"recurring": {"interval": "month"}}, [monthly]),
        ({"recurring": {"usage_type": "metered"}}, []),
        ({"currency": "eur"}, [yearly]),
        ({"product": once["product"]}, [once]),
        ({"active": False}, []),
    ):
        assert ok(account.get(PRICES, query))["data"] == expected, query
    assert error_of(account.get(PRICES, {"product": "prod_x"}), 400)["message"] == "No such product: 'prod_x'"
    missing = error_of(account.get(f"{PRICES}/price_x"), 404)
    assert (missing["message"], missing["param"]) == ("No such price: 'price_x'", "price")


def test_plans(account: Account) -> None:
    """The older view: made as a plan, it is a price; deleted, it is neither."""
    given = {"currency": "usd", "interval": "month", "amount": 2000, "product": {"name": "Tea"}, "id": "tea"}
    plan = ok(account.post("/v1/plans", given))
    assert (plan["id"], plan["amount"], plan["interval_count"]) == ("tea", 2000, 1)
    assert ok(account.get(f"{PRICES}/tea"))["recurring"]["interval"] == "month"
    assert error_of(account.post("/v1/plans", given), 400)["code"] == "resource_already_exists"
    changed = ok(account.post("/v1/plans/tea", {"trial_period_days": 7, "nickname": "Tea"}))
    assert (changed["trial_period_days"], changed["nickname"]) == (7, "Tea")
    assert account.events("plan.updated")[0]["data"]["previous_attributes"] == {
        "trial_period_days": None, "nickname": None,
    }  # fmt: skip
    assert ok(account.get("/v1/plans", {"active": True}))["data"] == [changed]
    assert ok(account.delete("/v1/plans/tea"))["deleted"] is True
    assert error_of(account.get("/v1/plans/tea"), 404)["param"] == "plan"
    assert [event["type"] for event in account.events("plan.deleted", "price.deleted")] == [
        "plan.deleted", "price.deleted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"product": None}, "product"),
        ({"product": "prod_x"}, "product"),
        ({"amount": None}, None),
        ({"amount_decimal": "1"}, "amount"),
        ({"amount": -5}, "amount"),
        ({"interval_count": 99}, "interval_count"),
        ({"billing_scheme": "tiered"}, "tiers"),
    ],
)
def test_what_no_plan_can_have(account: Account, params: JSON, param: str | None) -> None:
    """Refused in the words of a plan."""
    given = {"currency": "usd", "interval": "month", "amount": 2000, "product": {"name": "Tea"}, **params}
    asked = {name: value for name, value in given.items() if value is not None}
    assert error_of(account.post("/v1/plans", asked), 400).get("param") == param


def test_a_one_time_price_is_no_plan(account: Account) -> None:
    """Only what recurs is."""
    made = price(account)
    assert error_of(account.get(f"/v1/plans/{made['id']}"), 404)["message"] == f"No such plan: '{made['id']}'"
    assert ok(account.get("/v1/plans"))["data"] == []
