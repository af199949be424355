"""Bank debits: processing, then what the test account says (https://docs.stripe.com/payments/bank-debits)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok
from tests.stripe_emulator.money.test_balance import advance, sums, transactions

ACCEPTED = {"customer_acceptance": {"type": "offline", "accepted_at": 1590590577}}
BOB = {"name": "Bob", "email": "bob@example.com"}


def sepa(account: Account, iban: str) -> str:
    """A SEPA PaymentMethod."""
    given = {"type": "sepa_debit", "sepa_debit": {"iban": iban}, "billing_details": BOB}
    return str(ok(account.post("/v1/payment_methods", given))["id"])


def us(account: Account, number: str = "000123456789", routing: str = "110000000") -> JSON:
    """Parameters of a US bank account."""
    return {
        "type": "us_bank_account",
        "us_bank_account": {"account_number": number, "routing_number": routing, "account_holder_type": "individual"},
        "billing_details": {"name": "Bob"},
    }


def debit(account: Account, method: str, type: str = "sepa_debit", **params: object) -> JSON:
    """Create and confirm."""
    currency = "eur" if type == "sepa_debit" else "usd"
    return account.pay(
        method, amount=1000, currency=currency, payment_method_types=[type], mandate_data=ACCEPTED, **params
    )


def kinds(account: Account) -> list[str]:
    """The types of all events, oldest first."""
    return [event["type"] for event in account.events()]


def test_sepa_succeeds(account: Account) -> None:
    """AT611904300234573201: processing, then succeeded; the money was pending all along (fact 130)."""
    intent = debit(account, sepa(account, "AT611904300234573201"), expand=["latest_charge"])
    charge = intent["latest_charge"]
    assert (intent["status"], charge["status"], charge["paid"]) == ("processing", "pending", False)
    assert charge["id"].startswith("py_")
    assert charge["payment_method_details"]["sepa_debit"]["last4"] == "3201"
    assert kinds(account) == ["payment_intent.created", "charge.pending", "payment_intent.processing"]
    assert [one["type"] for one in transactions(account)] == ["payment"]
    advance(account, 1)
    done = account.retrieve(intent["id"], expand=["latest_charge"])
    assert (done["status"], done["amount_received"], done["latest_charge"]["paid"]) == ("succeeded", 1000, True)
    assert kinds(account)[-2:] == ["charge.succeeded", "payment_intent.succeeded"]
    mandate = ok(account.get(f"/v1/mandates/{charge['payment_method_details']['sepa_debit']['mandate']}"))
    assert (mandate["type"], mandate["status"]) == ("single_use", "active")
    assert mandate["single_use"] == {"amount": 1000, "currency": "eur"}
    assert mandate["customer_acceptance"]["accepted_at"] == 1590590577


@pytest.mark.parametrize(
    ("iban", "code"),
    [
        ("AT861904300235473202", "generic_could_not_process"),
        ("DE65370400440002222227", "insufficient_funds"),
        ("IT60X0542811101000000123456", "generic_could_not_process"),
        ("FR9720041010050000000343434", "charge_exceeds_source_limit"),
    ],
)
def test_sepa_fails(account: Account, iban: str, code: str) -> None:
    """Back to requires_payment_method, with the reason; the money never was there."""
    intent = debit(account, sepa(account, iban))
    advance(account, 1)
    failed = account.retrieve(intent["id"], expand=["latest_charge.failure_balance_transaction"])
    charge = failed["latest_charge"]
    assert (failed["status"], failed["payment_method"]) == ("requires_payment_method", None)
    assert failed["last_payment_error"]["charge"] == charge["id"]
    assert (charge["status"], charge["failure_code"]) == ("failed", code)
    assert charge["failure_balance_transaction"]["type"] == "payment_failure_refund"
    assert sums(account, "eur") == (0, 0)
    assert kinds(account)[-2:] == ["charge.failed", "payment_intent.payment_failed"]


def test_sepa_in_three_minutes(account: Account) -> None:
    """AT321904300235473204: the official CLI triggers payment_intent.processing with it."""
    intent = debit(account, sepa(account, "AT321904300235473204"))
    advance(account, 170)
    assert account.retrieve(intent["id"])["status"] == "processing"
    advance(account, 20)
    assert account.retrieve(intent["id"])["status"] == "succeeded"


def test_sepa_disputed(account: Account) -> None:
    """AT591904300235473203: succeeds, and is disputed."""
    intent = debit(account, sepa(account, "AT591904300235473203"))
    advance(account, 1)
    (dispute,) = ok(account.get("/v1/disputes", {"payment_intent": intent["id"]}))["data"]
    assert (dispute["status"], dispute["reason"]) == ("needs_response", "debit_not_authorized")


def test_cancel_while_processing(account: Account) -> None:
    """Fact 53: 000000000009 stays processing, useful for this; nothing is left of the money."""
    method = ok(account.post("/v1/payment_methods", us(account, "000000000009")))["id"]
    intent = debit(account, method, "us_bank_account")
    ok(account.post(f"/v1/payment_intents/{intent['id']}/verify_microdeposits", {"amounts": [32, 45]}))
    advance(account, 86_400)
    assert account.retrieve(intent["id"])["status"] == "processing"
    assert ok(account.post(f"/v1/payment_intents/{intent['id']}/cancel"))["status"] == "canceled"
    assert sums(account) == (0, 0)


def test_a_debit_needs_a_mandate(account: Account) -> None:
    """Without mandate_data and without a mandate from before: 400."""
    method = sepa(account, "AT611904300234573201")
    answer = account.try_pay(method, currency="eur", payment_method_types=["sepa_debit"])
    error = error_of(answer, 400)
    assert "requires a mandate" in error["message"]
    assert error["param"] == "mandate_data"


def test_a_debit_needs_its_currency_and_type(account: Account) -> None:
    """sepa_debit is for euros, and for intents that take it."""
    method = sepa(account, "AT611904300234573201")
    wrong = account.try_pay(method, payment_method_types=["sepa_debit"], mandate_data=ACCEPTED)
    assert error_of(wrong, 400)["param"] == "payment_method_types"
    other = account.try_pay(method, currency="eur", mandate_data=ACCEPTED)
    assert "is not allowed for this PaymentIntent" in error_of(other, 400)["message"]
    held = account.try_pay(
        method, currency="eur", payment_method_types=["sepa_debit"], capture_method="manual", mandate_data=ACCEPTED
    )
    assert error_of(held, 400)["param"] == "capture_method"


@pytest.mark.parametrize(
    ("params", "param", "code"),
    [
        ({"type": "sepa_debit", "billing_details": BOB}, "sepa_debit", "parameter_missing"),
        ({"type": "sepa_debit", "sepa_debit": {"iban": "AT61"}, "billing_details": BOB}, "sepa_debit[iban]",
         "invalid_bank_account_iban"),
        ({"type": "sepa_debit", "sepa_debit": {"iban": "AT611904300234573201"}}, "billing_details[name]",
         "parameter_missing"),
        ({"type": "us_bank_account", "us_bank_account": {"account_number": "000123456789"},
          "billing_details": {"name": "B"}}, "us_bank_account[routing_number]", "parameter_missing"),
        ({"type": "us_bank_account", "us_bank_account": {"account_number": "000123456789",
          "routing_number": "123456789"}, "billing_details": {"name": "B"}}, "us_bank_account[routing_number]",
         "routing_number_invalid"),
        ({"type": "us_bank_account", "us_bank_account": {"account_number": "1", "routing_number": "110000000"},
          "billing_details": {"name": "B"}}, "us_bank_account[account_number]", "account_number_invalid"),
    ],
)  # fmt: skip
def test_details_that_cannot_be(account: Account, params: JSON, param: str, code: str) -> None:
    """Refused when the PaymentMethod is made."""
    error = error_of(account.post("/v1/payment_methods", params), 400)
    assert (error["param"], error["code"]) == (param, code)


def test_us_bank_account_is_verified_first(account: Account) -> None:
    """Microdeposits, then processing, then succeeded; afterwards the account is known."""
    customer = ok(account.post("/v1/customers"))["id"]
    intent = debit(
        account, "pm_usBankAccount_success", "us_bank_account", customer=customer, setup_future_usage="off_session"
    )
    action = intent["next_action"]
    assert (intent["status"], action["type"]) == ("requires_action", "verify_with_microdeposits")
    path = f"/v1/payment_intents/{intent['id']}/verify_microdeposits"
    wrong = error_of(account.post(path, {"amounts": [1, 2]}), 400)
    assert wrong["code"] == "payment_method_microdeposit_verification_amounts_mismatch"
    assert error_of(account.post(path, {"descriptor_code": "SM00ZZ"}), 400)["param"] == "descriptor_code"
    assert error_of(account.post(path, {}), 400)["param"] == "amounts"
    assert ok(account.post(path, {"descriptor_code": "SM11AA"}))["status"] == "processing"
    advance(account, 1)
    done = account.retrieve(intent["id"])
    assert done["status"] == "succeeded"
    again = account.pay(
        done["payment_method"], customer=customer, payment_method_types=["us_bank_account"], off_session=True
    )
    assert again["status"] == "processing", "no mandate and no deposits any more"
    error_of(account.post(path, {"amounts": [32, 45]}), 400)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amounts": [10, 11]}, "payment_method_microdeposit_verification_attempts_exceeded"),
        ({"descriptor_code": "SM44DD"}, "payment_method_microdeposit_verification_timeout"),
    ],
)
def test_a_verification_that_is_over(account: Account, given: JSON, code: str) -> None:
    """The intent fails with it."""
    intent = debit(account, "pm_usBankAccount_success", "us_bank_account")
    error = error_of(account.post(f"/v1/payment_intents/{intent['id']}/verify_microdeposits", given), 400)
    assert error["code"] == code
    failed = account.retrieve(intent["id"])
    assert (failed["status"], failed["last_payment_error"]["code"]) == ("requires_payment_method", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("accountClosed", "account_closed"),
        ("noAccount", "no_account"),
        ("insufficientFunds", "insufficient_funds"),
        ("debitNotAuthorized", "debit_not_authorized"),
        ("invalidCurrency", "invalid_currency"),
    ],
)
def test_us_bank_accounts_that_fail(account: Account, name: str, code: str) -> None:
    """By their documented tokens."""
    intent = debit(account, f"pm_usBankAccount_{name}", "us_bank_account")
    ok(account.post(f"/v1/payment_intents/{intent['id']}/verify_microdeposits", {"amounts": [45, 32]}))
    advance(account, 1)
    assert account.charges(intent["id"])[0]["failure_code"] == code


def test_a_blocked_bank_account(account: Account) -> None:
    """000000004954: Radar lets no debit begin."""
    answer = account.try_pay(
        "pm_usBankAccount_riskLevelHighest", payment_method_types=["us_bank_account"], mandate_data=ACCEPTED
    )
    error = error_of(answer, 402)
    assert error["payment_intent"]["status"] == "requires_payment_method"
    charge = account.charges(error["payment_intent"]["id"])[0]
    assert (charge["outcome"]["type"], charge["status"]) == ("blocked", "failed")


def test_a_refund_of_a_debit(account: Account) -> None:
    """payment_refund, to the bank."""
    intent = debit(account, sepa(account, "AT611904300234573201"))
    error_of(account.post("/v1/refunds", {"payment_intent": intent["id"]}), 400)
    advance(account, 1)
    refund = ok(account.post("/v1/refunds", {"payment_intent": intent["id"], "amount": 400}))
    assert refund["id"].startswith("pyr_")
    assert transactions(account)[-1]["type"] == "payment_refund"


@pytest.mark.parametrize(("iban", "status"), [("AT611904300234573201", "paid"), ("AT861904300235473202", "open")])
def test_an_invoice_paid_by_debit(account: Account, iban: str, status: str) -> None:
    """It is open until the bank has answered."""
    customer = ok(account.post("/v1/customers"))["id"]
    method = sepa(account, iban)
    ok(account.post(f"/v1/payment_methods/{method}/attach", {"customer": customer}))
    ok(account.post("/v1/invoiceitems", {"customer": customer, "amount": 1000, "currency": "eur"}))
    invoice = ok(account.post("/v1/invoices", {"customer": customer, "currency": "eur",
                                               "default_payment_method": method,
                                               "pending_invoice_items_behavior": "include"}))  # fmt: skip
    assert ok(account.post(f"/v1/invoices/{invoice['id']}/pay"))["status"] == "open"
    advance(account, 1)
    assert ok(account.get(f"/v1/invoices/{invoice['id']}"))["status"] == status
    assert len(account.events("invoice.payment_failed")) == (status == "open")


@pytest.mark.parametrize(("id", "status"), [
    ("fca_1Nx", "succeeded"), ("fca_test_success", "succeeded"),
    ("fca_test_accountClosed", "requires_payment_method"),
])  # fmt: skip
def test_an_account_linked_by_financial_connections(account: Account, id: str, status: str) -> None:
    """Signing in at the bank has verified it: no microdeposits; the test institution's accounts behave as named."""
    data = {**us(account), "us_bank_account": {"financial_connections_account": id}}
    intent = debit(account, ok(account.post("/v1/payment_methods", data))["id"], "us_bank_account")
    assert intent["status"] == "processing"
    advance(account, 1)
    assert account.retrieve(intent["id"])["status"] == status
