"""Bank debits: processing until the bank has answered (facts 48, 130; https://docs.stripe.com/payments/bank-debits)."""

from __future__ import annotations

from stripe_emulator.money import bank_accounts, ledger
from stripe_emulator.payments import charges, outcomes
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid

# Failures that `last_payment_error.code` has a word for; the others are a failed attempt.
CODES = ("account_closed", "charge_exceeds_source_limit", "debit_not_authorized", "insufficient_funds", "no_account")


def begin(call: Call, intent: Object, method: Object, mandate: str | None) -> Object:
    """Start a debit: the charge is pending, and so is its money (fact 130)."""
    emulator, account = call.emulator, call.account
    charge = charges.other(account, intent, method, "pending", mandate)
    ledger.book_charge(emulator, account, charge, charge["amount"])
    intent |= {"status": "processing", "next_action": None, "latest_charge": charge["id"]}
    call.emit("charge.pending", charge)
    call.emit("payment_intent.processing", intent)
    seconds = bank_accounts.behaviour(account, method["id"]).seconds
    if seconds is not None:
        timeline = account.clock(intent["customer"])
        timeline.after(seconds, lambda: _answer(emulator, account, intent, method, charge))
    return intent


def stop(emulator: Emulator, account: Account, intent: Object) -> None:
    """Return a debit whose bank has not answered yet."""
    charge = account.get("charge", intent["latest_charge"])
    if charge["status"] == "pending":
        _return(emulator, account, charge)
        charge |= {"status": "failed", "failure_code": "payment_intent_canceled", "failure_message": "It was canceled."}


def _answer(emulator: Emulator, account: Account, intent: Object, method: Object, charge: Object) -> None:
    if intent["status"] != "processing" or charge["status"] != "pending":
        return
    emit = outcomes.by_itself(emulator, account, account.clock(intent["customer"]))
    failure = bank_accounts.behaviour(account, method["id"]).failure
    if failure is not None:
        _fail(emulator, account, emit, intent, method, charge, failure)
        return
    charge |= {"status": "succeeded", "paid": True, "amount_captured": charge["amount"]}
    charges.give_receipt(account, charge)
    outcomes.succeed(emulator, account, emit, intent, method, charge)


def _fail(
    emulator: Emulator,
    account: Account,
    emit: outcomes.Emit,
    intent: Object,
    method: Object,
    charge: Object,
    failure: str,
) -> None:
    _return(emulator, account, charge)
    message = bank_accounts.failure_message(failure)
    charge |= {"status": "failed", "failure_code": failure, "failure_message": message}
    charge["outcome"] |= {
        "network_status": "declined_by_network",
        "reason": failure,
        "seller_message": message,
        "type": "issuer_declined",
    }
    code = failure if failure in CODES else "payment_intent_payment_attempt_failed"
    error = invalid(message, code=code, charge=charge["id"], payment_method=copy_of(method))
    outcomes.fail(emit, intent, error, charge)


def _return(emulator: Emulator, account: Account, charge: Object) -> None:
    timeline = account.clock(charge["customer"])
    when = ledger.due_with(account, charge["balance_transaction"])
    source_type = "bank_account" if charge["payment_method_details"]["type"] == "us_bank_account" else "card"
    original = account.get("balance_transaction", charge["balance_transaction"])
    transaction = ledger.book(
        emulator,
        account,
        timeline,
        -charge["amount"],
        charge,
        "payment_failure_refund",
        fee=-original["fee"],
        when=when,
        source_type=source_type,
    )
    charge["failure_balance_transaction"] = transaction["id"]
