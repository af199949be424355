"""Refunds: never more than was captured (facts 80-89)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.money import disputes, ledger, risk
from stripe_emulator.payments import bank_transfers
from stripe_emulator.payments.charges import unrefunded
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid

KIND = "refund"
# Seconds until a refund that is not final at once succeeds or fails.
BANK_SECONDS = 0.3
# Types whose refunds need bank details, which the customer is asked for by mail.
BY_MAIL = ("konbini", "multibanco", "promptpay")
MAIL_DAYS = 45
ARN = "acquirer_reference_number"


def create(call: Call, charge: Object, params: dict[str, Any]) -> Object:
    """Refund a charge: `amount` minor units, or all that is left."""
    emulator, account = call.emulator, call.account
    _check_refundable(account, charge)
    amount = _amount(charge, params)
    card = account.cards.get(charge["payment_method"])
    course = None if card is None else card.behaviour.refund
    refund = account.add(_blank(call, charge, amount, params))
    _book(emulator, account, charge, refund)
    before = dict(charge)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    if course == "pending_then_succeeds":
        refund |= {"status": "pending", "pending_reason": "processing"}
    call.emit("refund.created", refund)
    call.emit("charge.refunded", charge, difference(before, charge))
    if charge["refunded"]:
        _settled(emulator, account, charge, params.get("reason"))
    _continue(emulator, account, refund, course)
    return refund


def update(call: Call, refund: Object, previous: Object) -> Object:
    """Send the events of a changed refund, under its older and its newer name (fact 89)."""
    call.emit("refund.updated", refund, previous)
    call.emit("charge.refund.updated", refund, previous)
    return refund


def end(emulator: Emulator, account: Account, refund: Object, status: str, reason: str | None) -> None:
    """A refund failed or was canceled: its money is the account's again, the charge is no longer refunded (fact 89)."""
    before = copy_of(refund)
    refund |= {"status": status}
    refund.pop("pending_reason", None)
    refund.pop("next_action", None)
    if reason is not None:
        refund["failure_reason"] = reason
    charge = account.find(refund["charge"])
    if charge is not None:
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        origin = account.find(refund["balance_transaction"])
        when = ledger.due_with(account, refund["balance_transaction"])
        source_type = _source_type(charge)
        if origin is not None:
            transaction = ledger.book(
                emulator,
                account,
                account.clock(charge["customer"]),
                refund["amount"],
                refund,
                "refund_failure",
                when=when,
                source_type=source_type,
            )
            refund["failure_balance_transaction"] = transaction["id"]
    _emit_updated(emulator, account, refund, difference(before, refund))
    if status == "failed":
        emit(emulator, account, "refund.failed", refund)


def from_cash(call: Call) -> Object:
    """A refund of a customer's cash balance (`origin=customer_balance`)."""
    account, params = call.account, call.params
    for name in ("customer", "currency", "amount"):
        if params.get(name) is None:
            raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
    customer = account.resolve("customer", params["customer"], "customer")
    currency, amount = params["currency"].lower(), params["amount"]
    have = bank_transfers.balance(account, customer["id"]).get(currency, 0)
    if not 0 < amount <= have:
        message = f"The amount must be from 1 to what the cash balance has: {display(have, currency)}."
        raise invalid(message, param="amount")
    refund = new(
        account,
        KIND,
        account.ids.new("re_"),
        amount=amount,
        currency=currency,
        customer=customer["id"],
        destination_details=_destination("customer_balance", currency),
        metadata=params.get("metadata") or {},
        reason=params.get("reason"),
        status="succeeded",
    )
    account.add(refund)
    bank_transfers.move(call.emulator, account, customer["id"], currency, -amount, "return_initiated", None)
    call.emit("refund.created", refund)
    return refund


def _check_refundable(account: Account, charge: Object) -> None:
    if not charge["captured"] or charge["status"] != "succeeded":
        message = "This charge has not been paid and captured, so it cannot be refunded."
        raise invalid(message, code="charge_not_refundable")
    if charge["refunded"]:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    dispute = account.find(charge["dispute"])
    if charge["disputed"] and not (dispute is not None and _can_refund(dispute)):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid(message, code="charge_disputed")


def _can_refund(dispute: Object) -> bool:
    return bool(dispute["is_charge_refundable"] or dispute["status"] in ("won", "warning_closed"))


def _amount(charge: Object, params: dict[str, Any]) -> int:
    refundable = unrefunded(charge)
    amount: int = params.get("amount", refundable)
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    if amount > refundable:
        shown_amount, shown_left = display(amount, charge["currency"]), display(refundable, charge["currency"])
        message = f"Refund amount ({shown_amount}) is greater than unrefunded amount on charge ({shown_left})"
        raise invalid(message, param="amount")
    return amount


def _blank(call: Call, charge: Object, amount: int, params: dict[str, Any]) -> Object:
    account, type = call.account, charge["payment_method_details"]["type"]
    prefix = "pyr_" if charge["id"].startswith("py_") else "re_"
    intent = charge["payment_intent"]
    refund = new(
        account,
        KIND,
        account.ids.of_payment(prefix, intent) if intent else account.ids.new(prefix),
        amount=amount,
        charge=charge["id"],
        created=account.clock(charge["customer"]).now(),
        currency=charge["currency"],
        destination_details=_destination(type, charge["currency"]),
        metadata=params.get("metadata") or {},
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        status="succeeded",
    )
    mail = params.get("instructions_email") or charge["billing_details"]["email"]
    if type in BY_MAIL or (type == "customer_balance" and params.get("instructions_email")):
        _request_by_mail(account, refund, mail or "customer@example.com")
    return refund


def _request_by_mail(account: Account, refund: Object, mail: str) -> None:
    now = account.now()
    details = {"email_sent": {"email_sent_at": now, "email_sent_to": mail}, "expires_at": now + MAIL_DAYS * ledger.DAY}
    refund |= {
        "instructions_email": mail,
        "next_action": {"display_details": details, "type": "display_details"},
        "status": "requires_action",
    }


def _destination(type: str, currency: str) -> Object:
    if type == "card":
        return {"card": {"reference_status": "pending", "reference_type": ARN, "type": "refund"}, "type": "card"}
    if type == "customer_balance":
        return {"customer_cash_balance": {}, "type": "customer_cash_balance"}
    if type == "us_bank_account":
        return {"type": "us_bank_transfer", "us_bank_transfer": {"reference": None, "reference_status": "pending"}}
    try:
        return {type: CURRENT.part(f"refund.destination_details.{type}"), "type": type}
    except KeyError:
        return {"type": type}


def _book(emulator: Emulator, account: Account, charge: Object, refund: Object) -> None:
    """Book the refund: the amount without the fee, from the payment's own pending money where that is pending (fact
    130).
    """
    type = "payment_refund" if charge["id"].startswith("py_") else "refund"
    transaction = ledger.book(
        emulator,
        account,
        account.clock(charge["customer"]),
        -refund["amount"],
        refund,
        type,
        when=ledger.due_with(account, charge["balance_transaction"]),
        description=f"REFUND FOR {'PAYMENT' if type == 'payment_refund' else 'CHARGE'}",
        source_type=_source_type(charge),
    )
    refund["balance_transaction"] = transaction["id"]


def _source_type(charge: Object) -> str:
    return "bank_account" if charge["payment_method_details"]["type"] == "us_bank_account" else "card"


def _settled(emulator: Emulator, account: Account, charge: Object, reason: str | None) -> None:
    """End the review, the warnings and the inquiries of a charge that is refunded in full."""
    risk.close_review(emulator, account, charge, "refunded_as_fraud" if reason == "fraudulent" else "refunded")
    risk.settle_warnings(emulator, account, charge)
    disputes.refunded(emulator, account, charge)


def _continue(emulator: Emulator, account: Account, refund: Object, course: str | None) -> None:
    charge = account.get("charge", refund["charge"])
    if refund["status"] == "requires_action":
        return
    if charge["payment_method_details"]["type"] == "customer_balance":
        to = (charge["customer"], refund["currency"], refund["amount"])
        bank_transfers.move(emulator, account, *to, "refunded_from_payment", refund["id"])
    if course == "pending_then_succeeds":
        account.time.after(BANK_SECONDS, lambda: _succeed(emulator, account, refund))
    elif course == "succeeds_then_fails":
        account.time.after(BANK_SECONDS, lambda: end(emulator, account, refund, "failed", "expired_or_canceled_card"))
    elif "card" in refund["destination_details"]:
        account.time.after(0, lambda: _refer(emulator, account, refund))


def _refer(emulator: Emulator, account: Account, refund: Object) -> None:
    """Set the bank's reference of a card refund; `refund.updated` and `charge.refund.updated` follow."""
    if refund["status"] != "succeeded":
        return
    before = copy_of(refund)
    reference = str(int.from_bytes(account.ids.letters(10).encode()))[:23]
    card = {**refund["destination_details"]["card"], "reference": reference, "reference_status": "available"}
    refund["destination_details"] = {"card": card, "type": "card"}
    _emit_updated(emulator, account, refund, difference(before, refund))


def _succeed(emulator: Emulator, account: Account, refund: Object) -> None:
    if refund["status"] == "pending":
        before = copy_of(refund)
        refund["status"] = "succeeded"
        refund.pop("pending_reason", None)
        _emit_updated(emulator, account, refund, difference(before, refund))


def _emit_updated(emulator: Emulator, account: Account, refund: Object, previous: Object) -> None:
    for type in ("refund.updated", "charge.refund.updated"):
        emit(emulator, account, type, refund, previous=previous)
