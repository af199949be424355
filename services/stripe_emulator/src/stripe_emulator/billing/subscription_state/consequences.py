"""What a paid or failed invoice means for its subscription (facts 119-122).

https://docs.stripe.com/billing/subscriptions/overview#payment-status,
https://docs.stripe.com/billing/subscriptions/pending-updates-reference
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.billing.shared import automatic_call, jobs, settings
from stripe_emulator.billing.subscription_state import lifecycle, periods, snapshots
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object, copy_of, copy_value

# Key of `account.memory`, by invoice: the subscription as its pending update will make it once that is paid.
PENDING = "billing.pending_updates"
# What a pending update changes once it is paid.
PENDING_FIELDS = ("billing_cycle_anchor", "discounts", "items", "metadata", "status", "trial_end", "trial_start")
EXHAUSTED = {"cancel": "canceled", "mark_unpaid": "unpaid", "leave_past_due": "past_due"}


def paid(call: Call, invoice: Object, method: str | None) -> None:
    """An invoice is paid: activate its subscription and apply the update that waited for the payment."""
    subscription = lifecycle.subscription_of(call.account, invoice)
    if subscription is None or subscription["status"] in lifecycle.ENDED:
        return
    before = copy_of(subscription)
    _apply_pending(call, subscription, invoice)
    _keep_method(subscription, method)
    latest = subscription["latest_invoice"] == invoice["id"]
    was = subscription["status"]
    if was == "incomplete" or (latest and was in ("past_due", "unpaid")) or (latest and was == "paused"):
        trial = subscription["trial_end"] or 0
        subscription["status"] = "trialing" if trial > automatic_call.now(call, subscription) else "active"
        jobs.drop(call.account, subscription, "expire")
    lifecycle.emit_updated(call, subscription, before)
    if was == "paused" and subscription["status"] == "active":
        call.emit("customer.subscription.resumed", subscription)


def failed(call: Call, invoice: Object) -> None:
    """A payment failed or needs action: an active subscription becomes past due, an incomplete one stays so."""
    subscription = lifecycle.subscription_of(call.account, invoice)
    if subscription is not None and subscription["status"] in ("active", "trialing"):
        waits = invoice["id"] in call.account.memory.get(PENDING, {})
        if not waits:
            lifecycle.set_status(call, subscription, "past_due")


def exhausted(call: Call, invoice: Object) -> None:
    """The last retry failed: cancel the subscription or leave it, as the account's setting says."""
    subscription = lifecycle.subscription_of(call.account, invoice)
    if subscription is None or subscription["status"] != "past_due":
        return
    status = EXHAUSTED[settings.of(call.account).when_exhausted]
    if status == "canceled":
        lifecycle.end(call, subscription, "payment_failed")
    else:
        lifecycle.set_status(call, subscription, status)


def retries(account: Account, invoice: Object) -> bool:
    """Whether failed payments are retried: not for a subscription that never became active."""
    subscription = lifecycle.subscription_of(account, invoice)
    return subscription is None or subscription["status"] not in ("incomplete", "paused", *lifecycle.ENDED)


def wait_for(call: Call, subscription: Object, invoice: Object, pending: Object, terms: Mapping[str, Any]) -> None:
    """Keep the subscription as a pending update will make it, until its invoice is paid or void."""
    kept = {"id": subscription["id"], **{name: pending[name] for name in PENDING_FIELDS}}
    kept["metadata"] = copy_value(terms.get("metadata", {}))
    if "discounts" not in terms:
        del kept["discounts"]
    call.account.memory.setdefault(PENDING, {})[invoice["id"]] = kept


def show_pending(subscription: Object, pending: Object, terms: Mapping[str, Any], expires: int) -> None:
    """Show an update that was not paid in `pending_update`; `expires` in seconds since 1970."""
    subscription["pending_update"] = {
        "billing_cycle_anchor": pending["billing_cycle_anchor"],
        "discount": None,
        "discounts": list(pending["discounts"]) if "discounts" in terms else None,
        "expires_at": expires,
        "metadata": dict(terms["metadata"] or {}) if "metadata" in terms else None,
        "subscription_items": copy_of(pending["items"])["data"],
        "trial_end": pending["trial_end"],
        "trial_from_plan": None,
    }


def waits(account: Account, invoice: Object) -> bool:
    """Whether an update of a subscription waits for the payment of this invoice."""
    return invoice["id"] in account.memory.get(PENDING, {})


def waiting_for(account: Account, subscription: Object) -> str | None:
    """The id of the invoice whose payment a subscription's pending update waits for."""
    for invoice, pending in account.memory.get(PENDING, {}).items():
        if pending["id"] == subscription["id"]:
            return str(invoice)
    return None


def drop_pending(call: Call, subscription: Object, invoice: Object) -> bool:
    """Drop a pending update that was not paid in time; whether there was one."""
    if call.account.memory.get(PENDING, {}).pop(invoice["id"], None) is None:
        return False
    before = copy_of(subscription)
    subscription["pending_update"] = None
    jobs.drop(call.account, subscription, "forget update")
    call.emit("customer.subscription.pending_update_expired", subscription)
    lifecycle.emit_updated(call, subscription, before)
    return True


def _apply_pending(call: Call, subscription: Object, invoice: Object) -> None:
    """Make the update that waited for this invoice; no event but the change's own where it was paid at once."""
    pending = call.account.memory.get(PENDING, {}).pop(invoice["id"], None)
    if pending is None:
        return
    status, shown = subscription["status"], subscription["pending_update"] is not None
    pending["metadata"] = merge_metadata(subscription["metadata"], pending["metadata"])
    snapshots.restore(call.account, subscription, pending, only=PENDING_FIELDS)
    periods.follow_end(subscription)
    if status not in ("active", "trialing"):
        subscription["status"] = status
    subscription["pending_update"] = None
    jobs.drop(call.account, subscription, "forget update")
    if shown:
        call.emit("customer.subscription.pending_update_applied", subscription)


def _keep_method(subscription: Object, method: str | None) -> None:
    save_setting = (subscription["payment_settings"] or {}).get("save_default_payment_method")
    if method is not None and save_setting == "on_subscription":
        subscription["default_payment_method"] = method
