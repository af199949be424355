"""Invoices that will not be paid: void, uncollectible, deleted drafts.

https://docs.stripe.com/invoicing/overview#invoice-statuses: both void and uncollectible are reached from open only (an
uncollectible invoice can still be paid or voided); a draft is deleted.
"""

from __future__ import annotations

from stripe_emulator.billing.invoices import invoice_items, lookups, payments
from stripe_emulator.billing.shared import automatic_call, jobs
from stripe_emulator.billing.subscription_state import consequences, lifecycle
from stripe_emulator.catalog import balances
from stripe_emulator.payments import flow
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid


def void(call: Call, invoice: Object) -> Object:
    """Void an invoice: its PaymentIntent is canceled, the balance it used goes back to the customer.

    An update that waits for its payment is canceled (https://docs.stripe.com/billing/subscriptions/pending-updates).
    """
    _must_be(invoice, ("open", "uncollectible"), "void")
    invoice["status_transitions"]["voided_at"] = automatic_call.now(call, invoice)
    _stop(call, invoice, "void")
    _give_balance_back(call, invoice)
    call.emit("invoice.voided", invoice)
    subscription = lifecycle.subscription_of(call.account, invoice)
    if subscription is not None:
        consequences.drop_pending(call, subscription, invoice)
    return invoice


def mark_uncollectible(call: Call, invoice: Object) -> Object:
    """Write an invoice off as a bad debt: nothing is attempted any more, but it can still be paid."""
    _must_be(invoice, ("open",), "mark as uncollectible")
    invoice["status_transitions"]["marked_uncollectible_at"] = automatic_call.now(call, invoice)
    invoice["status"] = "uncollectible"
    stop_collecting(call, invoice)
    call.emit("invoice.marked_uncollectible", invoice)
    return invoice


def delete(call: Call, invoice: Object) -> Object:
    """Delete a draft with its items; 400 for one of a subscription."""
    if invoice["status"] != "draft":
        raise invalid("You can only delete draft invoices.", code="invoice_not_editable")
    if invoice["parent"] is not None and invoice["billing_reason"] != "manual":
        raise invalid("You can't delete invoices created by subscriptions.", code="invoice_not_editable")
    jobs.drop(call.account, invoice)
    for line in list(invoice["lines"]["data"]):
        if item := call.account.find(lookups.item_of(line)):
            invoice_items.forget(call.account, item)
    call.emit("invoice.deleted", invoice)
    call.account.remove(invoice)
    return {"id": invoice["id"], "object": "invoice", "deleted": True}


def stop_collecting(call: Call, invoice: Object) -> None:
    """Plan no further attempt to collect."""
    invoice["auto_advance"], invoice["next_payment_attempt"] = False, None
    invoice["automatically_finalizes_at"] = None
    jobs.drop(call.account, invoice)
    call.account.refile(invoice)


def _stop(call: Call, invoice: Object, status: str) -> None:
    invoice["status"] = status
    stop_collecting(call, invoice)
    for payment in lookups.payments_of(call.account, invoice):
        intent = call.account.find(payment["payment"].get("payment_intent"))
        payments.close(call, payment)
        if payment["is_default"] and intent is not None and intent["status"] in flow.CANCELABLE:
            flow.cancel(call, intent, "void_invoice")


def _give_balance_back(call: Call, invoice: Object) -> None:
    taken = invoice["starting_balance"] - (invoice["ending_balance"] or 0)
    customer = call.account.find(invoice["customer"])
    if taken and customer is not None and not customer.get("deleted"):
        previous_balance = customer["balance"]
        type = "unapplied_from_invoice"
        balances.move(call.account, customer, taken, invoice["currency"], type, invoice=invoice["id"])
        call.emit("customer.updated", customer, {"balance": previous_balance})


def _must_be(invoice: Object, statuses: tuple[str, ...], verb: str) -> None:
    if invoice["status"] not in statuses:
        message = (
            f"You can only {verb} an invoice with one of the following statuses: {', '.join(statuses)}. This invoice "
            f"has a status of {invoice['status']}."
        )
        raise invalid(message)
