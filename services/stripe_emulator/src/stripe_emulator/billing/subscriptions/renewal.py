"""The end of periods and trials: the next period is billed, or the subscription pauses or ends (facts 121, 122).

https://docs.stripe.com/billing/subscriptions/webhooks, https://docs.stripe.com/billing/subscriptions/trials.
Each item has a period of its own; those that end together are billed together.
"""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.billing.invoices import drafting, finalizing, lines, paying, subscription_invoices, voiding
from stripe_emulator.billing.shared import automatic_call, jobs, prices
from stripe_emulator.billing.subscription_state import lifecycle, periods
from stripe_emulator.billing.subscriptions import cancellation, usage
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of

# `trial_will_end` comes three days before, or at once where the trial is shorter (fact 122).
WARNING = 3 * 86_400


def plan(call: Call, subscription: Object) -> None:
    """Plan the end of the shortest period, of the trial and of the subscription."""
    account = call.account
    if subscription["status"] in lifecycle.ENDED:
        jobs.drop(account, subscription)
        return
    due = min(item["current_period_end"] for item in subscription["items"]["data"])
    jobs.plan(call, subscription, "renewal", due, lambda automatic: run(automatic, subscription))
    if subscription["cancel_at"] is None:
        jobs.drop(account, subscription, "cancel")
    else:
        jobs.plan(
            call,
            subscription,
            "cancel",
            subscription["cancel_at"],
            lambda automatic: cancellation.due(automatic, subscription),
        )
    _plan_pending(call, subscription)
    plan_warning(call, subscription)


def plan_warning(call: Call, subscription: Object) -> None:
    """Plan `trial_will_end` three days before the end of a trial; at once where less is left."""
    until = subscription["trial_end"]
    warned = call.account.memory.setdefault("billing.warned", {})
    if subscription["status"] != "trialing" or until is None or warned.get(subscription["id"]) == until:
        return

    def warn(automatic: Call) -> None:
        if subscription["status"] == "trialing" and subscription["trial_end"] == until:
            warned[subscription["id"]] = until
            automatic.emit("customer.subscription.trial_will_end", subscription)

    if until - WARNING <= automatic_call.now(call, subscription):
        warn(automatic_call.by_itself(call))
    else:
        jobs.plan(call, subscription, "trial will end", until - WARNING, warn)


def run(call: Call, subscription: Object) -> None:
    """The job at the end of a period: renew, cancel, or end the trial."""
    now = automatic_call.now(call, subscription)
    status = subscription["status"]
    if status in lifecycle.ENDED or status == "paused":
        return
    if subscription["cancel_at"] is not None and subscription["cancel_at"] <= now:
        cancellation.due(call, subscription)
    elif status == "trialing" and _nobody_pays(call, subscription):
        _end_trial_unpaid(call, subscription, copy_of(subscription))
    else:
        turn(call, subscription)


def turn(call: Call, subscription: Object) -> Object | None:
    """Begin the next period of every item whose period has ended, and draft its invoice."""
    now = automatic_call.now(call, subscription)
    due = [item for item in subscription["items"]["data"] if item["current_period_end"] <= now]
    if not due:
        plan(call, subscription)
        return None
    before = copy_of(subscription)
    ended = min(item["current_period_start"] for item in due), max(item["current_period_end"] for item in due)
    was_trial = subscription["status"] == "trialing"
    if was_trial:
        subscription["status"] = "active"
    used = {} if was_trial else usage.periods_to_bill(due)
    for item in due:
        start = item["current_period_end"]
        item["current_period_start"] = start
        item["current_period_end"] = periods.next_end(subscription, *prices.interval_of(item["price"]), start)
    invoice = subscription_invoices.draft(
        call, subscription, [item for item in due if item["id"] not in used], reason="subscription_cycle", period=ended
    )
    _bill_usage(call, subscription, invoice, used)
    paused = (subscription["pause_collection"] or {}).get("behavior")
    invoice["auto_advance"] = paused != "keep_as_draft" and subscription["status"] != "unpaid"
    subscription_invoices.store(call, subscription, invoice)
    lifecycle.emit_updated(call, subscription, before)
    _plan_finalizing(call, subscription, invoice)
    plan(call, subscription)
    return invoice


def _bill_usage(call: Call, subscription: Object, invoice: Object, used: Mapping[str, lines.Period]) -> None:
    """A line for the ended period of each item that is billed by reported usage."""
    for item in subscription["items"]["data"]:
        if (period := used.get(item["id"])) is not None:
            drafting.put(call.account, invoice, usage.line(call.account, subscription, item, period))
            usage.remember_billed(call.account, item, period, invoice["id"])


def _plan_pending(call: Call, subscription: Object) -> None:
    due = subscription["next_pending_invoice_item_invoice"]
    if due is None:
        jobs.drop(call.account, subscription, "pending items")
    else:
        jobs.plan(call, subscription, "pending items", due, lambda automatic: _bill_pending(automatic, subscription))


def _bill_pending(call: Call, subscription: Object) -> None:
    """Invoice pending items between two periods (`pending_invoice_item_interval`)."""
    every = subscription["pending_invoice_item_interval"]
    if subscription["status"] in lifecycle.ENDED or every is None:
        return
    now = automatic_call.now(call, subscription)
    subscription["next_pending_invoice_item_invoice"] = periods.add(now, every["interval"], every["interval_count"])
    invoice = subscription_invoices.draft(
        call, subscription, [], reason="automatic_pending_invoice_item_invoice", period=(now, now)
    )
    if invoice["lines"]["data"]:
        subscription_invoices.store(call, subscription, invoice)
        _plan_finalizing(call, subscription, invoice)
    _plan_pending(call, subscription)


def _plan_finalizing(call: Call, subscription: Object, invoice: Object) -> None:
    if not invoice["auto_advance"]:
        return
    due = automatic_call.now(call, invoice) + finalizing.HOUR
    invoice["automatically_finalizes_at"] = due
    jobs.plan(call, invoice, "finalize", due, lambda automatic: _finalize(automatic, subscription, invoice))


def _finalize(call: Call, subscription: Object, invoice: Object) -> None:
    """Finalize and charge; while collection is paused, finalize and let it be void or uncollectible.

    https://docs.stripe.com/billing/subscriptions/pause-payment
    """
    paused = (subscription["pause_collection"] or {}).get("behavior")
    if paused not in ("void", "mark_uncollectible"):
        finalizing.advance(call, invoice)
    elif invoice["status"] == "draft":
        finalizing.finalize(call, invoice)
        if invoice["status"] == "open":
            (voiding.void if paused == "void" else voiding.mark_uncollectible)(call, invoice)


def _nobody_pays(call: Call, subscription: Object) -> bool:
    customer = call.account.find(subscription["customer"]) or {}
    behavior = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    return (
        behavior != "create_invoice"
        and subscription["collection_method"] == "charge_automatically"
        and paying.payer_of(call.account, subscription, customer) is None
    )


def _end_trial_unpaid(call: Call, subscription: Object, before: Object) -> None:
    """Pause or cancel, as `trial_settings` says, when a trial ends without a payment method."""
    if subscription["trial_settings"]["end_behavior"]["missing_payment_method"] == "cancel":
        lifecycle.end(call, subscription, "cancellation_requested")
        return
    subscription["status"] = "paused"
    jobs.drop(call.account, subscription)
    lifecycle.emit_updated(call, subscription, before)
    call.emit("customer.subscription.paused", subscription)


def end_trial(call: Call, subscription: Object, before: Object) -> bool:
    """End a trial now; False where that paused or canceled the subscription, True where a period is to be billed.

    `before` is the subscription as its last event had it.
    """
    if not _nobody_pays(call, subscription):
        return True
    _end_trial_unpaid(call, subscription, before)
    return False
