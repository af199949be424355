"""What else a payment can do and need: tokens of the confirmation, more captures, sessions, domains, the account."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import JSON, Account, card_data, error_of, ok
from tests.stripe_emulator.money.test_balance import transactions

TOKENS = "/v1/test_helpers/confirmation_tokens"


def token(account: Account, **params: object) -> JSON:
    """A ConfirmationToken of a test card."""
    return ok(account.post(TOKENS, {"payment_method": "pm_card_visa", **params}))


def test_confirm_with_a_token(account: Account) -> None:
    """It brings the PaymentMethod, where to return to, shipping, what the card is saved for; once."""
    made = token(
        account, return_url="https://a.example/", setup_future_usage="off_session",
        shipping={"name": "Ada", "address": {"line1": "1 Main St"}},
    )  # fmt: skip
    assert made["payment_method_preview"]["card"]["last4"] == "4242"
    intent = account.intent()
    done = ok(account.confirm(intent["id"], confirmation_token=made["id"]))
    assert (done["status"], done["setup_future_usage"], done["shipping"]["name"]) == ("succeeded", "off_session", "Ada")
    used = ok(account.get(f"/v1/confirmation_tokens/{made['id']}"))
    assert (used["payment_intent"], used["expires_at"]) == (intent["id"], None)
    error = error_of(account.confirm(account.intent()["id"], confirmation_token=made["id"]), 400)
    assert error["param"] == "confirmation_token"


def test_a_browser_makes_the_token(account: Account) -> None:
    """From what was entered; the server creates and confirms with it in one request."""
    given = {"payment_method_data": {"type": "card", "card": card_data()}, "return_url": "https://a.example/"}
    made = ok(account.browser("POST", "/v1/confirmation_tokens", given))
    params = {"amount": 2000, "currency": "usd", "confirm": True, "confirmation_token": made["id"]}
    assert ok(account.post("/v1/payment_intents", params))["status"] == "succeeded"
    setup = {"confirm": True, "confirmation_token": token(account)["id"]}
    assert ok(account.post("/v1/setup_intents", setup))["status"] == "succeeded"


def test_tokens_that_cannot_be(account: Account) -> None:
    """Unknown, beside a method, without anything in it."""
    intent = account.intent()["id"]
    assert error_of(account.confirm(intent, confirmation_token="ctoken_1"), 400)["param"] == "confirmation_token"
    both = account.confirm(intent, confirmation_token=token(account)["id"], payment_method="pm_card_visa")
    assert error_of(both, 400)["param"] == "confirmation_token"
    assert error_of(account.post(TOKENS), 400)["param"] == "payment_method_data"


def held(account: Account, **options: str) -> JSON:
    """A held payment of 20 dollars."""
    card = {"card": options} if options else {}
    return account.pay(capture_method="manual", payment_method_options=card, expand=["latest_charge"])


def test_capture_several_times(account: Account) -> None:
    """https://docs.stripe.com/payments/multicapture: asked for, then final_capture=false leaves the rest held."""
    intent = held(account, request_multicapture="if_available")
    details = intent["latest_charge"]["payment_method_details"]["card"]
    assert details["multicapture"] == {"status": "available"}
    path = f"/v1/payment_intents/{intent['id']}/capture"
    part = ok(account.post(path, {"amount_to_capture": 500, "final_capture": False}))
    assert (part["status"], part["amount_capturable"], part["amount_received"]) == ("requires_capture", 1500, 500)
    done = ok(account.post(path, {"amount_to_capture": 700}))
    assert (done["status"], done["amount_capturable"], done["amount_received"]) == ("succeeded", 0, 1200)
    assert len(account.events("charge.captured")) == 1
    assert [one["amount"] for one in transactions(account)] == [2000, -800]


def test_several_captures_must_be_asked_for(account: Account) -> None:
    """Otherwise 400."""
    intent = held(account)
    error = error_of(account.post(f"/v1/payment_intents/{intent['id']}/capture", {"final_capture": False}), 400)
    assert error["param"] == "final_capture"


def test_hold_more(account: Account) -> None:
    """https://docs.stripe.com/payments/incremental-authorization."""
    intent = held(account, request_incremental_authorization="if_available")
    path = f"/v1/payment_intents/{intent['id']}/increment_authorization"
    assert error_of(account.post(path, {"amount": 1000}), 400)["param"] == "amount"
    more = ok(account.post(path, {"amount": 2500}))
    assert (more["amount"], more["amount_capturable"]) == (2500, 2500)
    assert account.charges(intent["id"])[0]["amount"] == 2500
    (told,) = account.events("charge.updated")
    card = {"amount_authorized": 2000, "overcapture": {"maximum_amount_capturable": 2000}}
    assert told["data"]["previous_attributes"] == {"amount": 2000, "payment_method_details": {"card": card}}
    plain = held(account)
    error_of(account.post(f"/v1/payment_intents/{plain['id']}/increment_authorization", {"amount": 2500}), 400)
    error_of(account.post(f"/v1/payment_intents/{account.pay()['id']}/increment_authorization", {"amount": 2500}), 400)


def test_capture_with_more_to_say(account: Account) -> None:
    """Metadata and the descriptor's suffix; the whole descriptor is not for cards (fact 134)."""
    path = f"/v1/payment_intents/{held(account)['id']}/capture"
    refused = error_of(account.post(path, {"statement_descriptor": "SHOP LATE"}), 400)
    assert refused["param"] == "statement_descriptor"
    done = ok(account.post(path, {"metadata": {"a": "1"}, "statement_descriptor_suffix": "LATE"}))
    assert (done["metadata"], done["statement_descriptor_suffix"]) == ({"a": "1"}, "LATE")


def test_amount_details(account: Account) -> None:
    """Shown without the line items, which have a list of their own."""
    lines = [{"product_name": "Mug", "quantity": 2, "unit_cost": 1000}, {"product_name": "Tea", "quantity": 1,
             "unit_cost": 5, "tax": {"total_tax_amount": 1}}]  # fmt: skip
    intent = account.intent(
        amount_details={"discount_amount": 5, "line_items": lines, "shipping": {"amount": 10}},
        payment_details={"order_reference": "o1"},
    )
    assert intent["amount_details"]["discount_amount"] == 5
    assert intent["amount_details"]["shipping"]["amount"] == 10
    assert intent["payment_details"] == {"customer_reference": None, "order_reference": "o1"}
    listed = ok(account.get(f"/v1/payment_intents/{intent['id']}/amount_details_line_items", {"limit": 1}))
    assert ([one["product_name"] for one in listed["data"]], listed["has_more"]) == (["Mug"], True)


def test_accounts_that_are_not_connected(account: Account) -> None:
    """No such account (fact 20)."""
    given = {"amount": 2000, "currency": "usd", "transfer_data": {"destination": "acct_nope"}}
    error = error_of(account.post("/v1/payment_intents", given), 400)
    assert (error["code"], error["param"]) == ("resource_missing", "transfer_data[destination]")


def test_ephemeral_keys(account: Account) -> None:
    """For a customer, for an hour."""
    customer = ok(account.post("/v1/customers"))["id"]
    key = ok(account.post("/v1/ephemeral_keys", {"customer": customer}))
    assert key["secret"].startswith("ek_test_")
    assert key["expires"] - key["created"] == 3600
    assert ok(account.delete(f"/v1/ephemeral_keys/{key['id']}"))["secret"] is None
    error_of(account.delete(f"/v1/ephemeral_keys/{key['id']}"), 404)
    assert error_of(account.post("/v1/ephemeral_keys"), 400)["param"] == "customer"


def test_customer_sessions(account: Account) -> None:
    """Every component is told, on or off."""
    customer = ok(account.post("/v1/customers"))["id"]
    features = {"payment_method_save": "enabled"}
    given = {"customer": customer, "components": {"payment_element": {"enabled": True, "features": features}}}
    session = ok(account.post("/v1/customer_sessions", given))
    element = session["components"]["payment_element"]
    assert (element["enabled"], element["features"]["payment_method_save"]) == (True, "enabled")
    assert session["components"]["buy_button"]["enabled"] is False
    assert error_of(account.post("/v1/customer_sessions", {"components": {}}), 400)["param"] in (
        "components",
        "customer",
    )


def test_payment_method_configurations(account: Account) -> None:
    """A default one, and others."""
    path = "/v1/payment_method_configurations"
    (default,) = ok(account.get(path))["data"]
    assert (default["is_default"], default["card"]["available"], default["klarna"]["available"]) == (True, True, False)
    changed = ok(account.post(f"{path}/{default['id']}", {"klarna": {"display_preference": {"preference": "on"}}}))
    assert changed["klarna"] == {
        "available": True,
        "display_preference": {"overridable": None, "preference": "on", "value": "on"},
    }
    made = ok(account.post(path, {"name": "Mine", "card": {"display_preference": {"preference": "off"}}}))
    assert (made["name"], made["card"]["available"], made["is_default"]) == ("Mine", False, False)
    assert len(ok(account.get(path))["data"]) == 2
    assert error_of(account.post(path, {"parent": "pmc_nope"}), 400)["param"] == "parent"


def test_payment_method_domains(account: Account) -> None:
    """Registered once, turned off and on."""
    path = "/v1/payment_method_domains"
    domain = ok(account.post(path, {"domain_name": "shop.example.com"}))
    assert ok(account.post(path, {"domain_name": "shop.example.com"}))["id"] == domain["id"]
    off = ok(account.post(f"{path}/{domain['id']}", {"enabled": False}))
    assert (off["enabled"], off["apple_pay"]["status"]) == (False, "inactive")
    assert ok(account.get(path, {"domain_name": "shop.example.com"}))["data"][0]["id"] == domain["id"]
    assert ok(account.post(f"{path}/{domain['id']}/validate"))["link"]["status"] == "inactive"
    assert error_of(account.post(path, {"domain_name": "no domain"}), 400)["param"] == "domain_name"


def test_the_account(account: Account) -> None:
    """Itself, and its banks."""
    own = ok(account.get("/v1/account"))
    assert (own["charges_enabled"], own["country"], own["default_currency"]) == (True, "US", "usd")
    path = f"/v1/accounts/{own['id']}/external_accounts"
    given = {"object": "bank_account", "country": "US", "currency": "usd", "account_number": "000123456789",
             "routing_number": "110000000"}  # fmt: skip
    first = ok(account.post(path, {"external_account": given}))
    second = ok(account.post(path, {"external_account": {**given, "account_number": "000111111116"}}))
    assert (first["default_for_currency"], second["default_for_currency"]) == (True, False)
    error_of(account.delete(f"{path}/{first['id']}"), 400)
    assert ok(account.post(f"{path}/{second['id']}", {"default_for_currency": True}))["default_for_currency"] is True
    assert ok(account.delete(f"{path}/{first['id']}"))["deleted"] is True
    assert [one["id"] for one in ok(account.get(path))["data"]] == [second["id"]]
    error_of(account.get("/v1/accounts/acct_other/external_accounts"), 404)


def test_an_account_without_connect(account: Account) -> None:
    """It has no connected accounts, reads itself by its id, and may not read others (dj-stripe asks both first)."""
    own = ok(account.get("/v1/account"))
    listed = ok(account.get("/v1/accounts", {"limit": 3}))
    assert (listed["object"], listed["data"], listed["has_more"], listed["url"]) == ("list", [], False, "/v1/accounts")
    assert ok(account.get(f"/v1/accounts/{own['id']}")) == own
    assert "Only Stripe Connect platforms" in error_of(account.get("/v1/accounts/acct_other"), 403)["message"]
    assert account.sdk.v1.accounts.list().data == []
    assert account.sdk.v1.accounts.retrieve(own["id"]).id == own["id"]


@pytest.mark.parametrize("status", ["succeeded", "requires_capture"])
def test_a_refund_updated(account: Account, status: str) -> None:
    """Metadata of a refund: both events (the official CLI waits for charge.refund.updated)."""
    intent = account.pay(capture_method="manual" if status == "requires_capture" else "automatic")
    if status == "requires_capture":
        ok(account.post(f"/v1/payment_intents/{intent['id']}/capture"))
    refund = ok(account.post("/v1/refunds", {"payment_intent": intent["id"]}))
    before = len(account.events("charge.refund.updated"))
    ok(account.post(f"/v1/refunds/{refund['id']}", {"metadata": {"order_id": "6735"}}))
    for type in ("charge.refund.updated", "refund.updated"):
        assert account.events(type)[-1]["data"]["previous_attributes"] == {"metadata": {"order_id": None}}
    assert len(account.events("charge.refund.updated")) == before + 1
    reference = ok(account.get(f"/v1/refunds/{refund['id']}"))["destination_details"]["card"]
    assert reference["reference_status"] == "available"


def test_money_goes_on_to_an_account_only(account: Account) -> None:
    """An amount to transfer needs its destination (https://docs.stripe.com/api/payment_intents/update)."""
    made = ok(account.post("/v1/payment_intents", {"amount": 2000, "currency": "usd"}))
    told = error_of(account.post(f"/v1/payment_intents/{made['id']}", {"transfer_data": {"amount": 5}}), 400)
    assert (told["code"], told["param"]) == ("parameter_missing", "transfer_data[destination]")
