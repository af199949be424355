"""2020-08-27, which Stripe's own sample servers pin, and the version after it: charges in an intent, older items."""

from __future__ import annotations

import httpx
import pytest

from stripe_emulator.contract import for_version
from tests.stripe_emulator.client import JSON, Account, error_of, ok

OLD = ("2020-08-27", "2022-08-01")
PAGES = {"mode": "payment", "success_url": "https://shop.example/thanks"}
ITEM = {"amount": 450, "currency": "eur", "name": "Rye", "images": ["https://shop.example/rye.png"], "quantity": 2}


def seen(response: httpx.Response, version: str) -> JSON:
    """An answer that is whole by the contract of this version."""
    body: JSON = response.json()
    assert (response.status_code, for_version(version).check(body)) == (200, [])
    return body


@pytest.mark.parametrize("version", OLD)
def test_a_payment_intent_has_its_charges(account: Account, version: str) -> None:
    """Newest first, each with its refunds (https://docs.stripe.com/changelog/2022-11-15)."""
    headers = {"Stripe-Version": version}
    params = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"]}
    intent = seen(account.post("/v1/payment_intents", params, headers=headers), version)
    assert intent["charges"]["data"] == []
    confirm = f"/v1/payment_intents/{intent['id']}/confirm"
    account.post(confirm, {"payment_method": "pm_card_chargeDeclined"}, headers=headers)
    seen(account.post(confirm, {"payment_method": "pm_card_visa"}, headers=headers), version)
    refund = ok(account.post("/v1/refunds", {"payment_intent": intent["id"], "amount": 500}))
    shown = seen(account.get(f"/v1/payment_intents/{intent['id']}", headers=headers), version)
    good, failed = shown["charges"]["data"]
    assert (good["id"], good["status"], failed["status"]) == (shown["latest_charge"], "succeeded", "failed")
    assert [one["id"] for one in good["refunds"]["data"]] == [refund["id"]]
    charge = seen(account.get(f"/v1/charges/{good['id']}", headers=headers), version)
    assert charge["refunds"] == good["refunds"]
    assert "charges" not in ok(account.get(f"/v1/payment_intents/{intent['id']}"))


def test_a_line_item_with_an_amount_and_a_name(account: Account) -> None:
    """Taken until 2022-08-01, and refused since."""
    params = {**PAGES, "line_items": [ITEM]}
    headers = {"Stripe-Version": "2020-08-27"}
    session = seen(account.post("/v1/checkout/sessions", params, headers=headers), "2020-08-27")
    assert (session["amount_total"], session["currency"]) == (900, "eur")
    later = account.post("/v1/checkout/sessions", params, headers={"Stripe-Version": "2022-08-01"})
    assert error_of(later, 400)["param"].startswith("line_items[0]")


@pytest.mark.parametrize(("version", "made"), [("2020-08-27", "always"), ("2022-08-01", "if_required")])
def test_who_pays_on_the_page_becomes_a_customer(account: Account, version: str, made: str) -> None:
    """By default until 2022-08-01."""
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Rye"}}
    params = {**PAGES, "line_items": [{"price_data": price, "quantity": 1}]}
    session = seen(account.post("/v1/checkout/sessions", params, headers={"Stripe-Version": version}), version)
    assert session["customer_creation"] == made
