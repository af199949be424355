"""The part of a credit note that was paid already: refunded, credited to the customer, or given back elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stripe_emulator.billing.invoices import lookups
from stripe_emulator.catalog import balances
from stripe_emulator.payments import refunds
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid, missing_param, no_such


def check(account: Account, invoice: Object, note: Object, params: Mapping[str, Any]) -> None:
    """Refuse amounts that do not add up to the part of the note that was paid already, or that cannot be refunded."""
    for name in ("credit_amount", "out_of_band_amount", "refund_amount"):
        if params.get(name, 0) < 0:
            raise invalid("Invalid non-negative integer", param=name, code="parameter_invalid_integer")
    linked_amount = sum(one["amount_refunded"] for one in _linked(account, invoice, params))
    total = (
        sum(params.get(name, 0) for name in ("credit_amount", "out_of_band_amount", "refund_amount")) + linked_amount
    )
    if total != note["post_payment_amount"]:
        currency = note["currency"]
        message = (
            f"The sum of credit amount, refund amount and out of band amount ({display(total, currency)}) must equal "
            f"the credit note amount ({display(note['post_payment_amount'], currency)})."
        )
        raise invalid(message)
    if params.get("credit_amount"):
        _check_credit(account.resolve("customer", note["customer"], "credit_amount"), note["currency"])
    refund_amount = params.get("refund_amount", 0)
    if refund_amount and refund_amount > sum(_refundable(charge) for charge in _charges(account, invoice)):
        raise invalid("The charges of this invoice do not have that much left to refund.", param="refund_amount")


def give(call: Call, invoice: Object, note: Object, params: Mapping[str, Any]) -> None:
    """Make the refunds of `refund_amount` and list all refunds in the note."""
    note["refunds"] = list(_linked(call.account, invoice, params))
    remaining = params.get("refund_amount", 0)
    for charge in _charges(call.account, invoice):
        amount = min(remaining, _refundable(charge))
        if amount > 0:
            refund = refunds.create(call, charge, {"amount": amount})
            note["refunds"].append(_entry(refund["id"], amount))
            remaining -= amount


def credit(call: Call, note: Object, amount: int) -> None:
    """Credit the customer's balance; it is used for the next invoice (https://docs.stripe.com/billing/customer/balance)."""
    if not amount:
        return
    account = call.account
    customer = account.get("customer", note["customer"])
    previous_balance, of = customer["balance"], {"credit_note": note["id"], "invoice": note["invoice"]}
    transaction = balances.move(account, customer, -amount, note["currency"], "credit_note", **of)
    note["customer_balance_transaction"] = transaction["id"]
    call.emit("customer.updated", customer, {"balance": previous_balance})


def _check_credit(customer: Object, currency: str) -> None:
    if customer["currency"] not in (None, currency):
        message = f"The customer's balance is kept in {customer['currency']}; this invoice is in {currency}."
        raise invalid(message, param="credit_amount")


def _linked(account: Account, invoice: Object, params: Mapping[str, Any]) -> Iterator[Object]:
    """Refunds that were made before and are part of this credit note; `refund` is what older versions call the one."""
    charges = {charge["id"] for charge in _charges(account, invoice)}
    older = [{"refund": params["refund"]}] if params.get("refund") is not None else ()
    for number, one in enumerate(params.get("refunds") or older):
        path = f"refunds[{number}]"
        if one.get("type") == "payment_record_refund":
            if one.get("payment_record_refund") is None:
                raise missing_param(f"{path}[payment_record_refund]")
            record = one["payment_record_refund"]["payment_record"]
            raise no_such("payment record", record[:200], f"{path}[payment_record_refund][payment_record]", 400)
        if one.get("refund") is None:
            raise missing_param(f"{path}[refund]")
        refund = account.resolve("refund", one["refund"], f"{path}[refund]")
        if refund["charge"] not in charges:
            message = f"The refund `{refund['id']}` is not of a charge of the invoice `{invoice['id']}`."
            raise invalid(message, param=f"{path}[refund]")
        amount = one.get("amount_refunded", refund["amount"])
        if not 0 < amount <= refund["amount"]:
            message = f"`amount_refunded` must be from 1 to the refund's amount ({refund['amount']}); it is {amount}."
            raise invalid(message, param=f"{path}[amount_refunded]")
        yield _entry(refund["id"], amount)


def _entry(refund: str, amount: int) -> Object:
    return {"amount_refunded": amount, "payment_record_refund": None, "refund": refund, "type": "refund"}


def _charges(account: Account, invoice: Object) -> Iterator[Object]:
    for payment in lookups.payments_of(account, invoice):
        intent = account.find(payment["payment"].get("payment_intent"))
        charge = account.find((intent or {}).get("latest_charge"))
        if charge is not None and charge["paid"]:
            yield charge


def _refundable(charge: Object) -> int:
    return int(charge["amount_captured"] - charge["amount_refunded"])
