"""A subscription changes: items, prices, quantities, anchor, trial, end (https://docs.stripe.com/api/subscriptions/update).

What a change costs is prorated (`proration_behavior`) and waits for the next invoice, or is invoiced at once where the
period changes or `always_invoice` asks for it. `payment_behavior` says what happens when that invoice is not paid.
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import (
    drafting,
    finalizing,
    invoice_items,
    paying,
    subscription_invoices,
)
from stripe_emulator.billing.shared import automatic_call, event_buffer, jobs
from stripe_emulator.billing.subscription_state import lifecycle, periods, snapshots
from stripe_emulator.billing.subscriptions import (
    cancellation,
    creation,
    dates,
    expiration,
    item_changes,
    pending_updates,
    renewal,
    trials,
)
from stripe_emulator.billing.subscriptions import terms as subscription_terms
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import StripeError, invalid

AFTER_END = ("cancellation_details", "metadata")
# An incomplete subscription has to be paid first (https://docs.stripe.com/api/subscriptions/object).
NOT_WHILE_INCOMPLETE = ("add_invoice_items", "billing_cycle_anchor", "collection_method", "items", "trial_end")
ENDS = ("cancel_at", "cancel_at_period_end")
SCHEDULED = (
    "The subscription is managed by the subscription schedule `{}`, and updating any cancelation behavior directly is "
    "not allowed. Please update the schedule instead."
)
ENDED = "A canceled subscription can only update its cancellation_details and metadata."


def change(call: Call, subscription: Object, terms: dict[str, Any], *, of_item: bool = False) -> Object:
    """Change a subscription; `terms` as POST /v1/subscriptions/{id} takes them.

    `of_item`: they came as the parameters of one item, which is how refusals name them.
    """
    check(call, subscription, terms)
    if terms.get("payment_behavior") == "pending_if_incomplete":
        pending_updates.replace(call, subscription)
    if terms.get("payment_behavior") == "error_if_incomplete":
        return _all_or_nothing(call, subscription, terms, of_item)
    return _change(call, subscription, terms, of_item)


def check(call: Call, subscription: Object, terms: dict[str, Any]) -> None:
    """Refuse an update that cannot be made, before anything is changed."""
    if subscription["status"] in lifecycle.ENDED:
        if extra := [name for name in terms if name not in AFTER_END]:
            raise invalid(ENDED, param=extra[0])
        return
    if subscription["schedule"] is not None and any(name in terms for name in ENDS):
        raise invalid(SCHEDULED.format(subscription["schedule"]))
    subscription_terms.check(call.account, subscription, terms)
    trials.check(call, subscription, terms)
    pending_updates.check(call, subscription, terms)
    if subscription["status"] == "incomplete" and (early := [name for name in NOT_WHILE_INCOMPLETE if name in terms]):
        message = (
            f"A subscription with a status of `incomplete` cannot change its {early[0]}: its first invoice has to "
        )
        raise invalid(message + "be paid first.", param=early[0])
    now = automatic_call.now(call, subscription)
    if isinstance(terms.get("trial_end"), int):
        subscription_terms.check_trial_end(terms["trial_end"], now)
    at = terms.get("proration_date")
    start = min(item["current_period_start"] for item in subscription["items"]["data"])
    end = max(item["current_period_end"] for item in subscription["items"]["data"])
    if at is not None and not start <= at <= end:
        message = "The proration date must be within the current period of the subscription."
        raise invalid(message, param="proration_date")


def _change(call: Call, subscription: Object, terms: dict[str, Any], of_item: bool) -> Object:
    now = automatic_call.now(call, subscription)
    terms = trials.resolve(call, subscription, terms, now)
    before = copy_of(subscription)
    try:
        changed = _apply(call, subscription, terms, before, of_item)
    except StripeError:
        snapshots.restore(call.account, subscription, before)
        raise
    if changed is None:
        lifecycle.emit_updated(call, subscription, before)
        return subscription
    if not trials.apply(call, changed):
        return subscription
    _apply_anchor(call, changed)
    periods.follow_end(subscription)
    invoice = _invoice(call, changed)
    if invoice is None:
        lifecycle.emit_updated(call, subscription, before)
    else:
        _collect(call, changed, invoice)
    if subscription["status"] != "paused":
        renewal.plan(call, subscription)
    return subscription


def _apply(
    call: Call, subscription: Object, terms: dict[str, Any], before: Object, of_item: bool
) -> item_changes.Change | None:
    """Change everything but trial and periods; None where a subscription that has ended has nothing else to change."""
    now = automatic_call.now(call, subscription)
    subscription_terms.apply(call, subscription, terms)
    _apply_end(call, subscription, terms, now)
    _apply_details(subscription, terms)
    if "pause_collection" in terms:
        _pause(call, subscription, terms["pause_collection"])
    if subscription["status"] in lifecycle.ENDED:
        return None
    at = terms.get("proration_date") or now
    changed = item_changes.Change(subscription, terms, now, at, before, of_item)
    changed.begins_anew = (
        terms.get("billing_cycle_anchor") == "now" or terms.get("trial_end") == "now" or trials.begins(changed)
    )
    item_changes.apply(call, changed)
    if any(name in terms for name in ENDS) and not changed.begins_anew:
        item_changes.fit_to_end(call, changed)
    return changed


def _apply_end(call: Call, subscription: Object, terms: dict[str, Any], now: int) -> None:
    items = subscription["items"]["data"]
    if "cancel_at" in terms:
        at = dates.cancel_time(terms["cancel_at"], items, now)
        _end_at(subscription, at, now)
        subscription["cancel_at_period_end"] = False
    if "cancel_at_period_end" in terms and terms["cancel_at_period_end"] is not subscription["cancel_at_period_end"]:
        at_period_end = terms["cancel_at_period_end"]
        _end_at(subscription, max(item["current_period_end"] for item in items) if at_period_end else None, now)
        subscription["cancel_at_period_end"] = at_period_end


def _end_at(subscription: Object, at: int | None, now: int) -> None:
    subscription["cancel_at"] = at
    subscription["canceled_at"] = None if at is None else now
    subscription["cancellation_details"]["reason"] = None if at is None else cancellation.REQUESTED


def _apply_details(subscription: Object, terms: dict[str, Any]) -> None:
    details = terms.get("cancellation_details") or {}
    for name in ("comment", "feedback"):
        if name in details:
            subscription["cancellation_details"][name] = details[name]


def _pause(call: Call, subscription: Object, pause: dict[str, Any] | None) -> None:
    """Pause collection, until `resumes_at` where it is given (https://docs.stripe.com/billing/subscriptions/pause-
    payment).
    """
    jobs.drop(call.account, subscription, "resume collection")
    if not pause:
        subscription["pause_collection"] = None
        return
    until = pause.get("resumes_at")
    if until is not None:
        subscription_terms.check_future(until, automatic_call.now(call, subscription), "pause_collection[resumes_at]")
        jobs.plan(call, subscription, "resume collection", until, lambda automatic: _resume(automatic, subscription))
    subscription["pause_collection"] = {"behavior": pause["behavior"], "resumes_at": until}


def _resume(call: Call, subscription: Object) -> None:
    if subscription["status"] not in lifecycle.ENDED:
        before = copy_of(subscription)
        subscription["pause_collection"] = None
        lifecycle.emit_updated(call, subscription, before)


def _apply_anchor(call: Call, changed: item_changes.Change) -> None:
    """Credit the old periods and begin new ones, which are billed now: `billing_cycle_anchor=now`, or other prices."""
    if changed.begins_anew and not changed.billed_anew:
        item_changes.credit_rest(call, changed)
        item_changes.begin_periods(changed)


def _invoice(call: Call, changed: item_changes.Change) -> Object | None:
    """The invoice of a change that is billed now; None where it waits for the next one, or is free."""
    subscription, terms = changed.subscription, changed.terms
    charges = terms.get("add_invoice_items") or ()
    always = terms.get("proration_behavior") == "always_invoice"
    # In the flexible mode charges alone make no invoice (https://docs.stripe.com/billing/subscriptions/pending-updates).
    charged = always and charges and subscription["billing_mode"]["type"] == "classic"
    prorated = (changed.invoices or always) and (changed.prorated or changed.billed_anew)
    if not charged and not prorated:
        _wait(call, subscription, charges)
        return None
    started = min(item["current_period_start"] for item in changed.before["items"]["data"])
    invoice = subscription_invoices.draft(
        call,
        subscription,
        changed.billed_anew,
        reason="subscription_update",
        period=(started, changed.now),
        waiting=bool(changed.prorated) or _takes_waiting(changed),
        only=() if _takes_waiting(changed) else changed.prorated,
    )
    drafting.add(call, invoice, charges, "add_invoice_items")
    return subscription_invoices.store(call, subscription, invoice)


def _takes_waiting(changed: item_changes.Change) -> bool:
    """Whether the invoice takes what the customer owes besides, as one for new periods does.

    Not in the classic mode with `always_invoice`, see "Pending invoice items" in
    https://docs.stripe.com/billing/subscriptions/billing-mode/compare.
    """
    classic = changed.subscription["billing_mode"]["type"] == "classic"
    always = changed.terms.get("proration_behavior") == "always_invoice"
    return bool(changed.billed_anew) and not (classic and always)


def _wait(call: Call, subscription: Object, charges: Any) -> None:
    """Add one-time charges of an update to the customer's next invoice."""
    customer = call.account.get("customer", subscription["customer"])
    for number, charge in enumerate(charges):
        path = f"add_invoice_items[{number}]"
        fields = drafting.item_fields(call, charge, path, subscription["currency"])
        details = {"subscription": subscription["id"], "subscription_item": None}
        parent = {"subscription_details": details, "type": "subscription_details"}
        invoice_items.add(call, customer, fields | {"parent": parent})


def _collect(call: Call, changed: item_changes.Change, invoice: Object) -> None:
    """Finalize and charge; where it is not paid, go on as `payment_behavior` says."""
    subscription, behavior = changed.subscription, changed.terms.get("payment_behavior")
    if behavior == "pending_if_incomplete":
        finalizing.finalize(call, invoice)
        if invoice["status"] == "open":
            pending_updates.hold(call, changed, invoice)
            return
    lifecycle.emit_updated(call, subscription, changed.before)
    if subscription["collection_method"] == "send_invoice":
        finalizing.plan(call, invoice)
        return
    if invoice["status"] == "draft":
        finalizing.finalize(call, invoice)
    if invoice["status"] != "open":
        return
    if behavior == "default_incomplete":
        lifecycle.set_status(call, subscription, "past_due")
    else:
        paying.try_to_pay(call, invoice)


def _all_or_nothing(call: Call, subscription: Object, terms: dict[str, Any], of_item: bool) -> Object:
    """`error_if_incomplete`: undo an update whose invoice is not paid, and raise a 402."""
    before, customer = snapshots.take(subscription), expiration.remember_customer(call, subscription["customer"])
    buffered = event_buffer.of(call)
    try:
        _change(buffered, subscription, terms, of_item)
    except StripeError:
        snapshots.restore(call.account, subscription, before)
        raise
    invoice = call.account.find(subscription["latest_invoice"])
    if invoice is None or invoice["id"] == before["latest_invoice"] or invoice["status"] != "open":
        event_buffer.release(call, buffered)
        return subscription
    error = creation.refusal_of(call, subscription, invoice)
    expiration.take_back(buffered, invoice, customer)
    snapshots.restore(call.account, subscription, before)
    renewal.plan(call, subscription)
    event_buffer.release(call, buffered, billing=False)
    raise error
