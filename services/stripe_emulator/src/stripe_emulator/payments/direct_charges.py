"""Charges without a PaymentIntent, as the first API made them (https://docs.stripe.com/api/charges/create)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.payments import after_charge, charges, legacy_sources, method_objects, outcomes
from stripe_emulator.resource_kit.amounts import check_amount, check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import StripeError, card_error, invalid, missing_param

CARRIED = (
    "application_fee_amount",
    "description",
    "on_behalf_of",
    "receipt_email",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
SOURCED = ("card", "bank_account", "source")


def create(call: Call) -> Object:
    """Charge a source, or a customer's default one; with `capture=false` only authorize."""
    account, params = call.account, call.params
    for name in ("amount", "currency"):
        if name not in params:
            raise missing_param(name)
    currency = check_currency(params["currency"])
    check_amount(params["amount"], currency)
    source, method = _source(call)
    capture = params.get("capture", True)
    charge = _attempt(call, _as_intent(params, account, currency, capture), source, method)
    if not capture:
        emulator = call.emulator
        ends = charge["created"] + charges.HOLD_SECONDS
        account.clock(charge["customer"]).at(ends, lambda: _expire(emulator, account, charge))
    elif charge["balance_transaction"] is None:
        outcomes.collect(call.emulator, account, charge)
    call.emit("charge.succeeded", charge)
    if capture:
        after_charge.follow(call.emulator, account, charge)
    return charge


def capture(call: Call, charge: Object) -> Object:
    """Capture an authorized charge, all or a part; the rest is released."""
    params = call.params
    if charge["payment_intent"] is not None:
        message = f"This charge was made by a PaymentIntent: capture {charge['payment_intent']} instead."
        raise invalid(message, code="payment_intent_unexpected_state")
    if charge["captured"]:
        raise invalid(f"Charge {charge['id']} has already been captured.", code="charge_already_captured")
    if charge["refunded"]:
        message = f"Charge {charge['id']} has expired: the authorization was released."
        raise invalid(message, code="charge_expired_for_capture")
    amount = charge["amount"] if params.get("amount") is None else params["amount"]
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    if amount > charge["amount"]:
        message = f"You cannot capture more than the amount that was authorized ({charge['amount']}); got {amount}."
        raise invalid(message, param="amount", code="amount_too_large")
    before = copy_of(charge)
    for name in ("receipt_email", "statement_descriptor", "statement_descriptor_suffix", "transfer_group"):
        if name in params:
            charge[name] = params[name]
    charge |= {"captured": True, "amount_captured": amount, "amount_refunded": charge["amount"] - amount}
    outcomes.collect(call.emulator, call.account, charge)
    call.emit("charge.captured", charge, difference(before, charge))
    after_charge.follow(call.emulator, call.account, charge)
    return charge


def _source(call: Call) -> tuple[Object, Object]:
    """The source to charge, and the PaymentMethod that stands for it."""
    account = call.account
    customer = call.resolve("customer", "customer")
    source = legacy_sources.source_of(call)
    if source is None:
        if customer is None:
            raise invalid("Must provide source or customer.", param="source")
        source = account.find(customer["default_source"])
        if source is None:
            raise card_error("missing", None, "Cannot charge a customer that has no active card", "card")
    owner = source.get("customer")
    if owner is not None and (customer is None or owner != customer["id"]):
        raise invalid(f"Customer does not have a linked source with ID {source['id']}.", param="source", code="missing")
    if source["object"] == "source" and source["status"] != "chargeable":
        message = f"The source {source['id']} cannot be charged: it has a status of {source['status']}."
        raise invalid(message, param="source")
    if source["object"] == "bank_account" and source["status"] != "verified":
        message = "The customer's bank account must be verified in order to create an ACH payment."
        raise invalid(message, code="bank_account_unverified")
    if account.find(source["id"]) is None:
        account.add(source)
    return source, method_objects.find(account, source["id"])


def _as_intent(params: dict[str, Any], account: Account, currency: str, capture: bool) -> Object:
    """The fields of a PaymentIntent that `charges` needs, for a charge without one."""
    transfer = params.get("transfer_data")
    return {
        **{name: params.get(name) for name in CARRIED},
        "amount": params["amount"],
        "capture_method": "automatic" if capture else "manual",
        "currency": currency,
        "customer": params.get("customer"),
        "id": account.ids.payment(),
        "metadata": params.get("metadata") or {},
        "payment_method_options": None,
        "transfer_data": None if transfer is None else {"amount": None, **transfer},
    }


def _attempt(call: Call, intent: Object, source: Object, method: Object) -> Object:
    account = call.account
    if method["type"] != "card":
        charge = charges.other(account, intent, method, "succeeded", None)
    else:
        refusal = _refusal(account, method)
        charge = charges.charge(account, intent, method, refusal, None, capture=intent["capture_method"] != "manual")
    charge |= {"payment_intent": None, "source": copy_of(source) if source["object"] in SOURCED else None}
    if source["object"] == "source" and source["usage"] == "single_use":
        source["status"] = "consumed"
    if charge["status"] == "failed" and method["type"] == "card":
        call.emit("charge.failed", charge)
        raised = _refusal(account, method)
        assert raised is not None, "a failed charge has its reason"
        raise raised.having(charge=charge["id"])
    return charge


def _refusal(account: Account, method: Object) -> StripeError | None:
    """The decline of a card; one that requires authentication cannot be charged without a PaymentIntent."""
    behaviour = account.cards[method["id"]].behaviour
    if behaviour.challenge == "required" and method["id"] not in account.set_up:
        message = "Your card was declined. This transaction requires authentication."
        return card_error("authentication_required", "authentication_required", message)
    return method_objects.refusal_of(account, method)


def _expire(emulator: Emulator, account: Account, charge: Object) -> None:
    if not charge["captured"] and not charge["refunded"]:
        before = copy_of(charge)
        charge |= {"refunded": True, "amount_refunded": charge["amount"]}
        created = account.clock(charge["customer"]).now()
        emit(emulator, account, "charge.expired", charge, previous=difference(before, charge), created=created)
