"""A subscription ends: at once, or at the time that was set (fact 122, https://docs.stripe.com/billing/subscriptions/cancel)."""

from __future__ import annotations

from stripe_emulator.billing.invoices import finalizing, invoice_items, paying, subscription_invoices, voiding
from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.billing.subscription_state import lifecycle
from stripe_emulator.billing.subscriptions import proration
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object

REQUESTED = "cancellation_requested"


def cancel(
    call: Call,
    subscription: Object,
    *,
    reason: str = REQUESTED,
    prorate: bool = False,
    invoice_now: bool = False,
) -> Object:
    """End a subscription now. `prorate` credits unused time; `invoice_now` bills pending items."""
    incomplete = subscription["status"] == "incomplete"
    if prorate:
        now = automatic_call.now(call, subscription)
        for item in subscription["items"]["data"]:
            proration.credit(call, subscription, item, now)
    elif not invoice_now:
        _forget_prorations(call, subscription)
    _stop_collecting(call, subscription, void=incomplete)
    last = _last_invoice(call, subscription) if invoice_now else None
    lifecycle.end(call, subscription, reason)
    if last is not None:
        _collect(call, last)
    return subscription


def due(call: Call, subscription: Object) -> None:
    """End a subscription at its `cancel_at` and bill its pending items."""
    if subscription["status"] in lifecycle.ENDED:
        return
    last = _last_invoice(call, subscription)
    lifecycle.end(call, subscription, REQUESTED)
    if last is not None:
        finalizing.plan(call, last)


def _last_invoice(call: Call, subscription: Object) -> Object | None:
    waiting = invoice_items.waiting(
        call.account, subscription["customer"], subscription["currency"], subscription["id"]
    )
    own = [item["id"] for item in waiting if invoice_items.subscription_of(item) == subscription["id"]]
    if not own:
        return None
    now = automatic_call.now(call, subscription)
    invoice = subscription_invoices.draft(
        call, subscription, [], reason="subscription_update", period=(subscription["start_date"], now), only=own
    )
    return subscription_invoices.store(call, subscription, invoice)


def _collect(call: Call, invoice: Object) -> None:
    finalizing.finalize(call, invoice)
    if invoice["status"] == "open" and invoice["collection_method"] == "charge_automatically":
        paying.try_to_pay(call, invoice)


def _forget_prorations(call: Call, subscription: Object) -> None:
    for item in invoice_items.waiting(
        call.account, subscription["customer"], subscription["currency"], subscription["id"]
    ):
        if item["proration"] and invoice_items.subscription_of(item) == subscription["id"]:
            invoice_items.forget(call.account, item)


def _stop_collecting(call: Call, subscription: Object, *, void: bool) -> None:
    """Stop collecting the latest invoice; void it for a subscription that never became active."""
    invoice = call.account.find(subscription["latest_invoice"])
    if invoice is None:
        return
    if void and invoice["status"] == "open":
        voiding.void(call, invoice)
    elif invoice["status"] in ("draft", "open"):
        voiding.stop_collecting(call, invoice)
