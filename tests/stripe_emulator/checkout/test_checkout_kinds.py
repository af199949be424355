"""Checkout Sessions of each mode and look: https://docs.stripe.com/payments/checkout."""

from __future__ import annotations

import pytest

from stripe_emulator.contract import for_version
from tests.stripe_emulator.checkout.checkout_shop import (
    SUCCESS,
    card,
    complete,
    confirm,
    lines_of,
    open_session,
    price,
    session_of,
)
from tests.stripe_emulator.client import Account, error_of, ok

HOUR = 3600


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
