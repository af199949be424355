"""The hash of a PaymentMethod that is named like its type, for all types but cards."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.money import bank_accounts
from stripe_emulator.money.bank_accounts import BankAccount, Behaviour
from stripe_emulator.payments.method_types import method_type
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import missing_param

Details = tuple[Object, BankAccount | None]


def read(account: Account, type: str, data: dict[str, Any], prefix: str) -> Details:
    """The hash of a type from a request's parameters, and the bank account behind it if there is one."""
    _check_billing(type, data, prefix)
    given = data.get(type)
    path = f"{prefix}[{type}]" if prefix else type
    if given is None and type in ("sepa_debit", "us_bank_account", "boleto", "fpx"):
        raise missing_param(path)
    given = given or {}
    if type == "sepa_debit":
        if given.get("iban") is None:
            raise missing_param(f"{path}[iban]")
        bank = bank_accounts.iban(given["iban"], f"{path}[iban]")
        return sepa(account, bank), bank
    if type == "us_bank_account":
        bank = _us_bank(given, path)
        return us_bank(account, bank, given), bank
    return _other(account, type, given, data)


def sepa(account: Account, bank: BankAccount) -> Object:
    """`sepa_debit` of an IBAN."""
    return {
        "bank_code": bank.number[4:9],
        "branch_code": "",
        "country": bank.number[:2],
        "fingerprint": bank_accounts.fingerprint(account, bank),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": bank.number[-4:],
    }


def us_bank(account: Account, bank: BankAccount, given: dict[str, Any]) -> Object:
    """`us_bank_account` of a number."""
    return {
        "account_holder_type": given.get("account_holder_type", "individual"),
        "account_type": given.get("account_type", "checking"),
        "bank_name": bank_accounts.BANK,
        "financial_connections_account": given.get("financial_connections_account"),
        "fingerprint": bank_accounts.fingerprint(account, bank),
        "last4": bank.number[-4:],
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": bank.routing_number,
        "status_details": {},
    }


def charged(method: Object, mandate: str | None) -> Object:
    """`payment_method_details` of a charge with such a PaymentMethod."""
    type = method["type"]
    seen = CURRENT.part(f"charge.payment_method_details.{type}")
    own = method.get(type) or {}
    seen.update({name: own[name] for name in seen if own.get(name) is not None})
    if "mandate" in seen:
        seen["mandate"] = mandate
    return {type: seen, "type": type}


def _us_bank(given: dict[str, Any], path: str) -> BankAccount:
    if given.get("financial_connections_account") is not None:
        return BankAccount("000123456789", bank_accounts.TEST_ROUTING, Behaviour())
    return bank_accounts.us_account(given, path)


def _other(account: Account, type: str, given: dict[str, Any], data: dict[str, Any]) -> Details:
    made = CURRENT.part(f"payment_method.{type}")
    made.update({name: value for name, value in given.items() if name in made})
    number = given.get("account_number")
    bank = None
    if number is not None:
        bank = BankAccount(number, given.get("routing_number") or given.get("sort_code"), Behaviour())
        made.update({"last4": number[-4:]} if "last4" in made else {})
        made.update({"fingerprint": bank_accounts.fingerprint(account, bank)} if "fingerprint" in made else {})
    if "bank_name" in made:
        made["bank_name"] = bank_accounts.BANK
    if type == "naver_pay" and made["funding"] is None:
        made["funding"] = "points"
    if type == "link":
        made["email"] = (data.get("billing_details") or {}).get("email")
    return made, bank


def _check_billing(type: str, data: dict[str, Any], prefix: str) -> None:
    billing = data.get("billing_details") or {}
    for name in method_type(type).billing:
        if billing.get(name) is None:
            raise missing_param(f"{prefix}[billing_details][{name}]" if prefix else f"billing_details[{name}]")
