"""Amounts: integers in the smallest unit, with the limits of each currency (facts 17-19, 34-39)."""

from __future__ import annotations

from typing import Any

import pytest

from stripe_emulator.contract import codes
from stripe_emulator.resource_kit import amounts
from stripe_emulator.wire.errors import StripeError
from tests.stripe_emulator.client import Account, error_of, ok

MINIMUMS = [
    ("usd", 50), ("aed", 200), ("aud", 50), ("bgn", 100), ("brl", 50), ("cad", 50), ("chf", 50), ("czk", 1500),
    ("dkk", 250), ("eur", 50), ("gbp", 30), ("hkd", 400), ("huf", 17500), ("inr", 50), ("jpy", 50), ("mxn", 1000),
    ("myr", 200), ("nok", 300), ("nzd", 50), ("pln", 200), ("ron", 200), ("sek", 300), ("sgd", 50), ("thb", 1000),
]  # fmt: skip


def create(account: Account, amount: Any, currency: str = "usd") -> Any:
    """The answer to creating a PaymentIntent of that amount."""
    return account.post("/v1/payment_intents", {"amount": amount, "currency": currency})


@pytest.mark.stripe
@pytest.mark.parametrize(("currency", "minimum"), MINIMUMS)
def test_the_minimum_of_a_currency(account: Account, currency: str, minimum: int) -> None:
    """Fact 38: the minimum can be charged, one unit less is amount_too_small."""
    assert ok(create(account, minimum, currency))["amount"] == minimum
    error = error_of(create(account, minimum - 1, currency), 400)
    assert (error["code"], error["param"]) == ("amount_too_small", "amount")


@pytest.mark.stripe
def test_the_message_of_too_small(account: Account) -> None:
    """Fact 18."""
    assert error_of(create(account, 49), 400)["message"].startswith("Amount must be at least $0.50 usd")


@pytest.mark.stripe
@pytest.mark.parametrize("amount", [0, -1, -2000])
def test_zero_and_less(account: Account, amount: int) -> None:
    """Fact 17: parameter_invalid_integer."""
    error = error_of(create(account, amount), 400)
    assert (error["type"], error["code"]) == ("invalid_request_error", "parameter_invalid_integer")
    assert error["param"] == "amount"


@pytest.mark.stripe
@pytest.mark.parametrize("amount", ["12.5", "2000.0", "abc", "1_000", "1,000", " ", "--5", "1e3", "½", "NaN"])
def test_not_an_integer(account: Account, amount: str) -> None:
    """Fact 17: the same code for what is no integer."""
    error = error_of(create(account, amount), 400)
    assert error["param"] == "amount"
    assert error["code"].startswith("parameter_invalid_"), error


@pytest.mark.stripe
@pytest.mark.parametrize(("currency", "maximum"), [("usd", 99999999), ("jpy", 99999999), ("idr", 999999999999)])
def test_the_maximum(account: Account, currency: str, maximum: int) -> None:
    """Facts 18 and 34: eight digits, twelve for IDR; one more is amount_too_large."""
    assert ok(create(account, maximum, currency))["amount"] == maximum
    error = error_of(create(account, maximum + 1, currency), 400)
    assert (error["code"], error["param"]) == ("amount_too_large", "amount")


@pytest.mark.stripe
def test_the_message_of_too_large(account: Account) -> None:
    """Fact 18."""
    assert error_of(create(account, 100000000), 400)["message"] == "Amount must be no more than $999,999.99"


@pytest.mark.stripe
@pytest.mark.parametrize("currency", ["bhd", "jod", "kwd", "omr", "tnd"])
def test_three_decimal_currencies_end_in_zero(account: Account, currency: str) -> None:
    """Fact 36: 5.124 is sent as 5120 or 5130."""
    ok(create(account, 51240, currency))
    assert error_of(create(account, 51243, currency), 400)["param"] == "amount"


@pytest.mark.stripe
@pytest.mark.parametrize("currency", ["isk", "ugx"])
def test_hundreds_only_currencies(account: Account, currency: str) -> None:
    """Fact 37: sent times 100, divisible by 100."""
    ok(create(account, 1000000, currency))
    assert error_of(create(account, 1000050, currency), 400)["param"] == "amount"


@pytest.mark.stripe
@pytest.mark.parametrize("currency", ["xxx", "us", "dollars", "$", "u s d", "usd,eur"])
def test_invalid_currencies(account: Account, currency: str) -> None:
    """Fact 19: no code, the message lists what is supported."""
    error = error_of(create(account, 2000, currency), 400)
    assert error["param"] == "currency"
    assert error["message"].startswith("Invalid currency: "), error["message"]
    assert "usd" in error["message"]
    assert "code" not in error


@pytest.mark.stripe
@pytest.mark.parametrize("currency", ["USD", "Eur"])
def test_upper_case_currencies(account: Account, currency: str) -> None:
    """Fact 39: accepted and normalised."""
    assert ok(create(account, 2000, currency))["currency"] == currency.lower()


def test_every_supported_currency_can_be_charged(account: Account) -> None:
    """A large round amount passes the rules of each currency and is received as sent."""
    wrong = []
    for currency in codes.CURRENCIES:
        answer = account.try_pay(amount=10_000_000, currency=currency)
        if answer.status_code != 200 or answer.json()["amount_received"] != 10_000_000:
            wrong.append(f"{currency}: {answer.status_code} {answer.text[:100]}")
    assert wrong == []


@pytest.mark.stripe
@pytest.mark.parametrize("amount", [0, 49, 100000000, "x", ""])
def test_updates_follow_the_same_rules(account: Account, amount: Any) -> None:
    """An update to an amount nobody can pay changes nothing."""
    intent = account.intent(2000)["id"]
    assert error_of(account.post(f"/v1/payment_intents/{intent}", {"amount": amount}), 400)["param"] == "amount"
    assert account.retrieve(intent)["amount"] == 2000


@pytest.mark.stripe
def test_the_currency_of_an_update_is_checked_with_the_amount(account: Account) -> None:
    """60 US cents are fine, 60 Mexican cents are not."""
    intent = account.intent(60)["id"]
    error = error_of(account.post(f"/v1/payment_intents/{intent}", {"currency": "mxn"}), 400)
    assert error["code"] == "amount_too_small"
    assert account.retrieve(intent)["currency"] == "usd"


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [(5000, "usd", "$50.00"), (50, "jpy", "¥50"), (99999999, "usd", "$999,999.99"), (1500, "kwd", "kwd 1.500")],
)
def test_amounts_in_messages(amount: int, currency: str, shown: str) -> None:
    """As Stripe's messages print them."""
    assert amounts.display(amount, currency) == shown


def test_the_rules_without_a_server() -> None:
    """The module alone raises the same error."""
    with pytest.raises(StripeError) as caught:
        amounts.check_amount(49, "usd")
    assert (caught.value.status, caught.value.code, caught.value.param) == (400, "amount_too_small", "amount")
