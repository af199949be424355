"""Bank accounts: the documented test numbers and what a debit or a payout of each does.

https://docs.stripe.com/payments/sepa-debit/accept-a-payment, https://docs.stripe.com/payments/ach-direct-debit; an
unknown number succeeds.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError, invalid, missing_param
from stripe_emulator.wire.package_data import json_table

MEMORY = "bank_account:numbers"
OWN = "bank_account:own"
BANK = "STRIPE TEST BANK"
TEST_ROUTING = "110000000"
# Accounts of Stripe's test institution, which are verified at once: the test accounts' names and a shopper's words for
# them. Their ids are ours (`fca_test_success`): Stripe documents none.
LINKED = {
    "success": "Success",
    "insufficientFunds": "Insufficient funds",
    "accountClosed": "Account closed",
    "noAccount": "No account",
    "debitNotAuthorized": "Debit not authorized",
    "dispute": "Dispute",
    "processing": "Processing",
}
LINKED_ID = "fca_test_"
# The choice of a page that asks for numbers, which microdeposits then verify.
MANUAL = "manual"
# What a page offers, and in which words.
CHOICES = {
    **{name: f"Test Institution: {words}" for name, words in LINKED.items()},
    MANUAL: "Enter bank details manually",
}
_DEPOSIT = "payment_method_microdeposit"
# Errors of a verification that cannot be tried again.
FINAL = (f"{_DEPOSIT}_failed", f"{_DEPOSIT}_verification_attempts_exceeded", f"{_DEPOSIT}_verification_timeout")


@dataclass(frozen=True)
class Behaviour:
    """A test account's debits: after `seconds` (None: never) they succeed, or fail with `failure`.

    `disputed`: right after it succeeded; `blocked`: by Radar, at once; `microdeposits`: whether they arrive.
    """

    failure: str | None = None
    seconds: float | None = 0.3
    disputed: bool = False
    blocked: bool = False
    microdeposits: bool = True


@dataclass(frozen=True)
class BankAccount:
    """An account as entered: an IBAN, or a number with its routing number."""

    number: str
    routing_number: str | None
    behaviour: Behaviour


def failure_message(code: str) -> str:
    """The charge's message for a failure code; the wording is Stripe's where it was recorded."""
    return str(_table()["failures"].get(code, "The payment failed."))


def by_token(name: str) -> tuple[str, BankAccount] | None:
    """Type and account of a test token such as `pm_usBankAccount_success`; None for other names."""
    return _tokens().get(name)


def iban(account: str, param: str) -> BankAccount:
    """An IBAN with a valid checksum; 400 `invalid_bank_account_iban` otherwise."""
    number = account.replace(" ", "").upper()
    behaviour = _numbers("iban").get(number)
    if behaviour is None and not _is_iban(number):
        raise invalid("The IBAN you provided is invalid.", param=param, code="invalid_bank_account_iban")
    return BankAccount(number, None, behaviour or Behaviour())


def us_account(details: dict[str, Any], prefix: str) -> BankAccount:
    for name in ("account_number", "routing_number"):
        if details.get(name) is None:
            raise missing_param(f"{prefix}[{name}]")
    number, routing = str(details["account_number"]).strip(), str(details["routing_number"]).replace("-", "").strip()
    if not (number.isascii() and number.isdigit() and 4 <= len(number) <= 17):
        message = "Invalid account number. The account number must be 4 to 17 digits."
        raise invalid(message, param=f"{prefix}[account_number]", code="account_number_invalid")
    if not _is_routing(routing):
        message = (
            f"Invalid routing number for US. The number must be 9 digits with a right check digit ({routing[:20]})."
        )
        raise invalid(message, param=f"{prefix}[routing_number]", code="routing_number_invalid")
    return BankAccount(number, routing, _numbers("us_bank_account").get(number, Behaviour()))


def linked_id(name: str) -> str:
    """The id of an account of the test institution, by its name in `LINKED`."""
    return f"{LINKED_ID}{name}"


def linked(id: str) -> BankAccount:
    """The account behind a Financial Connections account; an unknown one succeeds."""
    name = id.removeprefix(LINKED_ID)
    number = _table()["us_bank_account"]["success" if name not in LINKED else name]
    return BankAccount(number, TEST_ROUTING, _numbers("us_bank_account")[number])


def details_of(choice: str, account_number: str, routing_number: str) -> dict[str, Any]:
    """The hash `us_bank_account` of a PaymentMethod, by one of `CHOICES`; the numbers count for `MANUAL` only."""
    if choice != MANUAL:
        return {"financial_connections_account": linked_id(choice)}
    numbers = {"account_number": account_number.strip(), "routing_number": routing_number.strip()}
    return {"account_holder_type": "individual", **numbers}


def any_account(details: dict[str, Any], prefix: str) -> BankAccount:
    """The account of a bank account token: a US number or, for other countries, an IBAN or a number."""
    if str(details.get("country", "US")).upper() == "US":
        return us_account(details, prefix)
    number = details["account_number"].replace(" ", "")
    if number[:2].isalpha():
        return iban(number, f"{prefix}[account_number]")
    return BankAccount(number, details.get("routing_number"), Behaviour())


def remember(account: Account, id: str, bank: BankAccount) -> None:
    """Store the number behind a PaymentMethod, a token or a bank account."""
    account.memory.setdefault(MEMORY, {})[id] = bank


def recall(account: Account, id: str) -> BankAccount:
    """The number behind an id; for ids without one, a number whose debits succeed."""
    bank: BankAccount = account.memory.get(MEMORY, {}).get(id) or BankAccount("000123456789", None, Behaviour())
    return bank


def behaviour(account: Account, id: str) -> Behaviour:
    """The test behaviour of debits and payouts of this bank account."""
    return recall(account, id).behaviour


def fingerprint(account: Account, bank: BankAccount) -> str:
    return hashlib.sha256(f"{account.name}:{bank.routing_number}:{bank.number}".encode()).hexdigest()[:16]


def bank_account(account: Account, bank: BankAccount, details: dict[str, Any], id: str | None = None) -> Object:
    """The `bank_account` object of a number; not stored yet."""
    fields = new(
        account,
        "bank_account",
        id or account.ids.new("ba_"),
        account_holder_name=details.get("account_holder_name"),
        account_holder_type=details.get("account_holder_type"),
        account_type=details.get("account_type"),
        bank_name=BANK,
        country=str(details.get("country", "US")).upper(),
        currency=str(details.get("currency", "usd")).lower(),
        fingerprint=fingerprint(account, bank),
        last4=bank.number[-4:],
        routing_number=bank.routing_number,
        status="new",
    )
    remember(account, fields["id"], bank)
    return fields


def own(account: Account, currency: str) -> Object:
    """The account's own bank account for payouts in a currency, made at its first use."""
    accounts: dict[str, Object] = account.memory.setdefault(OWN, {})
    if currency not in accounts:
        bank = BankAccount("000123456789", TEST_ROUTING, Behaviour())
        bank_object = bank_account(account, bank, {"currency": currency})
        bank_object |= {
            "account": account_id(account),
            "available_payout_methods": ["standard"],
            "default_for_currency": True,
        }
        accounts[currency] = account.add(bank_object)
    return accounts[currency]


def account_id(account: Account) -> str:
    """The `acct_...` id of the account, derived from its name."""
    return "acct_1" + hashlib.sha256(account.name.encode()).hexdigest()[:15]


def microdeposit_error(values: dict[str, Any], bank: BankAccount) -> StripeError | None:
    """The problem of the amounts or the code that verify an account, by the documented test values; None for none."""
    amounts, code = values.get("amounts"), values.get("descriptor_code")
    if amounts is None and code is None:
        return invalid("You must provide either `amounts` or `descriptor_code`.", param="amounts")
    if amounts == [10, 11] or code == "SM33CC":
        message = "You have exceeded the number of allowed verification attempts."
        return invalid(message, code="payment_method_microdeposit_verification_attempts_exceeded")
    if amounts == [40, 41] or code == "SM44DD":
        message = "Microdeposit verification timeout. Customer did not verify microdeposits within 10 days."
        return invalid(message, code="payment_method_microdeposit_verification_timeout")
    if not bank.behaviour.microdeposits:
        message = "Microdeposit transfers failed. Please check the account, institution and transit numbers provided."
        return invalid(message, code="payment_method_microdeposit_failed")
    if amounts is not None and sorted(amounts) != [32, 45]:
        message = "The amounts provided do not match the amounts that were sent to the bank account."
        problem = "invalid" if len(amounts) != 2 else "mismatch"
        code = f"payment_method_microdeposit_verification_amounts_{problem}"
        return invalid(message, param="amounts", code=code)
    if code is not None and str(code).upper() != "SM11AA":
        message = "The descriptor code provided does not match the one that was sent to the bank account."
        code = "payment_method_microdeposit_verification_descriptor_code_mismatch"
        return invalid(message, param="descriptor_code", code=code)
    return None


def _is_iban(number: str) -> bool:
    if not (number.isascii() and number.isalnum() and 15 <= len(number) <= 34 and number[:2].isalpha()):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def _is_routing(number: str) -> bool:
    if not (number.isascii() and number.isdigit() and len(number) == 9):
        return False
    return sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(number)) % 10 == 0


def _table() -> dict[str, Any]:
    return json_table("stripe_emulator.money", "bank_accounts_table.json")


@cache
def _behaviours() -> dict[str, Behaviour]:
    return {name: Behaviour(**row) for name, row in _table()["behaviours"].items()}


@cache
def _numbers(kind: str) -> dict[str, Behaviour]:
    by_number: dict[str, Behaviour] = {}
    for name, numbers in _table()[kind].items():
        for number in [numbers] if isinstance(numbers, str) else numbers:
            by_number.setdefault(number, _behaviours()[name])
    return by_number


@cache
def _tokens() -> dict[str, tuple[str, BankAccount]]:
    by_token_name: dict[str, tuple[str, BankAccount]] = {}
    for name, number in _table()["us_bank_account"].items():
        bank = BankAccount(number, TEST_ROUTING, _behaviours()[name])
        by_token_name[f"pm_usBankAccount_{name}"] = ("us_bank_account", bank)
    for name, numbers in _table()["iban"].items():
        for number in numbers:
            bank = BankAccount(number, None, _behaviours()[name])
            by_token_name[f"pm_{name}_{number[:2].lower()}"] = ("sepa_debit", bank)
    return by_token_name
