"""https://docs.stripe.com/api/accounts/retrieve: the account of the key, and the banks that its payouts go to."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.money import bank_accounts
from stripe_emulator.money.rates import rates
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import list_object, page_of
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, no_such

KIND = "account"
BANK = "bank_account"
CREATED = 1_600_000_000
# The wording as https://github.com/stripe/stripe-apps/issues/505 has it.
NO_PLATFORM = (
    "Only Stripe Connect platforms can work with other accounts. If you specified a client_id parameter, make sure "
    "it's correct. If you need to setup a Stripe Connect platform, you can do so at "
    "https://dashboard.stripe.com/account/applications/settings."
)
HOLDER = ("account_holder_name", "account_holder_type", "account_type", "metadata")


def retrieve(call: Call) -> Object:
    """A US account with charges and payouts enabled."""
    account = call.account
    id = bank_accounts.account_id(account)
    fields = CURRENT.blank(KIND)
    return fields | {
        "id": id,
        "business_profile": CURRENT.part("account.business_profile") | {"mcc": "5734", "name": account.name},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": "US",
        "created": CREATED,
        "default_currency": "usd",
        "details_submitted": True,
        "email": "owner@example.com",
        "external_accounts": list_object(_banks(account), f"/v1/accounts/{id}/external_accounts"),
        "future_requirements": _nothing_due("future_requirements"),
        "payouts_enabled": True,
        "requirements": _nothing_due("requirements"),
        "settings": _settings(account),
        "tos_acceptance": CURRENT.part("account.tos_acceptance") | {"date": CREATED},
        "type": "standard",
    }


def retrieve_by_id(call: Call) -> Object:
    """The key's own account; 403 for any other one, as for an account that is no Connect platform."""
    if call.path["account"] != bank_accounts.account_id(call.account):
        raise invalid(NO_PLATFORM, status=403)
    return retrieve(call)


def list_connected(call: Call) -> Object:
    """The connected accounts (https://docs.stripe.com/api/accounts/list): none without Connect."""
    return page_of([], call)


def create_bank(call: Call) -> Object:
    """A bank account from a token or a number; the first one of a currency is its default."""
    account = _own(call)
    value = call.params["external_account"]
    bank = _from_value(account, value)
    bank |= {"account": bank_accounts.account_id(account), "available_payout_methods": ["standard"]}
    bank["metadata"] = dict(call.params.get("metadata") or {})
    first = bank_accounts.OWN not in account.memory or bank["currency"] not in account.memory[bank_accounts.OWN]
    bank["default_for_currency"] = bool(call.params.get("default_for_currency", first))
    account.add(bank)
    if bank["default_for_currency"]:
        _make_default(account, bank)
    call.emit("account.external_account.created", bank)
    return bank


def list_banks(call: Call) -> Object:
    """The own bank accounts; `object=card` finds none, as cards are of Connect only."""
    banks = _banks(_own(call))
    wanted = call.params.get("object", BANK)
    return page_of([bank for bank in banks if bank["object"] == wanted], call, ("object",))


def retrieve_bank(call: Call) -> Object:
    return _bank(call)


def update_bank(call: Call) -> Object:
    bank = _bank(call)
    before = copy_of(bank)
    change(bank, call.params, HOLDER)
    if call.params.get("default_for_currency"):
        _make_default(call.account, bank)
    call.emit("account.external_account.updated", bank, difference(before, bank))
    return bank


def delete_bank(call: Call) -> Object:
    """Delete a bank account that is not the default; 400 for the default one."""
    bank = _bank(call)
    if bank["default_for_currency"]:
        message = "You cannot delete the default external account. Make another one the default first."
        raise invalid(message, param="id")
    call.emit("account.external_account.deleted", bank)
    call.account.remove(bank)
    return {"id": bank["id"], "object": BANK, "deleted": True}


def _own(call: Call) -> Account:
    if call.path["account"] != bank_accounts.account_id(call.account):
        raise no_such("account", call.path["account"][:200], "account")
    return call.account


def _banks(account: Account) -> list[Object]:
    return account.all(BANK, account=bank_accounts.account_id(account))


def _bank(call: Call) -> Object:
    bank = _own(call).find(call.path["id"])
    if bank is None or bank["object"] != BANK or bank.get("account") is None:
        raise no_such("external account", call.path["id"][:200])
    return bank


def _from_value(account: Account, value: Any) -> Object:
    if isinstance(value, dict):
        if "account_number" not in value:
            raise invalid("Only bank accounts can be external accounts here.", param="external_account")
        bank = bank_accounts.any_account(value, "external_account")
        return bank_accounts.bank_account(account, bank, value)
    token = account.find(value)
    if token is None or token["object"] != "token" or BANK not in token:
        raise no_such("token", str(value)[:200], "external_account", 400)
    if token["used"]:
        raise invalid(f"You cannot use a Stripe token more than once: {value}.", code="token_already_used")
    token["used"] = True
    return dict(token[BANK])


def _make_default(account: Account, bank: Object) -> None:
    defaults: dict[str, Object] = account.memory.setdefault(bank_accounts.OWN, {})
    old = defaults.get(bank["currency"])
    if old is not None:
        old["default_for_currency"] = False
    bank["default_for_currency"] = True
    defaults[bank["currency"]] = bank


def _nothing_due(name: str) -> Object:
    lists = ("alternatives", "currently_due", "errors", "eventually_due", "past_due", "pending_verification")
    return CURRENT.part(f"account.{name}") | {one: [] for one in lists}


def _settings(account: Account) -> Object:
    parts = ("branding", "card_payments", "dashboard", "invoices", "payments")
    settings = {name: CURRENT.part(f"account.settings.{name}") for name in parts}
    settings["card_payments"]["decline_on"] = {"avs_failure": False, "cvc_failure": False}
    settings["dashboard"] |= {"display_name": account.name, "timezone": "Etc/UTC"}
    schedule = {"delay_days": rates().days_until_available, "interval": "manual"}
    payouts: Object = {"debit_negative_balances": True, "schedule": schedule, "statement_descriptor": None}
    return CURRENT.part("account.settings") | settings | {"payouts": payouts}


_BANKS = "/v1/accounts/{account}/external_accounts"
ENDPOINTS = (
    Endpoint("GET", "/v1/account", retrieve),
    Endpoint("GET", "/v1/accounts", list_connected),
    Endpoint("GET", "/v1/accounts/{account}", retrieve_by_id),
    Endpoint("POST", _BANKS, create_bank),
    Endpoint("GET", _BANKS, list_banks),
    Endpoint("GET", f"{_BANKS}/{{id}}", retrieve_bank),
    Endpoint("POST", f"{_BANKS}/{{id}}", update_bank),
    Endpoint("DELETE", f"{_BANKS}/{{id}}", delete_bank),
)
