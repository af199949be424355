"""Checkout Sessions by the API: their life, what they refuse, what they tell (facts 114-117)."""

from __future__ import annotations

from typing import Any

import pytest

from stripe_emulator.contract import for_version
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


@pytest.mark.parametrize(("params", "param", "words"), [
    ({"mode": None}, "mode", "Missing required param: mode."),
    ({"success_url": None}, "success_url", "Missing required param: success_url."),
    ({"success_url": "shop"}, "success_url", "Not a valid URL"),
    ({"line_items": None}, "line_items", "Missing required param: line_items."),
    ({"mode": "setup", "currency": None}, "currency", "Missing required param: currency."),
    ({"mode": "setup", "line_items": [{"price": "x", "quantity": 1}]}, "line_items",
     "You can not pass `line_items` in `setup` mode."),
    ({"mode": "subscription", "payment_intent_data": {"description": "x"}}, "payment_intent_data",
     "You can not pass `payment_intent_data` in `subscription` mode."),
    ({"subscription_data": {"description": "x"}}, "subscription_data",
     "You can not pass `subscription_data` in `payment` mode."),
    ({"mode": "subscription", "customer_creation": "always"}, "customer_creation",
     "`customer_creation` can only be used in `payment` mode."),
    ({"customer": "cus_nobody", "customer_email": "a@b.co"}, "customer_email",
     "You may only specify one of these parameters: customer, customer_email."),
    ({"allow_promotion_codes": True, "discounts": [{"coupon": "x"}]}, "discounts",
     "You may only specify one of these parameters: allow_promotion_codes, discounts."),
    ({"customer": "cus_nobody"}, "customer", "No such customer: 'cus_nobody'"),
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


def test_price_data(account: Account) -> None:
    """A price made for this session alone."""
    item = {"price_data": {"currency": "usd", "unit_amount": 700, "product_data": {"name": "Mug"}}, "quantity": 3}
    session = open_session(account, line_items=[item])
    line = lines_of(account, session["id"])[0]
    assert (line["description"], line["quantity"], line["amount_total"]) == ("Mug", 3, 2100)
    assert (line["price"]["active"], line["price"]["unit_amount"]) == (False, 700)
    assert complete(account, session)["payment_status"] == "paid"


def test_no_cost_order(account: Account) -> None:
    """https://docs.stripe.com/payments/checkout/no-cost-orders: complete without a PaymentIntent."""
    session = open_session(account, line_items=[{"price": price(account, 0), "quantity": 1}])
    done = ok(confirm(account, session["id"]))
    assert (done["status"], done["payment_status"], done["payment_intent"]) == ("complete", "no_payment_required", None)
    assert len(account.events("checkout.session.completed")) == 1


def test_a_held_payment_is_unpaid_until_captured(account: Account) -> None:
    """`capture_method=manual`: complete, and paid with the capture, without another session event."""
    session = open_session(account, payment_intent_data={"capture_method": "manual"})
    done = complete(account, session)
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    ok(account.post(f"/v1/payment_intents/{done['payment_intent']}/capture"))
    assert session_of(account, session["id"])["payment_status"] == "paid"
    assert account.events("checkout.session.async_payment_succeeded") == []


def test_setup_mode(account: Account) -> None:
    """The SetupIntent exists from the beginning; its success completes the session."""
    customer = ok(account.post("/v1/customers", {"email": "jenny@example.com"}))["id"]
    session = open_session(account, mode="setup", customer=customer, setup_intent_data={"metadata": {"a": "b"}})
    assert session["id"].startswith("cs_test_c1")
    assert (session["payment_status"], session["amount_total"]) == ("no_payment_required", None)
    intent = ok(account.get(f"/v1/setup_intents/{session['setup_intent']}"))
    assert (intent["status"], intent["metadata"]) == ("requires_payment_method", {"a": "b"})
    done = complete(account, session)
    assert (done["status"], done["setup_intent"]) == ("complete", intent["id"])
    method = ok(account.get(f"/v1/setup_intents/{intent['id']}"))["payment_method"]
    assert ok(account.get(f"/v1/payment_methods/{method}"))["customer"] == customer


@pytest.mark.parametrize(("creation", "made"), [("always", 1), ("if_required", 0), (None, 0)])
def test_customer_creation(account: Account, creation: str | None, made: int) -> None:
    """A customer of what the shopper gave, or a guest."""
    done = complete(account, open_session(account, customer_creation=creation))
    customers = ok(account.get("/v1/customers"))["data"]
    assert len(customers) == made
    assert (done["customer"] is not None) == bool(made)
    if made:
        assert (customers[0]["email"], customers[0]["name"]) == ("jenny@example.com", "Jenny Rosen")
        assert account.retrieve(done["payment_intent"])["customer"] == customers[0]["id"]


def test_a_known_customer(account: Account) -> None:
    """Its e-mail is fixed; a name is taken over only where `customer_update` says so."""
    customer = ok(account.post("/v1/customers", {"email": "old@example.com"}))["id"]
    session = open_session(account, customer=customer, customer_update={"name": "auto"})
    assert (session["customer_creation"], session["customer_details"]["email"]) == (None, "old@example.com")
    done = complete(account, session)
    assert (done["customer"], done["customer_details"]["email"]) == (customer, "jenny@example.com")
    assert ok(account.get(f"/v1/customers/{customer}"))["name"] == "Jenny Rosen"
    assert ok(account.get(f"/v1/customers/{customer}"))["email"] == "old@example.com"


def test_setup_future_usage_saves_the_card(account: Account) -> None:
    """Fact 92: attached to the session's customer."""
    session = open_session(
        account, customer_creation="always", payment_intent_data={"setup_future_usage": "off_session"}
    )
    done = complete(account, session)
    saved = ok(account.get("/v1/payment_methods", {"customer": done["customer"]}))["data"]
    assert len(saved) == 1


def test_embedded_sessions_have_a_client_secret(account: Account) -> None:
    """Fact 114: no page of their own to go to."""
    for ui_mode, more in (("embedded_page", {"return_url": "https://shop.example"}), ("elements", {}), ("form", {})):
        session = open_session(account, ui_mode=ui_mode, success_url=None, **more)
        assert (session["ui_mode"], session["url"]) == (ui_mode, None)
        assert session["client_secret"].startswith(f"{session['id']}_secret_")


@pytest.mark.parametrize(("old", "new"), [("hosted", "hosted_page"), ("embedded", "embedded_page")])
def test_older_names_of_ui_modes(account: Account, old: str, new: str) -> None:
    """Fact 114: in the words of the request's version, both ways."""
    version = "2023-10-16"
    params = {"mode": "payment", "ui_mode": old, "line_items": [{"price": price(account), "quantity": 1}]}
    params |= {"success_url": SUCCESS} if old == "hosted" else {"return_url": SUCCESS}
    answer = account.post("/v1/checkout/sessions", params, headers={"Stripe-Version": version}).json()
    assert answer["ui_mode"] == old
    assert for_version(version).check(answer) == []
    assert session_of(account, answer["id"])["ui_mode"] == new


def test_update(account: Account) -> None:
    """Metadata at any time; lines by id, changed, added, left out."""
    session = open_session(account, metadata={"a": "1"})
    line = lines_of(account, session["id"])[0]
    items = [{"id": line["id"], "quantity": 3}, {"price": price(account, 200), "quantity": 1}]
    path = f"/v1/checkout/sessions/{session['id']}"
    changed = ok(account.post(path, {"metadata": {"b": "2"}, "line_items": items}))
    assert (changed["amount_total"], changed["metadata"]) == (4700, {"a": "1", "b": "2"})
    assert [one["quantity"] for one in lines_of(account, session["id"])] == [3, 1]
    changed = ok(account.post(path, {"line_items": [{"id": line["id"]}]}))
    assert changed["amount_total"] == 4500
    assert error_of(account.post(path, {"line_items": [{"id": "li_none"}]}), 400)["param"] == "line_items[0][id]"
    too_little = {"line_items": [{"price": price(account, 10), "quantity": 1}]}
    assert error_of(account.post(path, too_little), 400)["code"] == "amount_too_small"
    assert session_of(account, session["id"])["amount_total"] == 4500
    complete(account, session)
    assert error_of(account.post(path, {"line_items": items}), 400)["message"].startswith("This Checkout Session")
    assert ok(account.post(path, {"metadata": {"c": "3"}}))["metadata"] == {"a": "1", "b": "2", "c": "3"}


def test_collected_shipping_details(account: Account) -> None:
    """What the shop's own form has asked for."""
    session = open_session(account, permissions={"update_shipping_details": "server_only"})
    details = {"name": "Jenny", "address": {"line1": "1 Main St", "country": "US"}}
    params = {"collected_information": {"shipping_details": details}}
    changed = ok(account.post(f"/v1/checkout/sessions/{session['id']}", params))
    assert changed["collected_information"]["shipping_details"]["address"]["line1"] == "1 Main St"


def test_lists_and_expansion(account: Account) -> None:
    """Filters (fact 45), pages of line items, `line_items` where asked for."""
    first, second = open_session(account), open_session(account, customer_email="a@b.co")
    complete(account, first)
    intent = session_of(account, first["id"])["payment_intent"]
    for params, found in (
        ({}, [second, first]), ({"status": "open"}, [second]), ({"status": "complete"}, [first]),
        ({"payment_intent": intent}, [first]), ({"customer_details": {"email": "a@b.co"}}, [second]),
    ):  # fmt: skip
        listed = ok(account.get("/v1/checkout/sessions", params))
        assert [session["id"] for session in listed["data"]] == [session["id"] for session in found], params
    whole = session_of(account, first["id"], expand=["line_items", "payment_intent"])
    assert whole["line_items"]["data"] == lines_of(account, first["id"])
    assert whole["payment_intent"]["status"] == "succeeded"
    items = [{"price": price(account, 100 * number), "quantity": 1} for number in range(1, 4)]
    many = open_session(account, line_items=items)
    assert many["id"].startswith("cs_test_b1")
    path = f"/v1/checkout/sessions/{many['id']}/line_items"
    page = ok(account.get(path, {"limit": 2}))
    assert (len(page["data"]), page["has_more"]) == (2, True)
    rest = ok(account.get(path, {"starting_after": page["data"][1]["id"]}))
    assert [line["amount_total"] for line in rest["data"]] == [300]


def test_unknown_sessions(account: Account) -> None:
    """404 `resource_missing`."""
    for path in ("", "/line_items"):
        assert error_of(account.get(f"/v1/checkout/sessions/cs_test_none{path}"), 404)["code"] == "resource_missing"
    for path in ("/v1/checkout/sessions/cs_test_none/expire", "/v1/payment_pages/cs_test_none/confirm"):
        assert error_of(account.post(path), 404)["code"] == "resource_missing"


def test_a_challenge_completes_the_session(account: Account) -> None:
    """The bank's page settles the PaymentIntent, and that the session, without anyone's return."""
    session = open_session(account)
    waiting = ok(confirm(account, session["id"], payment_method=card(account, "tok_threeDSecure2Required")))
    assert (waiting["status"], waiting["payment_status"]) == ("open", "unpaid")
    action = account.retrieve(waiting["payment_intent"])["next_action"]["redirect_to_url"]
    assert action["return_url"] == f"{account.base}/c/pay/{session['id']}/return"
    account.http.post(action["url"], data={"outcome": "succeed"})
    assert session_of(account, session["id"])["payment_status"] == "paid"


def test_recovery(account: Account) -> None:
    """https://docs.stripe.com/payments/checkout/abandoned-carts: a new session like the expired one."""
    after = {"recovery": {"enabled": True, "allow_promotion_codes": True}}
    session = open_session(account, after_expiration=after, client_reference_id="7")
    assert session["after_expiration"]["recovery"]["url"] is None
    expired = ok(account.post(f"/v1/checkout/sessions/{session['id']}/expire"))
    recovery = expired["after_expiration"]["recovery"]
    assert recovery["expires_at"] - expired["created"] >= 30 * 24 * HOUR
    onward = account.http.get(recovery["url"])
    assert onward.status_code == 303
    fresh = session_of(account, onward.headers["location"].rsplit("/", 1)[1])
    assert (fresh["recovered_from"], fresh["client_reference_id"]) == (session["id"], "7")
    assert (fresh["allow_promotion_codes"], fresh["status"]) == (True, "open")
