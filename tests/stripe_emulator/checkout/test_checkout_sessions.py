"""Checkout Sessions by the API: their life, what they refuse, what they tell (facts 114-117)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.checkout.checkout_shop import (
    CANCEL,
    SUCCESS,
    advance,
    card,
    complete,
    confirm,
    lines_of,
    monthly,
    open_session,
    price,
    session_of,
    try_open,
)
from tests.stripe_emulator.client import Account, error_of, ok

HOUR = 3600
TRIGGERED = {"shipping": {"name": "Jenny Rosen", "address": {"line1": "510 Townsend St", "country": "US"}}}


def test_an_open_session(account: Account) -> None:
    """Facts 114, 115, 117: open for a day, unpaid, with a page of its own and no PaymentIntent yet."""
    session = open_session(account, cancel_url=CANCEL, client_reference_id="cart 7", metadata={"order": "7"})
    assert session["id"].startswith("cs_test_a1")
    assert session["url"] == f"{account.base}/c/pay/{session['id']}"
    expected = {
        "amount_subtotal": 1500, "amount_total": 1500, "cancel_url": CANCEL, "client_reference_id": "cart 7",
        "client_secret": None, "currency": "usd", "customer": None, "customer_creation": "if_required",
        "customer_details": None, "metadata": {"order": "7"}, "mode": "payment", "payment_intent": None,
        "payment_method_types": ["card"], "payment_status": "unpaid", "status": "open", "success_url": SUCCESS,
        "ui_mode": "hosted_page",
    }  # fmt: skip
    assert {name: session[name] for name in expected} == expected
    assert session["expires_at"] - session["created"] == 24 * HOUR
    assert account.events("checkout.session.completed", "payment_intent.created") == []


def test_a_completed_session(account: Account) -> None:
    """Fact 116: paid, told of after the payment, the shopper's details written down, the page gone."""
    session = open_session(account, payment_intent_data={"metadata": {"order": "7"}, **TRIGGERED})
    done = ok(confirm(account, session["id"], payment_method=card(account), expected_amount=1500))
    assert (done["status"], done["payment_status"], done["url"]) == ("complete", "paid", None)
    assert done["customer_details"]["email"] == "jenny@example.com"
    assert done["customer_details"]["name"] == "Jenny Rosen"
    intent = account.retrieve(done["payment_intent"])
    assert (intent["status"], intent["amount"], intent["metadata"]) == ("succeeded", 1500, {"order": "7"})
    assert intent["shipping"]["name"] == "Jenny Rosen"
    types = [event["type"] for event in account.events()]
    order = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]
    assert [type for type in types if type in order] == order
    told = account.events("checkout.session.completed")[0]
    assert told["data"]["object"] == done
    assert told["request"] == {"id": None, "idempotency_key": None}


def test_a_completed_session_cannot_be_paid_again(account: Account) -> None:
    """One payment for one session."""
    session = open_session(account)
    complete(account, session)
    error = error_of(confirm(account, session["id"], payment_method=card(account)), 400)
    assert "already been completed" in error["message"]
    assert len(account.events("payment_intent.succeeded")) == 1


def test_a_decline_leaves_the_session_open(account: Account) -> None:
    """402 with the reason; the next card pays with the same PaymentIntent."""
    session = open_session(account)
    refused = error_of(confirm(account, session["id"], payment_method=card(account, "tok_chargeDeclined")), 402)
    assert (refused["code"], refused["decline_code"]) == ("card_declined", "generic_decline")
    waiting = session_of(account, session["id"])
    assert (waiting["status"], waiting["payment_status"]) == ("open", "unpaid")
    assert waiting["payment_intent"] is not None
    assert account.events("checkout.session.completed") == []
    assert complete(account, session)["payment_intent"] == waiting["payment_intent"]


def test_an_amount_that_is_not_expected(account: Account) -> None:
    """The page pays what the shopper saw."""
    session = open_session(account)
    error = error_of(confirm(account, session["id"], payment_method=card(account), expected_amount=1499), 400)
    assert (error["code"], error["param"]) == ("checkout_amount_mismatch", "expected_amount")
    assert session_of(account, session["id"])["status"] == "open"


def test_expire(account: Account) -> None:
    """Fact 115: only while open; the page goes, the PaymentIntent that was begun is canceled."""
    session = open_session(account)
    error_of(confirm(account, session["id"], payment_method=card(account, "tok_chargeDeclined")), 402)
    expired = ok(account.post(f"/v1/checkout/sessions/{session['id']}/expire"))
    assert (expired["status"], expired["url"], expired["payment_status"]) == ("expired", None, "unpaid")
    assert account.retrieve(expired["payment_intent"])["status"] == "canceled"
    assert [event["data"]["object"]["id"] for event in account.events("checkout.session.expired")] == [session["id"]]
    again = error_of(account.post(f"/v1/checkout/sessions/{session['id']}/expire"), 400)
    assert again["message"] == (
        "Only Checkout Sessions with a status in ['open'] can be expired. This Checkout Session has a status of "
        "expired."
    )
    assert "expired" in error_of(confirm(account, session["id"], payment_method=card(account)), 400)["message"]


def test_a_session_expires_by_itself(account: Account) -> None:
    """At `expires_at` of the account's clock; a complete one does not."""
    paid = open_session(account)
    session = open_session(account, expires_at=paid["created"] + 30 * 60 + 60)
    complete(account, paid)
    advance(account, 30 * 60 + 61)
    assert session_of(account, session["id"])["status"] == "expired"
    advance(account, 25 * HOUR)
    assert session_of(account, paid["id"])["status"] == "complete"
    assert len(account.events("checkout.session.expired")) == 1


@pytest.mark.parametrize(("after", "words"), [(29 * 60, "at least 30 minutes"), (25 * HOUR, "less than 24 hours")])
def test_expires_at_within_a_day(account: Account, after: int, words: str) -> None:
    """Fact 115, in Stripe's words."""
    now = open_session(account)["created"]
    error = error_of(try_open(account, expires_at=now + after), 400)
    assert error["param"] == "expires_at"
    assert words in error["message"]


INLINE = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Mug"}}


@pytest.mark.parametrize(("params", "param", "words"), [
    ({"mode": None}, "mode", "Missing required param: mode."),
    ({"success_url": None}, "success_url", "Missing required param: success_url."),
    ({"success_url": "shop"}, "success_url", "Not a valid URL"),
    ({"line_items": None}, "line_items", "Missing required param: line_items."),
    ({"mode": "setup", "currency": None}, "currency", "Missing required param: currency."),
    ({"mode": "setup", "line_items": [{"price_data": INLINE, "quantity": 1}]}, "line_items",
     "You can not pass `line_items` in `setup` mode."),
    ({"mode": "subscription", "payment_intent_data": {"description": "x"}}, "payment_intent_data",
     "You can not pass `payment_intent_data` in `subscription` mode."),
    ({"subscription_data": {"description": "x"}}, "subscription_data",
     "You can not pass `subscription_data` in `payment` mode."),
    ({"mode": "subscription", "customer_creation": "always"}, "customer_creation",
     "`customer_creation` can only be used in `payment` mode."),
    ({"customer": "cus_somebody", "customer_email": "a@b.co"}, "customer_email",
     "You may only specify one of these parameters: customer, customer_email."),
    ({"allow_promotion_codes": True, "discounts": [{"coupon": "TEN"}]}, "discounts",
     "You may only specify one of these parameters: allow_promotion_codes, discounts."),
    ({"customer": "cus_nobody"}, "customer", "No such customer: 'cus_nobody'"),
    ({"line_items": [{"price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}},
                      "quantity": 0}]}, "line_items[0][quantity]", "This value must be greater than or equal to 1."),
    ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]",
     "No such price: 'price_none'"),
    ({"ui_mode": "embedded_page"}, "success_url", "can not be used when `ui_mode` is `embedded_page`"),
    ({"ui_mode": "embedded_page", "success_url": None}, "return_url", "Missing required param: return_url."),
    ({"return_url": "https://shop.example"}, "return_url", "can not be used when `ui_mode` is `hosted_page`"),
    ({"customer_update": {"name": "auto"}}, "customer_update", "can only be used with `customer`"),
    ({"shipping_options": [{"shipping_rate": "shr_none"}]}, "shipping_options[0][shipping_rate]",
     "No such shipping_rate: 'shr_none'"),
])  # fmt: skip
def test_what_no_session_can_have(account: Account, params: dict[str, Any], param: str, words: str) -> None:
    """A 400 that names the parameter."""
    ok(account.post("/v1/coupons", {"id": "TEN", "percent_off": 10}))
    if params.get("customer") == "cus_somebody":
        params = {**params, "customer": ok(account.post("/v1/customers"))["id"]}
    error = error_of(try_open(account, **params), 400)
    assert error["param"] == param
    assert words in error["message"]


def test_prices_and_modes(account: Account) -> None:
    """In Stripe's words: recurring prices need a subscription, and one interval."""
    once, month = price(account), monthly(account)
    year = price(account, recurring={"interval": "year"})
    wrong = error_of(try_open(account, line_items=[{"price": month, "quantity": 1}]), 400)
    assert wrong["message"].startswith("You specified `payment` mode but passed a recurring price.")
    items = [{"price": once, "quantity": 1}]
    wrong = error_of(try_open(account, mode="subscription", line_items=items), 400)
    assert wrong["message"].startswith("You must provide at least one recurring price in `subscription` mode")
    both = [{"price": month, "quantity": 1}, {"price": year, "quantity": 1}]
    wrong = error_of(try_open(account, mode="subscription", line_items=both), 400)
    assert wrong["message"] == "Checkout does not support multiple prices with different billing intervals."


def test_line_items_that_cannot_be(account: Account) -> None:
    """No quantity, an inactive price, two currencies."""
    one = price(account)
    wrong = error_of(try_open(account, line_items=[{"price": one}]), 400)
    assert wrong["message"] == "Quantity is required. Add `quantity` to `line_items[0]`"
    euros = [{"price": one, "quantity": 1}, {"price": price(account, currency="eur"), "quantity": 1}]
    assert error_of(try_open(account, line_items=euros), 400)["param"] == "line_items[1]"
    ok(account.post(f"/v1/prices/{one}", {"active": False}))
    wrong = error_of(try_open(account, line_items=[{"price": one, "quantity": 1}]), 400)
    assert wrong["message"] == "The price specified is inactive. This field only accepts active prices."


@pytest.mark.parametrize(("amount", "code"), [(49, "amount_too_small"), (100_000_000, "amount_too_large")])
def test_totals_that_cannot_be_charged(account: Account, amount: int, code: str) -> None:
    """Facts 18, 38, as Checkout says them."""
    error = error_of(try_open(account, line_items=[{"price": price(account, amount), "quantity": 1}]), 400)
    assert error["code"] == code
    assert error["message"].startswith("The Checkout Session's total amount due must")


def test_a_total_that_the_currency_does_not_have(account: Account) -> None:
    """Fact 36: the last digit of three decimals is 0. That a session is refused already is inferred."""
    dinars = price(account, 5125, currency="kwd")
    error = error_of(try_open(account, line_items=[{"price": dinars, "quantity": 1}]), 400)
    assert (error["code"], error.get("param")) == ("invalid_charge_amount", None)
    open_session(account, line_items=[{"price": dinars, "quantity": 2}])


def test_price_data(account: Account) -> None:
    """A price made for this session alone."""
    item = {"price_data": {"currency": "usd", "unit_amount": 700, "product_data": {"name": "Mug"}}, "quantity": 3}
    session = open_session(account, line_items=[item])
    line = lines_of(account, session["id"])[0]
    assert (line["description"], line["quantity"], line["amount_total"]) == ("Mug", 3, 2100)
    assert (line["price"]["active"], line["price"]["unit_amount"]) == (False, 700)
    assert complete(account, session)["payment_status"] == "paid"
