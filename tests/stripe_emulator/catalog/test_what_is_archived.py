"""Archived products and inactive tax rates: nothing new is sold with them, what has them goes on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.checkout import checkout_shop
from tests.stripe_emulator.client import JSON, Account, error_of, ok

Terms = dict[str, Any]
INACTIVE = "The tax rate specified is inactive. This field only accepts active tax rates."


def archived(account: Account, **terms: Any) -> str:
    """An active price of an archived product."""
    price = checkout_shop.price(account, **terms)
    product = ok(account.get(f"/v1/prices/{price}"))["product"]
    ok(account.post(f"/v1/products/{product}", {"active": False}))
    return price


def rate(account: Account, active: bool = False) -> str:
    terms = {"display_name": "VAT", "percentage": 5, "inclusive": False, "active": active}
    return str(ok(account.post("/v1/tax_rates", terms))["id"])


def payer(account: Account) -> str:
    card = {"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}}
    return str(ok(account.post("/v1/customers", card))["id"])


@pytest.mark.parametrize("path", ["/v1/checkout/sessions", "/v1/payment_links"])
def test_checkout_sells_no_archived_product(account: Account, path: str) -> None:
    """A price that is active itself (stripe/stripe-node#2131); one made for the session has a product of its own."""
    price = archived(account)
    session = {"mode": "payment", "success_url": checkout_shop.SUCCESS} if "sessions" in path else {}
    error = error_of(account.post(path, {**session, "line_items": [{"price": price, "quantity": 1}]}), 400)
    assert error["param"] == "line_items[0][price]"
    assert error["message"] == (f"Price `{price}` is not available to be purchased because its product is not active.")
    data = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}}
    ok(account.post(path, {**session, "line_items": [{"price_data": data, "quantity": 1}]}))


@pytest.mark.parametrize(
    ("path", "terms", "param"),
    [
        ("/v1/checkout/sessions", {"mode": "subscription", "success_url": checkout_shop.SUCCESS,
         "line_items": [{"price": "{price}", "quantity": 1, "tax_rates": ["{rate}"]}]}, "line_items[0][tax_rates][0]"),
        ("/v1/checkout/sessions", {"mode": "subscription", "success_url": checkout_shop.SUCCESS,
         "line_items": [{"price": "{price}", "quantity": 1}],
         "subscription_data": {"default_tax_rates": ["{rate}"]}}, "subscription_data[default_tax_rates][0]"),
        ("/v1/subscriptions", {"customer": "{customer}", "items": [{"price": "{price}", "tax_rates": ["{rate}"]}]},
         "items[0][tax_rates][0]"),
        ("/v1/subscriptions", {"customer": "{customer}", "items": [{"price": "{price}"}],
         "default_tax_rates": ["{rate}"]}, "default_tax_rates[0]"),
        ("/v1/invoices", {"customer": "{customer}", "default_tax_rates": ["{rate}"]}, "default_tax_rates[0]"),
        ("/v1/invoiceitems", {"customer": "{customer}", "amount": 5, "currency": "usd", "tax_rates": ["{rate}"]},
         "tax_rates[0]"),
        ("/v1/quotes", {"customer": "{customer}", "line_items": [{"price": "{price}", "tax_rates": ["{rate}"]}]},
         "line_items[0][tax_rates][0]"),
    ],
)  # fmt: skip
def test_an_inactive_tax_rate(account: Account, path: str, terms: Terms, param: str) -> None:
    """https://docs.stripe.com/api/tax_rates/object#tax_rate_object-active"""
    made = {"price": checkout_shop.monthly(account), "rate": rate(account), "customer": payer(account)}
    error = error_of(account.post(path, filled(terms, made)), 400)
    assert (error["param"], error["message"]) == (param, INACTIVE)


def test_a_tax_rate_that_was_active_goes_on(account: Account) -> None:
    """On the subscription that has it, also when it is sent again; not on another one."""
    active, customer, price = rate(account, active=True), payer(account), checkout_shop.monthly(account)
    terms = {"customer": customer, "items": [{"price": price}]}
    subscription = ok(account.post("/v1/subscriptions", {**terms, "default_tax_rates": [active]}))["id"]
    other = ok(account.post("/v1/subscriptions", terms))["id"]
    ok(account.post(f"/v1/tax_rates/{active}", {"active": False}))
    ok(account.post(f"/v1/subscriptions/{subscription}", {"default_tax_rates": [active]}))
    again = error_of(account.post(f"/v1/subscriptions/{other}", {"default_tax_rates": [active]}), 400)
    assert again["message"] == INACTIVE


def filled(value: Any, made: JSON) -> Any:
    """The terms with what was made in place of `{price}` and so on."""
    if isinstance(value, dict):
        return {name: filled(member, made) for name, member in value.items()}
    if isinstance(value, list):
        return [filled(member, made) for member in value]
    return value.format(**made) if isinstance(value, str) and value.strip("{}") in made else value
