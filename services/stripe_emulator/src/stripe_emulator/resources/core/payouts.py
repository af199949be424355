"""https://docs.stripe.com/api/payouts: create, retrieve, update, cancel, reverse, list."""

from __future__ import annotations

from stripe_emulator.money import bank_accounts
from stripe_emulator.money.ledger import DAY, available, book
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import change, lister, new, retriever
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, no_such

KIND = "payout"
# After this long the money is at the bank, or comes back.
BANK_SECONDS = 1.0
TRANSFER_DAYS = 2
# By the test numbers of https://docs.stripe.com/connect/testing#account-numbers; the wording is ours.
FAILURES = {
    "account_closed": "The bank account has been closed.",
    "debit_not_authorized": "Debit transactions are not approved on the bank account.",
    "insufficient_funds": "Your Stripe account has insufficient funds to cover the payout.",
    "invalid_currency": "The bank was unable to process this payout because of its currency.",
    "no_account": "The bank account details provided are probably incorrect: no account was found.",
}


def create(call: Call) -> Object:
    """Send available money (minor units) to the account's bank; 400 for more than there is."""
    account, params = call.account, call.params
    currency = check_currency(params["currency"])
    if params["amount"] < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    if params["amount"] > available(account, currency):
        message = (
            "You have insufficient available funds in your Stripe account for this payout. Your balance is too low: "
            "see the /v1/balance endpoint. (In test mode, pay with 4000000000000077 to add to the available balance.)"
        )
        raise invalid(message, param="amount", code="balance_insufficient")
    bank = _bank(call, currency)
    payout = _blank(call, params["amount"], currency, bank)
    account.add(payout)
    transaction = book(call.emulator, account, account.time, -payout["amount"], payout, "payout")
    payout["balance_transaction"] = transaction["id"]
    call.emit("payout.created", payout)
    emulator = call.emulator
    account.time.after(BANK_SECONDS, lambda: _arrive(emulator, account, payout))
    return payout


def update(call: Call) -> Object:
    payout = call.account.get(KIND, call.path["id"])
    call.emit("payout.updated", payout, change(payout, call.params, ("metadata",)))
    return payout


def cancel(call: Call) -> Object:
    payout = call.account.get(KIND, call.path["id"])
    if payout["status"] != "pending":
        message = f"Payouts can only be canceled while they are pending; {payout['id']} is {payout['status']}."
        raise invalid(message, code="payout_not_cancelable" if payout["status"] == "canceled" else None)
    _back(call.emulator, call.account, payout, "payout_cancel", "canceled")
    call.emit("payout.canceled", payout)
    return payout


def reverse(call: Call) -> Object:
    """Take a paid payout back, in full."""
    account, original = call.account, call.account.get(KIND, call.path["id"])
    if original["status"] not in ("paid", "in_transit") or original["reversed_by"] or original["original_payout"]:
        raise invalid(f"The payout {original['id']} cannot be reversed: it has a status of {original['status']}.")
    payout = _blank(
        call, -original["amount"], original["currency"], account.get("bank_account", original["destination"])
    )
    payout |= {"metadata": call.params.get("metadata") or {}, "original_payout": original["id"]}
    account.add(payout)
    payout["balance_transaction"] = book(call.emulator, account, account.time, original["amount"], payout, "payout")[
        "id"
    ]
    original["reversed_by"] = payout["id"]
    call.emit("payout.created", payout)
    call.emit("payout.updated", original, {"reversed_by": None})
    emulator = call.emulator
    account.time.after(BANK_SECONDS, lambda: _arrive(emulator, account, payout))
    return payout


def _bank(call: Call, currency: str) -> Object:
    destination = call.params.get("destination")
    if destination is None:
        return bank_accounts.own(call.account, currency)
    bank = call.account.find(destination)
    if bank is None or bank["object"] != "bank_account" or bank.get("customer") is not None:
        raise no_such("external account", destination[:200], "destination", 400)
    return bank


def _blank(call: Call, amount: int, currency: str, bank: Object) -> Object:
    account, params = call.account, call.params
    now = account.now()
    method = params.get("method", "standard")
    days = 0 if method == "instant" else TRANSFER_DAYS
    return new(
        account,
        KIND,
        account.ids.new("po_"),
        amount=amount,
        arrival_date=(now // DAY + days) * DAY,
        automatic=False,
        currency=currency,
        description=params.get("description"),
        destination=bank["id"],
        metadata=params.get("metadata") or {},
        method=method,
        payout_method=params.get("payout_method"),
        reconciliation_status="not_applicable",
        source_type=params.get("source_type", "card"),
        statement_descriptor=params.get("statement_descriptor"),
        status="pending",
        trace_id={"status": "pending", "value": None},
        type="bank_account",
    )


def _arrive(emulator: Emulator, account: Account, payout: Object) -> None:
    if payout["status"] != "pending":
        return
    failure, before = bank_accounts.behaviour(account, payout["destination"]).failure, copy_of(payout)
    if failure in FAILURES:
        payout |= {"failure_code": failure, "failure_message": FAILURES[failure]}
        _back(emulator, account, payout, "payout_failure", "failed")
        emit(emulator, account, "payout.updated", payout, previous=difference(before, payout))
        emit(emulator, account, "payout.failed", payout)
        return
    payout |= {"status": "paid", "trace_id": {"status": "supported", "value": account.ids.letters(15)}}
    emit(emulator, account, "payout.updated", payout, previous=difference(before, payout))
    emit(emulator, account, "payout.paid", payout)


def _back(emulator: Emulator, account: Account, payout: Object, type: str, status: str) -> None:
    returned = book(emulator, account, account.time, payout["amount"], payout, type)
    payout |= {"status": status, "failure_balance_transaction": returned["id"]}


_ID = "/v1/payouts/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/payouts", create),
    Endpoint("GET", "/v1/payouts", lister(KIND, "arrival_date", "destination", "status")),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/cancel", cancel),
    Endpoint("POST", f"{_ID}/reverse", reverse),
)
