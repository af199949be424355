"""Pages, vouchers, apps, links and bank transfers (https://docs.stripe.com/payments/payment-methods)."""

from __future__ import annotations

from typing import Any

import pytest

from stripe_emulator.payments.method_types import TYPES
from tests.stripe_emulator.client import JSON, Account, error_of, ok
from tests.stripe_emulator.money.test_balance import advance, sums

BACK = "https://shop.example.com/back"
BOB = {"name": "Bob", "email": "bob@example.com", "address": {"country": "US"}}
DETAILS: dict[str, JSON] = {
    "acss_debit": {"account_number": "000123456789", "institution_number": "000", "transit_number": "11000"},
    "au_becs_debit": {"account_number": "000123456", "bsb_number": "000000"},
    "bacs_debit": {"account_number": "00012345", "sort_code": "108800"},
    "boleto": {"tax_id": "00000000000"},
    "fpx": {"bank": "affin_bank"},
    "nz_bank_account": {"account_number": "0000000", "bank_code": "11", "branch_code": "0000", "suffix": "010"},
    "sepa_debit": {"iban": "AT611904300234573201"},
    "us_bank_account": {"account_number": "000123456789", "routing_number": "110000000"},
}
IN_PERSON = {"card", "card_present", "interac_present", "customer_balance"}


def data(type: str, **billing: Any) -> JSON:
    """`payment_method_data` of a type."""
    return {"type": type, "billing_details": {**BOB, **billing}, type: DETAILS.get(type, {})}


def confirmed(account: Account, type: str, **params: Any) -> JSON:
    """A confirmed intent of this type."""
    currency = min(TYPES[type].currencies, default="usd")
    given = {
        "amount": 200_000,
        "currency": currency,
        "payment_method_types": [type],
        "payment_method_data": data(type),
        "confirm": True,
        "return_url": BACK,
        "mandate_data": {"customer_acceptance": {"type": "offline"}},
    }
    return ok(account.post("/v1/payment_intents", {**given, **params}))


def answer(account: Account, intent: JSON, outcome: str) -> JSON:
    """Press a button on the page; the intent afterwards."""
    path = f"/three_d_secure/{intent['id']}"
    account.introspect(
        "POST",
        path,
        params={"client_secret": intent["client_secret"], "account": account.name},
        data={"outcome": outcome},
        follow_redirects=False,
    )
    return account.retrieve(intent["id"])


@pytest.mark.parametrize("type", sorted(TYPES.keys() - IN_PERSON))
def test_every_type_can_be_paid_with(account: Account, type: str) -> None:
    """From its own details to money, whatever it asks of the shopper on the way."""
    intent = confirmed(account, type)
    if intent["status"] == "requires_action":
        action = intent["next_action"]
        assert action["type"] in action, "the hash is named like the type"
        intent = answer(account, intent, "succeed")
    if intent["status"] == "processing":
        advance(account, 1)
        intent = account.retrieve(intent["id"])
    assert intent["status"] == "succeeded"
    charge = account.charges(intent["id"])[0]
    assert charge["payment_method_details"]["type"] == type
    assert sums(account, intent["currency"])[1] > 0


def test_a_page_that_fails(account: Account) -> None:
    """Back to requires_payment_method (fact 63)."""
    intent = answer(account, confirmed(account, "ideal"), "fail")
    assert intent["status"] == "requires_payment_method"
    assert intent["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert account.charges(intent["id"]) == []


def test_the_page_says_what_is_paid(account: Account) -> None:
    """Amount and method."""
    intent = confirmed(account, "ideal")
    url = intent["next_action"]["redirect_to_url"]["url"]
    page = account.http.get(url).text
    assert "ideal" in page
    assert "2,000.00 eur" in page


def test_a_page_needs_a_way_back(account: Account) -> None:
    """400 without return_url."""
    given = {"amount": 2000, "currency": "eur", "payment_method_types": ["ideal"], "confirm": True}
    error = error_of(account.post("/v1/payment_intents", {**given, "payment_method_data": data("ideal")}), 400)
    assert (error["code"], error["param"]) == ("parameter_missing", "return_url")


def test_a_page_can_hold(account: Account) -> None:
    """klarna with capture_method=manual."""
    intent = answer(account, confirmed(account, "klarna", capture_method="manual"), "succeed")
    assert (intent["status"], intent["amount_capturable"]) == ("requires_capture", 200_000)
    done = ok(account.post(f"/v1/payment_intents/{intent['id']}/capture", {"amount_to_capture": 1000}))
    assert (done["status"], done["amount_received"]) == ("succeeded", 1000)


def test_manual_confirmation(account: Account) -> None:
    """Fact 48: the server confirms again."""
    intent = answer(account, confirmed(account, "ideal", confirmation_method="manual"), "succeed")
    assert intent["status"] == "requires_confirmation"
    assert ok(account.confirm(intent["id"]))["status"] == "succeeded"


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("succeed_immediately@example.com", "succeeded"),
        ("expire_immediately@example.com", "requires_payment_method"),
        ("bob@example.com", "requires_action"),
    ],
)
def test_vouchers_by_mail_address(account: Account, email: str, status: str) -> None:
    """https://docs.stripe.com/payments/oxxo/accept-a-payment."""
    intent = confirmed(account, "oxxo", payment_method_data=data("oxxo", email=email))
    assert intent["next_action"]["type"] == "oxxo_display_details"
    advance(account, 1)
    assert account.retrieve(intent["id"])["status"] == status
    advance(account, 180)
    assert account.retrieve(intent["id"])["status"] == status.replace("requires_action", "succeeded")


def test_unknown_and_unfit_types(account: Account) -> None:
    """400 for what is no type, or not for the currency."""
    error = error_of(account.post("/v1/payment_intents", {"amount": 2000, "currency": "usd",
                                                          "payment_method_types": ["gold"]}), 400)  # fmt: skip
    assert error["param"] == "payment_method_types[0]"
    error = error_of(account.post("/v1/payment_intents", {"amount": 2000, "currency": "usd",
                                                          "payment_method_types": ["card", "ideal"]}), 400)  # fmt: skip
    assert error["param"] == "payment_method_types"


def test_types_and_their_options(account: Account) -> None:
    """The enumeration is kept, each type has its options, what is write-only is not shown."""
    options = {"card": {"request_three_d_secure": "any", "moto": True}, "klarna": {"preferred_locale": "de-DE"}}
    intent = account.intent(payment_method_types=["card", "klarna", "us_bank_account"], payment_method_options=options)
    assert intent["payment_method_types"] == ["card", "klarna", "us_bank_account"]
    shown = intent["payment_method_options"]
    assert shown["card"]["request_three_d_secure"] == "any"
    assert "moto" not in shown["card"]
    assert shown["klarna"] == {"preferred_locale": "de-DE"}
    assert shown["us_bank_account"] == {"verification_method": "automatic"}


def transfer(account: Account, amount: int = 20_000) -> tuple[str, JSON]:
    """A customer and its intent that waits for a bank transfer, as the official CLI makes them."""
    customer = ok(account.post("/v1/customers"))["id"]
    given = {
        "amount": amount,
        "currency": "jpy",
        "payment_method_types": ["customer_balance"],
        "payment_method_options": {
            "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": {"type": "jp_bank_account"}}
        },
        "confirm": True,
        "customer": customer,
        "payment_method_data": {"type": "customer_balance"},
    }
    return customer, ok(account.post("/v1/payment_intents", given))


def fund(account: Account, customer: str, amount: int, currency: str = "jpy") -> JSON:
    """A bank transfer arrives."""
    path = f"/v1/test_helpers/customers/{customer}/fund_cash_balance"
    return ok(account.post(path, {"amount": amount, "currency": currency}))


def test_partially_funded(account: Account) -> None:
    """payment_intent.partially_funded, then paid."""
    customer, intent = transfer(account)
    told = intent["next_action"]["display_bank_transfer_instructions"]
    assert (told["amount_remaining"], told["type"]) == (20_000, "jp_bank_transfer")
    funded = fund(account, customer, 10_000)
    assert (funded["type"], funded["net_amount"], funded["ending_balance"]) == ("funded", 10_000, 10_000)
    half = account.retrieve(intent["id"])["next_action"]["display_bank_transfer_instructions"]
    assert half["amount_remaining"] == 10_000
    assert len(account.events("payment_intent.partially_funded")) == 1
    fund(account, customer, 15_000)
    done = account.retrieve(intent["id"])
    assert (done["status"], done["amount_received"]) == ("succeeded", 20_000)
    assert len(account.events("cash_balance.funds_available")) == 1, "5,000 are left"
    types = [event["data"]["object"]["type"] for event in account.events("customer_cash_balance_transaction.created")]
    assert types == ["funded", "applied_to_payment", "funded", "applied_to_payment"]


def test_cash_that_is_there_pays_at_once(account: Account) -> None:
    """The rest of it waits for the next."""
    customer, _ = transfer(account, 1000)
    fund(account, customer, 5000)
    given = {"amount": 3000, "currency": "jpy", "payment_method_types": ["customer_balance"], "confirm": True,
             "customer": customer, "payment_method_data": {"type": "customer_balance"}}  # fmt: skip
    assert ok(account.post("/v1/payment_intents", given))["status"] == "succeeded"
    assert ok(account.post("/v1/payment_intents", given))["status"] == "requires_action"


def test_cancel_gives_the_cash_back(account: Account) -> None:
    """unapplied_from_payment; and a refund goes to the cash balance."""
    customer, intent = transfer(account)
    fund(account, customer, 10_000)
    ok(account.post(f"/v1/payment_intents/{intent['id']}/cancel"))
    moved = [event["data"]["object"] for event in account.events("customer_cash_balance_transaction.created")]
    assert (moved[-1]["type"], moved[-1]["ending_balance"]) == ("unapplied_from_payment", 10_000)
    given = {"amount": 10_000, "currency": "jpy", "payment_method_types": ["customer_balance"], "confirm": True,
             "customer": customer, "payment_method_data": {"type": "customer_balance"}}  # fmt: skip
    paid = ok(account.post("/v1/payment_intents", given))
    refund = ok(account.post("/v1/refunds", {"payment_intent": paid["id"], "amount": 4000}))
    assert refund["destination_details"]["type"] == "customer_cash_balance"
    back = ok(account.post("/v1/refunds", {"origin": "customer_balance", "customer": customer, "currency": "jpy",
                                           "amount": 4000}))  # fmt: skip
    assert (back["charge"], back["status"]) == (None, "succeeded")
    error_of(account.post("/v1/refunds", {"origin": "customer_balance", "customer": customer, "currency": "jpy",
                                          "amount": 1}), 400)  # fmt: skip


def test_apply_customer_balance(account: Account) -> None:
    """By hand, where the merchant reconciles: only what is there, only to what waits."""
    customer, intent = transfer(account)
    ok(account.post(f"/v1/customers/{customer}/cash_balance", {"settings": {"reconciliation_mode": "manual"}}))
    path = f"/v1/payment_intents/{intent['id']}/apply_customer_balance"
    assert error_of(account.post(path, {}), 400)["param"] == "amount"
    fund(account, customer, 20_000)
    assert account.retrieve(intent["id"])["status"] == "requires_action"
    assert error_of(account.post(path, {"currency": "usd"}), 400)["param"] == "currency"
    part = ok(account.post(path, {"amount": 5000}))
    assert part["next_action"]["display_bank_transfer_instructions"]["amount_remaining"] == 15_000
    assert ok(account.post(path, {}))["status"] == "succeeded"
    assert ok(account.get(f"/v1/customers/{customer}/cash_balance"))["available"] is None
    assert error_of(account.post(path, {}), 400)["code"] == "payment_intent_unexpected_state"


def test_bank_transfers_need_a_customer(account: Account) -> None:
    """Whose cash it is."""
    given = {"amount": 3000, "currency": "jpy", "payment_method_types": ["customer_balance"], "confirm": True,
             "payment_method_data": {"type": "customer_balance"}}  # fmt: skip
    assert error_of(account.post("/v1/payment_intents", given), 400)["param"] == "customer"


def test_a_refund_by_mail(account: Account) -> None:
    """Fact 86: konbini's customers are asked where to; such a refund can be canceled or expire."""
    intent = answer(account, confirmed(account, "konbini"), "succeed")
    refunds = [ok(account.post("/v1/refunds", {"payment_intent": intent["id"], "amount": 1000})) for _ in range(2)]
    assert {refund["status"] for refund in refunds} == {"requires_action"}
    assert refunds[0]["next_action"]["display_details"]["email_sent"]["email_sent_to"] == "bob@example.com"
    canceled = ok(account.post(f"/v1/refunds/{refunds[0]['id']}/cancel"))
    expired = ok(account.post(f"/v1/test_helpers/refunds/{refunds[1]['id']}/expire"))
    assert (canceled["status"], expired["status"]) == ("canceled", "failed")
    assert account.charges(intent["id"])[0]["amount_refunded"] == 0
    error_of(account.post(f"/v1/test_helpers/refunds/{refunds[1]['id']}/expire"), 400)
