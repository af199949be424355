"""The APIs before PaymentMethods: charges, cards, bank accounts, sources, tokens."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import JSON, Account, card_data, error_of, ok
from tests.stripe_emulator.money.test_balance import advance, transactions


def customer_of(account: Account, **params: object) -> JSON:
    """A customer."""
    return ok(account.post("/v1/customers", params))


def charge(account: Account, **params: object) -> JSON:
    """A charge of 20 dollars."""
    return ok(account.post("/v1/charges", {"amount": 2000, "currency": "usd", **params}))


def test_charge_a_token(account: Account) -> None:
    """Booked at once, no PaymentIntent, the card in `source`."""
    made = charge(account, source="tok_visa", description="mug", expand=["balance_transaction"])
    assert (made["status"], made["payment_intent"], made["source"]["object"]) == ("succeeded", None, "card")
    assert (made["source"]["brand"], made["source"]["last4"]) == ("Visa", "4242")
    assert made["balance_transaction"]["net"] == 2000 - 88
    assert made["receipt_url"].startswith("https://pay.stripe.com/receipts/")
    assert [event["type"] for event in account.events()] == ["charge.succeeded"]


def test_charge_a_customer(account: Account) -> None:
    """The default source, or another of its own."""
    customer = customer_of(account, source="tok_visa")
    first = charge(account, customer=customer["id"])
    assert first["source"]["id"] == customer["default_source"]
    other = ok(account.post(f"/v1/customers/{customer['id']}/sources", {"source": "tok_mastercard"}))
    assert charge(account, customer=customer["id"], source=other["id"])["source"]["brand"] == "MasterCard"


def test_what_cannot_be_charged(account: Account) -> None:
    """No source, nobody, somebody else's, a token used before."""
    path, money = "/v1/charges", {"amount": 2000, "currency": "usd"}
    assert error_of(account.post(path, {"source": "tok_visa"}), 400)["param"] == "amount"
    assert error_of(account.post(path, money), 400)["param"] == "source"
    poor = customer_of(account)["id"]
    assert error_of(account.post(path, {**money, "customer": poor}), 402)["code"] == "missing"
    owned = customer_of(account, source="tok_visa")["default_source"]
    error_of(account.post(path, {**money, "customer": poor, "source": owned}), 400)
    token = ok(account.post("/v1/tokens", {"card": card_data()}))["id"]
    charge(account, source=token)
    assert error_of(account.post(path, {**money, "source": token}), 400)["code"] == "token_already_used"
    assert error_of(account.post(path, {**money, "source": "tok_nope"}), 400)["code"] == "resource_missing"


@pytest.mark.parametrize(
    ("token", "code"),
    [("tok_chargeDeclined", "card_declined"), ("tok_threeDSecure2Required", "authentication_required")],
)
def test_a_decline(account: Account, token: str, code: str) -> None:
    """402 with the failed charge."""
    error = error_of(account.post("/v1/charges", {"amount": 2000, "currency": "usd", "source": token}), 402)
    assert error["code"] == code
    failed = ok(account.get(f"/v1/charges/{error['charge']}"))
    assert (failed["status"], failed["failure_code"], failed["balance_transaction"]) == ("failed", code, None)


def test_hold_and_capture(account: Account) -> None:
    """capture=false; all or less, once."""
    held = charge(account, source="tok_visa", capture=False)
    assert (held["captured"], held["balance_transaction"]) == (False, None)
    path = f"/v1/charges/{held['id']}/capture"
    assert error_of(account.post(path, {"amount": 3000}), 400)["param"] == "amount"
    taken = ok(account.post(path, {"amount": 1500}))
    assert (taken["captured"], taken["amount_captured"], taken["amount_refunded"]) == (True, 1500, 500)
    assert error_of(account.post(path), 400)["code"] == "charge_already_captured"
    assert [one["amount"] for one in transactions(account)] == [2000, -500]


def test_a_hold_expires(account: Account) -> None:
    """Fact 77."""
    held = charge(account, source="tok_visa", capture=False)
    advance(account, 8 * 86_400)
    assert ok(account.get(f"/v1/charges/{held['id']}"))["refunded"] is True
    assert len(account.events("charge.expired")) == 1
    assert error_of(account.post(f"/v1/charges/{held['id']}/capture"), 400)["code"] == "charge_expired_for_capture"


def test_a_hold_of_an_intent_is_captured_there(account: Account) -> None:
    """Not through its charge."""
    intent = account.pay(capture_method="manual")
    error_of(account.post(f"/v1/charges/{intent['latest_charge']}/capture"), 400)


def test_refunds_of_a_charge(account: Account) -> None:
    """/refunds answers the refund, /refund the charge; listed, retrieved, expanded."""
    made = charge(account, source="tok_visa")
    path = f"/v1/charges/{made['id']}"
    refund = ok(account.post(f"{path}/refunds", {"amount": 500}))
    assert (refund["object"], refund["amount"]) == ("refund", 500)
    assert ok(account.post(f"{path}/refund", {"amount": 700}))["amount_refunded"] == 1200
    assert [one["amount"] for one in ok(account.get(f"{path}/refunds"))["data"]] == [700, 500]
    assert ok(account.get(f"{path}/refunds/{refund['id']}"))["id"] == refund["id"]
    changed = ok(account.post(f"{path}/refunds/{refund['id']}", {"metadata": {"order_id": "6735"}}))
    assert changed["metadata"] == {"order_id": "6735"}
    assert "refunds" not in ok(account.get(path))
    assert len(ok(account.get(path, {"expand": ["refunds"]}))["refunds"]["data"]) == 2
    other = charge(account, source="tok_visa")["id"]
    error_of(account.get(f"/v1/charges/{other}/refunds/{refund['id']}"), 404)


def test_update_a_charge(account: Account) -> None:
    """Fraud report, customer where there is none."""
    made = charge(account, source="tok_visa")
    first, second = customer_of(account)["id"], customer_of(account)["id"]
    path = f"/v1/charges/{made['id']}"
    changed = ok(account.post(path, {"fraud_details": {"user_report": "fraudulent"}, "customer": first}))
    assert (changed["fraud_details"], changed["customer"]) == ({"user_report": "fraudulent"}, first)
    assert error_of(account.post(path, {"customer": second}), 400)["param"] == "customer"


def test_receipts(account: Account) -> None:
    """A number only where a mail is sent."""
    assert charge(account, source="tok_visa")["receipt_number"] is None
    number = charge(account, source="tok_visa", receipt_email="a@example.com")["receipt_number"]
    assert len(number) == 9
    assert number[4] == "-"


def test_sources_of_a_customer(account: Account) -> None:
    """Create, retrieve, update, list, delete; the default moves on."""
    customer = customer_of(account, source="tok_visa")
    path = f"/v1/customers/{customer['id']}/sources"
    second = ok(account.post(path, {"source": "tok_mastercard", "metadata": {"a": "1"}}))
    assert (second["customer"], second["cvc_check"], second["metadata"]) == (customer["id"], "pass", {"a": "1"})
    given = {"metadata": {"foo": "bar"}, "exp_month": "11", "exp_year": "2040", "name": "Ada", "address_zip": "1"}
    changed = ok(account.post(f"{path}/{second['id']}", given))
    assert (changed["exp_month"], changed["exp_year"], changed["name"]) == (11, 2040, "Ada")
    listed = ok(account.get(path, {"object": "card"}))["data"]
    assert [one["id"] for one in listed] == [second["id"], customer["default_source"]]
    assert ok(account.get(path, {"object": "bank_account"}))["data"] == []
    shown = ok(account.get(f"/v1/customers/{customer['id']}", {"expand": ["sources", "default_source"]}))
    assert len(shown["sources"]["data"]) == 2
    assert shown["default_source"]["object"] == "card"
    assert ok(account.delete(f"{path}/{customer['default_source']}"))["deleted"] is True
    assert ok(account.get(f"/v1/customers/{customer['id']}"))["default_source"] == second["id"]
    error_of(account.get(f"{path}/{customer['default_source']}"), 404)
    types = ["customer.source.created", "customer.source.updated", "customer.source.deleted"]
    assert [event["type"] for event in account.events(*types)] == [types[0], types[0], types[1], types[2]]
    (updated,) = account.events("customer.source.updated")
    assert updated["data"]["previous_attributes"]["metadata"] == {"foo": None}


def test_a_new_source_replaces_the_default(account: Account) -> None:
    """https://docs.stripe.com/api/customers/update: the old default is deleted."""
    customer = customer_of(account, source="tok_visa")
    path = f"/v1/customers/{customer['id']}"
    changed = ok(account.post(path, {"source": "tok_mastercard"}))
    assert changed["default_source"] != customer["default_source"]
    assert len(ok(account.get(f"{path}/sources"))["data"]) == 1
    (updated,) = account.events("customer.updated")
    assert updated["data"]["previous_attributes"] == {"default_source": customer["default_source"]}
    assert error_of(account.post(path, {"default_source": "card_nope"}), 400)["param"] == "default_source"


def test_a_card_that_is_declined_makes_no_customer(account: Account) -> None:
    """Fact 90."""
    error = error_of(account.post("/v1/customers", {"source": "tok_chargeDeclined"}), 402)
    assert error["code"] == "card_declined"
    assert ok(account.get("/v1/customers"))["data"] == []


def test_a_card_is_a_payment_method_too(account: Account) -> None:
    """Its id can be paid and set up with."""
    customer = customer_of(account, source="tok_visa")
    card = customer["default_source"]
    assert ok(account.get(f"/v1/payment_methods/{card}"))["card"]["last4"] == "4242"
    intent = account.pay(card, customer=customer["id"])
    assert (intent["status"], intent["payment_method"]) == ("succeeded", card)
    assert account.charges(intent["id"])[0]["payment_method"] == card
    assert error_of(account.try_pay(card), 400)["param"] == "payment_method", "somebody else's"


def test_verify_a_bank_account(account: Account) -> None:
    """By the two amounts; then it can be charged."""
    customer = customer_of(account)["id"]
    given = {"country": "US", "currency": "usd", "account_number": "000123456789", "routing_number": "110000000"}
    token = ok(account.post("/v1/tokens", {"bank_account": given}))
    assert (token["type"], token["bank_account"]["last4"]) == ("bank_account", "6789")
    bank = ok(account.post(f"/v1/customers/{customer}/sources", {"source": token["id"]}))
    money = {"amount": 2000, "currency": "usd", "customer": customer}
    assert error_of(account.post("/v1/charges", money), 400)["code"] == "bank_account_unverified"
    path = f"/v1/customers/{customer}/sources/{bank['id']}/verify"
    assert error_of(account.post(path, {"amounts": [1, 1]}), 400)["code"] == "bank_account_verification_failed"
    assert ok(account.post(path, {"amounts": [32, 45]}))["status"] == "verified"
    assert error_of(account.post(path, {"amounts": [32, 45]}), 400)["code"] == "bank_account_already_verified"
    assert charge(account, customer=customer)["id"].startswith("py_")


def test_tokens(account: Account) -> None:
    """One thing each; a browser may make them."""
    made = ok(account.browser("POST", "/v1/tokens", {"card": card_data()}))
    assert (made["type"], made["card"]["brand"], made["used"]) == ("card", "Visa", False)
    assert ok(account.post("/v1/tokens", {"pii": {"id_number": "000000000"}}))["type"] == "pii"
    assert error_of(account.post("/v1/tokens"), 400)["code"] == "parameter_missing"
    both = {"pii": {"id_number": "1"}, "card": card_data()}
    error_of(account.post("/v1/tokens", both), 400)


def test_a_source_object(account: Account) -> None:
    """Of a card at once; of a page a moment later; spent by its charge."""
    card = ok(account.post("/v1/sources", {"type": "card", "token": "tok_visa"}))
    assert (card["status"], card["card"]["last4"], card["usage"]) == ("chargeable", "4242", "reusable")
    given = {"type": "ideal", "currency": "eur", "amount": 2000, "redirect": {"return_url": "https://a.example/"}}
    ideal = ok(account.post("/v1/sources", given))
    assert (ideal["status"], ideal["flow"]) == ("pending", "redirect")
    pay = {"amount": 2000, "currency": "eur", "source": ideal["id"]}
    error_of(account.post("/v1/charges", pay), 400)
    advance(account, 1)
    assert ok(account.post("/v1/charges", pay))["status"] == "succeeded"
    assert ok(account.get(f"/v1/sources/{ideal['id']}"))["status"] == "consumed"
    changed = ok(
        account.post(f"/v1/sources/{card['id']}", {"metadata": {"a": "1"}, "owner": {"email": "a@example.com"}})
    )
    assert (changed["metadata"], changed["owner"]["email"]) == ({"a": "1"}, "a@example.com")
    assert error_of(account.post("/v1/sources", {"type": "gold"}), 400)["param"] == "type"
    assert ok(account.get(f"/v1/sources/{card['id']}/source_transactions"))["data"] == []
    error_of(account.browser("GET", f"/v1/sources/{card['id']}"), 400)
    secret = {"client_secret": card["client_secret"]}
    assert ok(account.browser("GET", f"/v1/sources/{card['id']}", secret))["id"] == card["id"]
