"""A credit note is applied to its invoice, or, when it is voided, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.billing.credit_notes import drafts, lines, post_payment
from stripe_emulator.billing.invoices import lookups, paying
from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.payments import flow
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

ONLY_OPEN = "You can only void a credit note if the associated invoice is open."


def issue(call: Call, invoice: Object, params: Mapping[str, Any]) -> Object:
    """Make a credit note and apply it to its invoice; everything is checked before anything is changed."""
    account = call.account
    draft = drafts.draft(call, invoice, params)
    note = draft.note
    post_payment.check(account, invoice, note, params)
    post_payment.give(call, invoice, note, params)
    account.add(note)
    lines.store(account, note["id"], draft.lines)
    _apply(call, invoice, note, 1)
    post_payment.credit(call, note, params.get("credit_amount", 0))
    call.emit("credit_note.created", note)
    if invoice["status"] in paying.PAYABLE and invoice["amount_remaining"] == 0:
        _nothing_left(call, invoice)
    return note


def void(call: Call, note: Object) -> Object:
    """Take back a credit note; 400 unless its invoice is still open."""
    invoice = call.account.get("invoice", note["invoice"])
    if note["status"] == "void":
        raise invalid("This credit note has already been voided.")
    if invoice["status"] != "open":
        raise invalid(ONLY_OPEN)
    note["status"], note["voided_at"] = "void", automatic_call.now(call, note)
    _apply(call, invoice, note, -1)
    call.emit("credit_note.voided", note)
    return note


def _apply(call: Call, invoice: Object, note: Object, sign: int) -> None:
    pre_payment_amount, post_payment_amount = sign * note["pre_payment_amount"], sign * note["post_payment_amount"]
    changes = {
        "amount_due": -pre_payment_amount,
        "amount_remaining": -pre_payment_amount,
        "post_payment_credit_notes_amount": post_payment_amount,
        "pre_payment_credit_notes_amount": pre_payment_amount,
    }
    previous = {name: invoice[name] for name, by in changes.items() if by}
    for name, by in changes.items():
        invoice[name] += by
    _ask_for_less(call.account, invoice, pre_payment_amount)
    call.emit("invoice.updated", invoice, previous)


def _ask_for_less(account: Account, invoice: Object, amount: int) -> None:
    """Lower the PaymentIntent to what remains of the invoice; one with nothing left is canceled by `_nothing_left`."""
    intent = lookups.intent_of(account, invoice)
    if intent is None or intent["status"] not in flow.CANCELABLE or intent["amount"] <= amount:
        return
    intent["amount"] -= amount
    payment = lookups.payment_by(account, intent["id"])
    if payment is not None:
        payment["amount_requested"] = intent["amount"]


def _nothing_left(call: Call, invoice: Object) -> None:
    """An open invoice that was credited in full is paid (https://docs.stripe.com/invoicing/overview)."""
    intent = lookups.intent_of(call.account, invoice)
    paying.settle(call, invoice, None)
    if intent is not None and intent["status"] in flow.CANCELABLE:
        flow.cancel(call, intent, None)
