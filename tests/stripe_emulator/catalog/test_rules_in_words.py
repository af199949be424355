"""Rules of prices, trials and dates: longest trials, latest dates, what needs a recurring price (fact 133)."""

from __future__ import annotations

import time

import pytest

from tests.stripe_emulator.checkout import checkout_shop
from tests.stripe_emulator.client import JSON, Account, error_of, ok

DAY = 86_400


def customer(account: Account) -> str:
    """A customer with a card."""
    settings = {"default_payment_method": "pm_card_visa"}
    return str(
        ok(account.post("/v1/customers", {"payment_method": "pm_card_visa", "invoice_settings": settings}))["id"]
    )


@pytest.mark.parametrize(("days", "words"), [(1, "at least 2 days in the future"), (732, "730 (2 years)")])
def test_trials_of_checkout(account: Account, days: int, words: str) -> None:
    """From two days to two years ahead (stripe/stripe-python#679, arlyon/async-stripe#445)."""
    ends = {"trial_end": int(time.time()) + days * DAY}
    error = error_of(checkout_shop.try_open(account, mode="subscription", subscription_data=ends), 400)
    assert error["param"] == "subscription_data[trial_end]"
    assert words in error["message"]
    none = {"trial_period_days": 0}
    error = error_of(checkout_shop.try_open(account, mode="subscription", subscription_data=none), 400)
    assert error["param"] == "subscription_data[trial_period_days]"


def test_trials_of_subscriptions(account: Account) -> None:
    """Two years at most, when it begins and when it changes."""
    late = int(time.time()) + 732 * DAY
    terms = {"customer": customer(account), "items": [{"price": checkout_shop.monthly(account)}]}
    error = error_of(account.post("/v1/subscriptions", {**terms, "trial_end": late}), 400)
    assert (error["param"], error["message"]) == (
        "trial_end",
        "The maximum number of trial period days is 730 (2 years).",
    )
    begun = ok(account.post("/v1/subscriptions", terms))
    assert error_of(account.post(f"/v1/subscriptions/{begun['id']}", {"trial_end": late}), 400)["param"] == "trial_end"


def test_latest_dates(account: Account) -> None:
    """Five years ahead at most."""
    late = int(time.time()) + 6 * 365 * DAY
    asked: list[tuple[str, JSON, str]] = [
        ("/v1/coupons", {"percent_off": 10}, "redeem_by"),
        ("/v1/invoices", {"customer": customer(account)}, "automatically_finalizes_at"),
    ]
    for path, params, name in asked:
        error = error_of(account.post(path, {**params, name: late}), 400)
        assert error["param"] == name
        assert "five years" in error["message"]


def test_what_needs_something_else(account: Account) -> None:
    """`subscription_data` a recurring price, a customer session a component, a phase's trial no anchor at its start."""
    owner = customer(account)
    once = [{"price": checkout_shop.price(account)}]
    quote = {"customer": owner, "line_items": once, "subscription_data": {"description": "x"}}
    assert error_of(account.post("/v1/quotes", quote), 400)["param"] == "subscription_data"
    nothing = {"customer": owner, "components": {"payment_element": {"enabled": False}}}
    assert error_of(account.post("/v1/customer_sessions", nothing), 400)["param"] == "components"
    phase = {
        "items": [{"price": checkout_shop.monthly(account)}],
        "trial": True,
        "billing_cycle_anchor": "phase_start",
        "duration": {"interval": "month", "interval_count": 1},
    }
    schedule = {"customer": owner, "start_date": "now", "phases": [phase]}
    error = error_of(account.post("/v1/subscription_schedules", schedule), 400)
    assert error["param"] == "phases[0][billing_cycle_anchor]"
    own = {"currency": "usd", "product_data": {"name": "Gift"}, "custom_unit_amount": {"enabled": True, "minimum": 10}}
    assert error_of(account.post("/v1/prices", own), 400)["param"] == "custom_unit_amount[minimum]"


@pytest.mark.parametrize("has", ["invoice item", "discount"])
def test_one_currency_for_a_customer(account: Account, has: str) -> None:
    """No subscription in another one than an invoice item that waits, or than a discount."""
    owner = customer(account)
    if has == "invoice item":
        ok(account.post("/v1/invoiceitems", {"customer": owner, "amount": 500, "currency": "eur"}))
    else:
        off = ok(account.post("/v1/coupons", {"amount_off": 300, "currency": "eur", "duration": "forever"}))["id"]
        ok(account.post(f"/v1/customers/{owner}", {"coupon": off}))
    terms = {"customer": owner, "items": [{"price": checkout_shop.monthly(account)}]}
    error = error_of(account.post("/v1/subscriptions", terms), 400)
    assert error["message"].startswith("You cannot combine currencies on a single customer.")
    assert error["message"].endswith("with currency eur")


@pytest.mark.parametrize(
    ("data", "param", "words"),
    [
        ({"trial_period_days": 731}, "subscription_data[trial_period_days]", "730 (2 years)"),
        ({"trial_period_days": 7, "trial_end": 4_000_000_000}, "subscription_data[trial_end]", "only specify one of"),
    ],
)
def test_more_trials_of_checkout(account: Account, data: JSON, param: str, words: str) -> None:
    """As of a subscription."""
    error = error_of(checkout_shop.try_open(account, mode="subscription", subscription_data=data), 400)
    assert error["param"] == param
    assert words in error["message"]


def test_trials_of_payment_links(account: Account) -> None:
    """At most two years."""
    lines = [{"price": checkout_shop.monthly(account), "quantity": 1}]
    for days, status in ((730, 200), (731, 400)):
        link = {"line_items": lines, "subscription_data": {"trial_period_days": days}}
        assert account.post("/v1/payment_links", link).status_code == status
