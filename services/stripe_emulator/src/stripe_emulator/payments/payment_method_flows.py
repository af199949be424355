"""Paying without a card: pages, bank debits, vouchers, apps (https://docs.stripe.com/payments/payment-methods)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.money import bank_accounts
from stripe_emulator.payments import bank_debits, bank_transfers, charges, mandates, next_actions, outcomes
from stripe_emulator.payments.method_types import method_type
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import card_error, invalid

Flow = Callable[[Call, Object, Object, dict[str, Any]], Object]
VERIFIED = "bank_account:verified"
# Key of `account.memory`: the mandate of each PaymentIntent.
MANDATES = "payment_intent:mandates"
# Seconds until the shopper approves in an app.
APP_SECONDS = 0.3
VOUCHER_SECONDS = 180.0
# By the e-mail address (https://docs.stripe.com/payments/oxxo/accept-a-payment); others pay after three minutes.
VOUCHERS = {
    "succeed_immediately": ("succeed", 0.3),
    "expire_immediately": ("fail", 0.3),
    "expire_with_delay": ("fail", VOUCHER_SECONDS),
    "fill_never": ("fail", next_actions.EXPIRY_DAYS * 86_400.0),
}
IN_PERSON = "This type of payment method is for card readers; it cannot be confirmed through the API."
ATTEMPT_FAILED = "The payment failed."


def confirm(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    """Start a payment with anything but a card."""
    flow = method_type(method["type"]).flow
    account = call.account
    if account.authenticated.pop(intent["id"], None) == method["id"]:
        return authorized(call, intent, method)
    if params.get("off_session") and flow == "redirect" and method["id"] in account.set_up:
        return authorized(call, intent, method)
    return FLOWS[flow](call, intent, method, params)


def authorized(call: Call, intent: Object, method: Object) -> Object:
    """The shopper authorized the payment on the page, in the app or at the counter."""
    if method_type(method["type"]).flow in ("debit", "redirect_then_debit"):
        return _debit_now(call, intent, method)
    return _succeed(call.emulator, call.account, call.emit, intent, method)


def is_verified(account: Account, method: Object) -> bool:
    """Whether microdeposits, or signing in at the bank (Financial Connections), have verified a US bank account."""
    linked = (method.get("us_bank_account") or {}).get("financial_connections_account")
    return linked is not None or method["id"] in account.memory.get(VERIFIED, ())


def mark_verified(account: Account, method: Object) -> None:
    account.memory.setdefault(VERIFIED, set()).add(method["id"])


def _succeed(emulator: Emulator, account: Account, emit: outcomes.Emit, intent: Object, method: Object) -> Object:
    charge = charges.other(account, intent, method, "succeeded", mandates.of(account, method))
    if intent["setup_future_usage"] == "off_session":
        account.set_up.add(method["id"])
    return outcomes.succeed(emulator, account, emit, intent, method, charge)


def _redirect(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    return _require_action(call, intent, method, params, next_actions.of_type(call, intent, method["type"]))


def _require_action(call: Call, intent: Object, method: Object, params: dict[str, Any], action: Object) -> Object:
    if params.get("error_on_requires_action"):
        message = "This payment required an authentication action to complete, but `error_on_requires_action` was set."
        refusal = card_error("authentication_required", None, message).having(payment_method=copy_of(method))
        outcomes.fail(call.emit, intent, refusal, None)
        raise refusal.having(payment_intent=copy_of(intent))
    intent["status"], intent["next_action"] = "requires_action", action
    call.emit("payment_intent.requires_action", intent)
    return intent


def _debit(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    account = call.account
    if bank_accounts.behaviour(account, method["id"]).blocked:
        return _blocked(call, intent, method)
    mandate = mandates.named_or_saved(account, params, method)
    if mandate is None:
        once = None if intent["setup_future_usage"] else {"amount": intent["amount"], "currency": intent["currency"]}
        mandate = mandates.make(account, method, params.get("mandate_data"), once)["id"]
    account.memory.setdefault(MANDATES, {})[intent["id"]] = mandate
    if method["type"] in ("us_bank_account", "acss_debit") and not is_verified(account, method):
        return _require_action(call, intent, method, params, next_actions.microdeposits(call, intent))
    return _debit_now(call, intent, method)


def _debit_now(call: Call, intent: Object, method: Object) -> Object:
    used: dict[str, str] = call.account.memory.get(MANDATES, {})
    return bank_debits.begin(call, intent, method, used.get(intent["id"]) or mandates.of(call.account, method))


def _blocked(call: Call, intent: Object, method: Object) -> Object:
    charge = charges.other(call.account, intent, method, "failed", None)
    charge["outcome"] |= {
        "network_status": "not_sent_to_network",
        "reason": "highest_risk_level",
        "risk_level": "highest",
        "seller_message": "Stripe blocked this payment as too risky.",
        "type": "blocked",
    }
    charge |= {"failure_code": "payment_method_bank_account_blocked", "failure_message": "The payment was blocked."}
    intent["latest_charge"] = charge["id"]
    error = card_error(
        "payment_method_bank_account_blocked",
        None,
        "The payment was blocked.",
        charge=charge["id"],
        payment_method=copy_of(method),
    )
    outcomes.fail(call.emit, intent, error, charge)
    raise error.having(payment_intent=copy_of(intent))


def _voucher(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    email = method["billing_details"]["email"] or ""
    end, seconds = next((row for name, row in VOUCHERS.items() if name in email), ("succeed", VOUCHER_SECONDS))
    _redirect(call, intent, method, params)
    _later(call, intent, method, end, seconds)
    return intent


def _wait(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    action = next_actions.challenge(call, intent)
    if method["type"] == "blik":
        action = {"type": "blik_authorize", "blik_authorize": {}}
    _require_action(call, intent, method, params, action)
    _later(call, intent, method, "succeed", APP_SECONDS)
    return intent


def _later(call: Call, intent: Object, method: Object, end: str, seconds: float) -> None:
    """Plan the shopper's answer; it is void when the intent has changed by then."""
    emulator, account = call.emulator, call.account
    timeline, action = account.clock(intent["customer"]), intent["next_action"]

    def answer() -> None:
        if intent["status"] != "requires_action" or intent["next_action"] is not action:
            return
        emit = outcomes.by_itself(emulator, account, timeline)
        if end == "succeed":
            _succeed(emulator, account, emit, intent, method)
        else:
            error = invalid(ATTEMPT_FAILED, code="payment_intent_payment_attempt_failed")
            outcomes.fail(emit, intent, error.having(payment_method=copy_of(method)), None)

    timeline.after(seconds, answer)


def _at_once(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    return authorized(call, intent, method)


def _bank_transfer(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    if intent["customer"] is None:
        message = "A customer is required to pay with `customer_balance`: the money comes from its cash balance."
        raise invalid(message, param="customer", payment_intent=copy_of(intent))
    action = bank_transfers.instructions(call, intent)
    intent["status"], intent["next_action"] = "requires_action", action
    if not bank_transfers.apply(
        call.emulator, call.account, call.emit, intent, bank_transfers.cash_of(call.account, intent)
    ):
        call.emit("payment_intent.requires_action", intent)
    return intent


def _in_person(call: Call, intent: Object, method: Object, params: dict[str, Any]) -> Object:
    raise invalid(IN_PERSON, param="payment_method")


FLOWS: dict[str, Flow] = {
    "redirect": _redirect,
    "redirect_then_debit": _redirect,
    "debit": _debit,
    "voucher": _voucher,
    "wait": _wait,
    "at_once": _at_once,
    "bank_transfer": _bank_transfer,
    "in_person": _in_person,
}


def canceled(emulator: Emulator, account: Account, emit: outcomes.Emit, intent: Object) -> None:
    """Return what an unfinished payment has taken: a debit, or a part of the cash balance."""
    if intent["status"] == "processing":
        bank_debits.stop(emulator, account, intent)
    bank_transfers.release(emulator, account, intent)


def funded(emulator: Emulator, account: Account, customer: str) -> None:
    """Pay the intents that wait for a customer's cash, oldest first; call it when the cash has grown."""
    timeline = account.clock(customer)
    emit = outcomes.by_itself(emulator, account, timeline)
    waiting = [intent for intent in account.each("payment_intent", customer=customer) if bank_transfers.waits(intent)]
    for intent in reversed(waiting):
        bank_transfers.apply(emulator, account, emit, intent, bank_transfers.cash_of(account, intent))
