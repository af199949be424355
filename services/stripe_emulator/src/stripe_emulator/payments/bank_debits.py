"""Bank debits: processing until the bank has answered (facts 48, 130; https://docs.stripe.com/payments/bank-debits)."""

from __future__ import annotations

from stripe_emulator.money import bank_accounts, ledger
from stripe_emulator.payments import charges, outcomes
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.world import World
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid

# Failures that `last_payment_error.code` has a word for; the others are a failed attempt.
CODES = ("account_closed", "charge_exceeds_source_limit", "debit_not_authorized", "insufficient_funds", "no_account")


def begin(call: Call, intent: Object, method: Object, mandate: str | None) -> Object:
    """Ask the bank: the charge is pending, its money too (fact 130: `payment`, or with a `payment_failure_refund`)."""
    world, account = call.world, call.account
    made = charges.other(account, intent, method, "pending", mandate)
    ledger.charged(world, account, made, made["amount"])
    intent |= {"status": "processing", "next_action": None, "latest_charge": made["id"]}
    call.emit("charge.pending", made)
    call.emit("payment_intent.processing", intent)
    seconds = bank_accounts.behaviour(account, method["id"]).seconds
    if seconds is not None:
        timeline = account.clock(intent["customer"])
        timeline.later(seconds, lambda: _answer(world, account, intent, method, made))
    return intent


def stop(world: World, account: Account, intent: Object) -> None:
    """The debit is taken back before the bank has answered."""
    made = account.get("charge", intent["latest_charge"])
    if made["status"] == "pending":
        _return(world, account, made)
        made |= {"status": "failed", "failure_code": "payment_intent_canceled", "failure_message": "It was canceled."}


def _answer(world: World, account: Account, intent: Object, method: Object, made: Object) -> None:
    if intent["status"] != "processing" or made["status"] != "pending":
        return
    tell = outcomes.by_itself(world, account, account.clock(intent["customer"]))
    failure = bank_accounts.behaviour(account, method["id"]).failure
    if failure is not None:
        _fail(world, account, tell, intent, method, made, failure)
        return
    made |= {"status": "succeeded", "paid": True, "amount_captured": made["amount"]}
    charges.give_receipt(account, made)
    outcomes.succeed(world, account, tell, intent, method, made)


def _fail(
    world: World, account: Account, tell: outcomes.Emit, intent: Object, method: Object, made: Object, failure: str
) -> None:
    _return(world, account, made)
    message = bank_accounts.failure_message(failure)
    made |= {"status": "failed", "failure_code": failure, "failure_message": message}
    made["outcome"] |= {
        "network_status": "declined_by_network",
        "reason": failure,
        "seller_message": message,
        "type": "issuer_declined",
    }
    code = failure if failure in CODES else "payment_intent_payment_attempt_failed"
    error = invalid(message, code=code, charge=made["id"], payment_method=copy_of(method))
    outcomes.fail(tell, intent, error, made)


def _return(world: World, account: Account, made: Object) -> None:
    timeline = account.clock(made["customer"])
    when = ledger.due_with(account, made["balance_transaction"])
    source_type = "bank_account" if made["payment_method_details"]["type"] == "us_bank_account" else "card"
    original = account.get("balance_transaction", made["balance_transaction"])
    booked = ledger.book(
        world,
        account,
        timeline,
        -made["amount"],
        made,
        "payment_failure_refund",
        fee=-original["fee"],
        when=when,
        source_type=source_type,
    )
    made["failure_balance_transaction"] = booked["id"]
