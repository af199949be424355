"""An amount off is in the currency of what it is taken off, or refused (fact 141)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.checkout import checkout_shop
from tests.stripe_emulator.client import JSON, Account, error_of, ok

WORDS = "The {0} default currency (usd) does not match the line item currency (eur)."


def coupon(account: Account, **params: Any) -> str:
    """Three dollars off."""
    return str(ok(account.post("/v1/coupons", {"amount_off": 300, "currency": "usd", **params}))["id"])


def code(account: Account, coupon: str) -> str:
    """A promotion code of a coupon."""
    promotion = {"type": "coupon", "coupon": coupon}
    return str(ok(account.post("/v1/promotion_codes", {"promotion": promotion}))["id"])


def requests(account: Account, currency: str) -> dict[str, tuple[str, JSON]]:
    """Each kind of thing that discounts are taken off, in a currency: path and parameters without `discounts`."""
    customer = ok(account.post("/v1/customers", {"payment_method": "pm_card_visa"}))["id"]
    monthly = checkout_shop.monthly(account, currency=currency)
    once = checkout_shop.price(account, 5000, currency)
    line = [{"price": once, "quantity": 1}]
    success = {"success_url": "https://e.example"}
    return {
        "session": ("/v1/checkout/sessions", {"mode": "payment", "line_items": line, **success}),
        "subscription": ("/v1/subscriptions", {"customer": customer, "items": [{"price": monthly}],
                                               "payment_behavior": "default_incomplete"}),
        "invoice": ("/v1/invoices", {"customer": customer, "currency": currency}),
        "invoice item": ("/v1/invoiceitems", {"customer": customer, "amount": 900, "currency": currency}),
        "quote": ("/v1/quotes", {"customer": customer, "line_items": line}),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["session", "subscription", "invoice", "invoice item", "quote"])
@pytest.mark.parametrize("by", ["coupon", "promotion code"])
def test_another_currency(account: Account, kind: str, by: str) -> None:
    """400 by the path of the coupon or code, in Stripe's words (hugodemenez/deltalytix#508)."""
    dollars = coupon(account)
    named = {"coupon": dollars} if by == "coupon" else {"promotion_code": code(account, dollars)}
    path, params = requests(account, "eur")[kind]
    error = error_of(account.post(path, {**params, "discounts": [named]}), 400)
    assert error["message"] == WORDS.format(by)
    assert error["param"] == f"discounts[0][{next(iter(named))}]"
    assert ok(account.get(f"/v1/coupons/{dollars}"))["times_redeemed"] == 0


@pytest.mark.parametrize("kind", ["session", "subscription", "invoice", "invoice item", "quote"])
def test_what_is_taken(account: Account, kind: str) -> None:
    """The same currency, one of the coupon's other currencies, and percentages."""
    both = coupon(account, currency_options={"eur": {"amount_off": 200}})
    percent = ok(account.post("/v1/coupons", {"percent_off": 10}))["id"]
    path, params = requests(account, "eur")[kind]
    for taken in (both, percent):
        ok(account.post(path, {**params, "discounts": [{"coupon": taken}]}))


def test_items_and_phases(account: Account) -> None:
    """Discounts of single items, and of the phases of a schedule and their items."""
    dollars = [{"coupon": coupon(account)}]
    euros = checkout_shop.monthly(account, currency="eur")
    customer = ok(account.post("/v1/customers", {"payment_method": "pm_card_visa"}))["id"]
    item = {"price": euros, "discounts": dollars}
    error_of(account.post("/v1/subscriptions", {"customer": customer, "items": [item]}), 400)
    begun = {"customer": customer, "start_date": "now"}
    duration = {"duration": {"interval": "month", "interval_count": 1}}
    for phase in ({"items": [item]}, {"items": [{"price": euros}], "discounts": dollars}):
        error = error_of(account.post("/v1/subscription_schedules", {**begun, "phases": [phase | duration]}), 400)
        assert error["message"] == WORDS.format("coupon")


def test_limits_of_a_promotion_code(account: Account) -> None:
    """Not more redemptions than its coupon has, and no later end."""
    limited = coupon(account, max_redemptions=5)
    promotion = {"type": "coupon", "coupon": limited}
    error = error_of(account.post("/v1/promotion_codes", {"promotion": promotion, "max_redemptions": 6}), 400)
    assert error["param"] == "max_redemptions"
    ok(account.post("/v1/promotion_codes", {"promotion": promotion, "max_redemptions": 5}))
