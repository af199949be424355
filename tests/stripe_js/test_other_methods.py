"""Paying and saving without a card, by the confirm call of each payment method."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.stripe_emulator.checkout.checkout_shop import advance
from tests.stripe_emulator.client import JSON, ok
from tests.stripe_js.shop import COMPLETE, FAIL, Shop

BILLING = {"name": "Jenny Rosen", "email": "jenny@example.com"}
IBAN, IBAN_FAILS, IBAN_WRONG = "AT611904300234573201", "AT861904300235473202", "AT611904300234573202"
REDIRECTING = {"Bancontact": "bancontact", "Eps": "eps", "Ideal": "ideal", "Klarna": "klarna", "P24": "p24"}
CALL = "({call, secret, data, options}) => stripe[call](secret, data, options)"
COLLECT = """stripe[given.call]({clientSecret: given.secret, params: {
    payment_method_type: 'us_bank_account', payment_method_data: {billing_details: given.billing}}})"""
AMOUNTS = "(secret) => stripe.verifyMicrodepositsForPayment(secret, {amounts: [32, 45]})"
US_BANK = {"account_number": "000123456789", "routing_number": "110000000", "account_holder_type": "individual"}


def asks(shop: Shop, *types: str) -> JSON:
    """A PaymentIntent that takes these payment methods."""
    currency = "usd" if "us_bank_account" in types else "eur"
    return shop.account.intent(amount=2000, currency=currency, payment_method_types=list(types))


def saves(shop: Shop, *types: str) -> JSON:
    """A SetupIntent that takes these payment methods."""
    return ok(shop.account.post("/v1/setup_intents", {"payment_method_types": list(types)}))


def call(shop: Shop, name: str, intent: JSON, data: JSON | None = None, **options: Any) -> JSON:
    """What a call came to; `data` and `options` are its second and third argument."""
    given = {"call": name, "secret": intent["client_secret"], "data": data or {}, "options": options}
    return dict(shop.run(CALL, given))


@pytest.mark.parametrize(("button", "status"), [(COMPLETE, "succeeded"), (FAIL, "failed")])
@pytest.mark.parametrize("name", REDIRECTING)
def test_a_redirect(shop: Shop, name: str, button: str, status: str) -> None:
    """To the method's page, and back to the return_url with what came of it."""
    intent = asks(shop, REDIRECTING[name])
    shop.open()
    given = {"secret": intent["client_secret"], "back": f"{shop.site}/plain?order=7", "billing": BILLING}
    shop.start(
        f"stripe.confirm{name}Payment(given.secret, {{payment_method: {{billing_details: given.billing}}, "
        "return_url: given.back})",
        given,
    )
    shop.page.locator(button).click()
    shop.page.wait_for_url("**/plain?order=7&payment_intent=*")
    assert parse_qs(urlsplit(shop.page.url).query) == {
        "order": ["7"],
        "payment_intent": [intent["id"]],
        "payment_intent_client_secret": [intent["client_secret"]],
        "redirect_status": [status],
    }
    wanted = "succeeded" if status == "succeeded" else "requires_payment_method"
    assert shop.account.retrieve(intent["id"])["status"] == wanted


def test_a_redirect_by_hand(shop: Shop) -> None:
    """handleActions: false leaves the page to the shop; the details may be in another PaymentMethod."""
    shop.open()
    made = shop.run("stripe.createPaymentMethod({type: 'ideal', ideal: {bank: 'ing'}})")["paymentMethod"]
    assert made["ideal"]["bank"] == "ing"
    data = {"payment_method": made["id"], "return_url": shop.site}
    done = call(shop, "confirmIdealPayment", asks(shop, "ideal"), data, handleActions=False)["paymentIntent"]
    assert done["next_action"]["redirect_to_url"]["return_url"] == shop.site


def test_a_redirect_without_a_way_back(shop: Shop) -> None:
    """The API's own refusal."""
    shop.open()
    error = call(shop, "confirmKlarnaPayment", asks(shop, "klarna"), {"payment_method": {}})["error"]
    assert (error["code"], error["param"]) == ("parameter_missing", "return_url")


@pytest.mark.parametrize(("iban", "status"), [(IBAN, "succeeded"), (IBAN_FAILS, "requires_payment_method")])
def test_sepa(shop: Shop, iban: str, status: str) -> None:
    """processing, then what the test account says."""
    intent = asks(shop, "sepa_debit")
    shop.open()
    data = {"payment_method": {"sepa_debit": {"iban": iban}, "billing_details": BILLING}}
    done = call(shop, "confirmSepaDebitPayment", intent, data)["paymentIntent"]
    assert done["status"] == "processing"
    advance(shop.account, 1)
    assert shop.account.retrieve(intent["id"])["status"] == status


def test_the_iban_element(shop: Shop) -> None:
    """It judges as it is typed, its number stays out of the page, and the call takes it from there."""
    intent = asks(shop, "sepa_debit")
    shop.open().group({})
    shop.create("iban", {"supportedCountries": ["SEPA"]})
    field = shop.frame("iban").locator("[name=iban]")
    for typed, code in (
        ("1", "invalid_iban_start"), ("XX12", "invalid_iban_country_code"), (IBAN_WRONG, "invalid_iban"),
    ):  # fmt: skip
        field.fill(typed)
        shop.page.wait_for_function("(code) => window.events.at(-1)?.error?.code === code", arg=code)
    pay = "(given) => stripe.confirmSepaDebitPayment(given.secret, {payment_method: {sepa_debit: iban, "
    pay += "billing_details: given.billing}})"
    given = {"secret": intent["client_secret"], "billing": BILLING}
    assert shop.run(pay, given)["error"]["code"] == "invalid_iban"
    field.fill("")
    field.press_sequentially(IBAN)
    assert field.input_value() == "AT61 1904 3002 3457 3201"
    last = shop.change("iban", complete=True)
    assert (last["country"], last["empty"], last.get("error")) == ("AT", False, None)
    assert shop.run(pay, given)["paymentIntent"]["status"] == "processing"
    assert not [one for one in shop.heard() if IBAN in one or "2345" in one]


@pytest.mark.parametrize(("typed", "code"), [("", "incomplete_iban"), ("AT61", "incomplete_iban")])
def test_an_unfinished_iban(shop: Shop, typed: str, code: str) -> None:
    """Refused before anything is sent."""
    shop.open().group({})
    shop.create("iban", {"supportedCountries": ["SEPA"]})
    shop.frame("iban").locator("[name=iban]").fill(typed)
    error = shop.run("stripe.createPaymentMethod({type: 'sepa_debit', sepa_debit: iban})")["error"]
    assert (error["type"], error["code"]) == ("validation_error", code)


def test_collecting_a_bank_account(shop: Shop) -> None:
    """The dialog's account is at the intent; confirming it debits at once."""
    intent = asks(shop, "us_bank_account")
    shop.open()
    given = {"call": "collectBankAccountForPayment", "secret": intent["client_secret"], "billing": BILLING}
    shop.start(COLLECT, given)
    shop.bank.get_by_label("Bank account").select_option("insufficientFunds")
    shop.bank.locator("#link-account").click()
    assert shop.result()["paymentIntent"]["status"] == "requires_confirmation"
    done = call(shop, "confirmUsBankAccountPayment", intent)["paymentIntent"]
    assert done["status"] == "processing"
    advance(shop.account, 1)
    assert shop.account.retrieve(intent["id"])["last_payment_error"]["code"] == "insufficient_funds"


def test_collecting_by_hand(shop: Shop) -> None:
    """What is wrong is said in the dialog; typed numbers wait for microdeposits, which the page can verify."""
    intent = asks(shop, "us_bank_account")
    shop.open()
    shop.start(COLLECT, {"call": "collectBankAccountForPayment", "secret": intent["client_secret"], "billing": BILLING})
    shop.bank.get_by_label("Bank account").wait_for()
    expect(shop.bank.get_by_label("Account number")).to_be_hidden()
    shop.bank.get_by_label("Bank account").select_option("manual")
    shop.bank.get_by_label("Routing number").fill("123456789")
    shop.bank.get_by_label("Account number").fill("000123456789")
    shop.bank.locator("#link-account").click()
    expect(shop.bank.get_by_role("alert")).to_contain_text("Invalid routing number")
    shop.bank.get_by_label("Routing number").fill("110000000")
    shop.bank.get_by_label("Account number").fill("000123456789")
    shop.bank.locator("#link-account").click()
    assert shop.result()["paymentIntent"]["status"] == "requires_confirmation"
    waits = call(shop, "confirmUsBankAccountPayment", intent)["paymentIntent"]
    assert waits["next_action"]["type"] == "verify_with_microdeposits"
    wrong = call(shop, "verifyMicrodepositsForPayment", intent, {"amounts": [1, 2]})["error"]
    assert wrong["code"] == "payment_method_microdeposit_verification_amounts_mismatch"
    assert shop.run(AMOUNTS, intent["client_secret"])["paymentIntent"]["status"] == "processing"


def test_walking_away_from_the_dialog(shop: Shop) -> None:
    """The intent is as it was."""
    intent = asks(shop, "us_bank_account")
    shop.open()
    shop.start(COLLECT, {"call": "collectBankAccountForPayment", "secret": intent["client_secret"], "billing": BILLING})
    expect(shop.bank.locator("#link-account")).to_be_visible()
    shop.dialog.get_by_role("button", name="Close").click()
    assert shop.result()["paymentIntent"]["status"] == "requires_payment_method"


@pytest.mark.parametrize(("name", "type", "details", "status"), [
    ("SepaDebit", "sepa_debit", {"iban": IBAN}, "succeeded"),
    ("UsBankAccount", "us_bank_account", US_BANK, "requires_action"),
])  # fmt: skip
def test_saving(shop: Shop, name: str, type: str, details: JSON, status: str) -> None:
    """The Setup twins, without a page of their own."""
    intent = saves(shop, type)
    shop.open()
    data = {"payment_method": {type: details, "billing_details": BILLING}}
    done = call(shop, f"confirm{name}Setup", intent, data)["setupIntent"]
    assert done["status"] == status
    if status == "requires_action":
        done = call(shop, "verifyMicrodepositsForSetup", intent, {"descriptor_code": "SM11AA"})["setupIntent"]
        assert done["status"] == "succeeded"


@pytest.mark.parametrize("name", ["Bancontact", "Ideal"])
def test_saving_by_a_redirect(shop: Shop, name: str) -> None:
    """To the method's page and back, with the SetupIntent."""
    intent = saves(shop, REDIRECTING[name])
    shop.open()
    given = {"secret": intent["client_secret"], "back": f"{shop.site}/plain", "billing": BILLING}
    data = "{payment_method: {billing_details: given.billing}, return_url: given.back}"
    shop.start(f"stripe.confirm{name}Setup(given.secret, {data})", given)
    shop.page.locator(COMPLETE).click()
    shop.page.wait_for_url("**/plain?setup_intent=*&redirect_status=succeeded")


def test_collecting_for_setup(shop: Shop) -> None:
    """The same dialog, for a SetupIntent."""
    intent = saves(shop, "us_bank_account")
    shop.open()
    shop.start(COLLECT, {"call": "collectBankAccountForSetup", "secret": intent["client_secret"], "billing": BILLING})
    shop.bank.locator("#link-account").click()
    assert shop.result()["setupIntent"]["status"] == "requires_confirmation"
    assert call(shop, "confirmUsBankAccountSetup", intent)["setupIntent"]["status"] == "succeeded"
