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
    """The hash of a type from a request's parameters, and the bank account behind it, if any."""
    _check_billing(type, data, prefix)
    type_params = data.get(type)
    path = f"{prefix}[{type}]" if prefix else type
    if type_params is None and type in ("sepa_debit", "us_bank_account", "boleto", "fpx"):
        raise missing_param(path)
    type_params = type_params or {}
    if type == "sepa_debit":
        if type_params.get("iban") is None:
            raise missing_param(f"{path}[iban]")
        bank = bank_accounts.iban(type_params["iban"], f"{path}[iban]")
        return sepa(account, bank), bank
    if type == "us_bank_account":
        bank = _us_bank(type_params, path)
        return us_bank(account, bank, type_params), bank
    return _other(account, type, type_params, data)


def sepa(account: Account, bank: BankAccount) -> Object:
    return {
        "bank_code": bank.number[4:9],
        "branch_code": "",
        "country": bank.number[:2],
        "fingerprint": bank_accounts.fingerprint(account, bank),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": bank.number[-4:],
    }


def us_bank(account: Account, bank: BankAccount, params: dict[str, Any]) -> Object:
    return {
        "account_holder_type": params.get("account_holder_type", "individual"),
        "account_type": params.get("account_type", "checking"),
        "bank_name": bank_accounts.BANK,
        "financial_connections_account": params.get("financial_connections_account"),
        "fingerprint": bank_accounts.fingerprint(account, bank),
        "last4": bank.number[-4:],
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": bank.routing_number,
        "status_details": {},
    }


def of_charge(method: Object, mandate: str | None) -> Object:
    type = method["type"]
    fields = CURRENT.part(f"charge.payment_method_details.{type}")
    own = method.get(type) or {}
    fields.update({name: own[name] for name in fields if own.get(name) is not None})
    if "mandate" in fields:
        fields["mandate"] = mandate
    return {type: fields, "type": type}


def _us_bank(params: dict[str, Any], path: str) -> BankAccount:
    if params.get("financial_connections_account") is not None:
        return bank_accounts.linked(params["financial_connections_account"])
    return bank_accounts.us_account(params, path)


def _other(account: Account, type: str, params: dict[str, Any], data: dict[str, Any]) -> Details:
    fields = CURRENT.part(f"payment_method.{type}")
    fields.update({name: value for name, value in params.items() if name in fields})
    number = params.get("account_number")
    bank = None
    if number is not None:
        bank = BankAccount(number, params.get("routing_number") or params.get("sort_code"), Behaviour())
        fields.update({"last4": number[-4:]} if "last4" in fields else {})
        fields.update({"fingerprint": bank_accounts.fingerprint(account, bank)} if "fingerprint" in fields else {})
    if "bank_name" in fields:
        fields["bank_name"] = bank_accounts.BANK
    if type == "naver_pay" and fields["funding"] is None:
        fields["funding"] = "points"
    if type == "link":
        fields["email"] = (data.get("billing_details") or {}).get("email")
    return fields, bank


def _check_billing(type: str, data: dict[str, Any], prefix: str) -> None:
    billing = data.get("billing_details") or {}
    for name in method_type(type).billing:
        if billing.get(name) is None:
            raise missing_param(f"{prefix}[billing_details][{name}]" if prefix else f"billing_details[{name}]")
