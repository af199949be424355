"""A subscription that was not paid within 23 hours, or that is undone because it could not be paid (fact 120)."""

from __future__ import annotations

from dataclasses import dataclass

from stripe_emulator.billing.invoices import invoice_items, lookups, voiding
from stripe_emulator.billing.shared import automatic_call, jobs
from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError

HOURS_23 = 23 * 3_600


def plan(call: Call, subscription: Object, invoice: Object) -> None:
    due = automatic_call.now(call, subscription) + HOURS_23
    jobs.plan(call, subscription, "expire", due, lambda automatic: expire(automatic, subscription, invoice))


def expire(call: Call, subscription: Object, invoice: Object) -> None:
    """End an incomplete subscription and void its invoice."""
    if subscription["status"] != "incomplete":
        return
    before = {"status": "incomplete", "ended_at": None}
    lifecycle.end(call, subscription, "payment_failed", status="incomplete_expired")
    if invoice["status"] in ("open", "uncollectible"):
        voiding.void(call, invoice)
    call.emit("customer.subscription.updated", subscription, before)


@dataclass(frozen=True, slots=True)
class CustomerBefore:
    """What an attempt that is undone has to leave of a customer as it was."""

    customer: Object
    currency: str | None
    delinquent: bool | None
    # Ids of the invoice items that waited for the next invoice.
    waiting: frozenset[str]


def remember_customer(call: Call, id: str) -> CustomerBefore:
    """A customer before an attempt that may be undone."""
    customer = call.account.get("customer", id)
    waiting = invoice_items.all_waiting(call.account, id)
    return CustomerBefore(customer, customer["currency"], customer["delinquent"], frozenset(waiting))


def undo(call: Call, subscription: Object, invoice: Object, before: CustomerBefore) -> None:
    """Remove a subscription that could not be paid."""
    account = call.account
    jobs.drop(account, subscription)
    lifecycle.count(account, subscription, -1)
    take_back(call, invoice, before)
    for obj in (*subscription["items"]["data"], subscription):
        account.remove(obj)


def take_back(call: Call, invoice: Object, before: CustomerBefore) -> None:
    """Remove an invoice with its items and payments; its PaymentIntent is canceled.

    Items that waited before it took them wait again.
    """
    account = call.account
    if invoice["status"] in ("open", "uncollectible"):
        voiding.void(call, invoice)
    jobs.drop(account, invoice)
    for line in invoice["lines"]["data"]:
        item = account.find(lookups.item_of(line))
        if item is not None and item["id"] in before.waiting:
            invoice_items.wait(account, item)
            account.refile(item)
        elif item is not None:
            invoice_items.forget(account, item)
    for payment in lookups.payments_of(account, invoice):
        account.remove(payment)
    account.remove(invoice)
    before.customer.update(currency=before.currency, delinquent=before.delinquent)
    account.refile(before.customer)


def as_raised(intent: Object) -> StripeError | None:
    """The `last_payment_error` of a PaymentIntent as an exception, None without one."""
    error = intent.get("last_payment_error")
    if not error:
        return None
    fields = {name: value for name, value in error.items() if name != "doc_url"}
    return StripeError(402, **{"message": None, **fields}).having(payment_intent=dict(intent))
