"""Updates that are made only if they are paid (https://docs.stripe.com/billing/subscriptions/pending-updates)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.invoices import paying, voiding
from stripe_emulator.billing.shared import automatic_call, jobs
from stripe_emulator.billing.subscription_state import consequences, lifecycle, periods, snapshots
from stripe_emulator.billing.subscriptions import expiration, renewal
from stripe_emulator.billing.subscriptions.item_changes import Change
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid

SUPPORTED = frozenset(
    {
        "add_invoice_items",
        "billing_cycle_anchor",
        "items",
        "off_session",
        "payment_behavior",
        "proration_behavior",
        "proration_date",
        "trial_end",
        "trial_from_plan",
    }
)
SUPPORTED_OF_ITEM = frozenset({"deleted", "id", "plan", "price", "price_data", "quantity"})
# Since when more is supported: docs.stripe.com/changelog/dahlia/2026-05-27/pending-subscription-update-metadata,
# .../2026-05-27/pending-subscription-updates-discount-and-discounts-properties and
# .../2026-07-29/item-level-discounts-for-pending-updates
SINCE = {"metadata": "2026-05-27", "discounts": "2026-05-27"}
SINCE_OF_ITEM = {"metadata": "2026-05-27", "discounts": "2026-07-29"}
# The wording as https://github.com/codecov/codecov-api/pull/839 has it.
NOT_SUPPORTED = (
    "When `payment_behavior` is set to `pending_if_incomplete`, you can only pass supported params. `{}` is not "
    "supported. See https://stripe.com/docs/billing/subscriptions/pending-updates-reference#supported-attributes for "
    "more details."
)
NOT_SENT = (
    "`payment_behavior=pending_if_incomplete` can only be used with subscriptions whose `collection_method` is "
    "`charge_automatically`."
)


def check(call: Call, subscription: Object, terms: dict[str, Any]) -> None:
    """Refuse what cannot wait for a payment."""
    if terms.get("payment_behavior") != "pending_if_incomplete":
        return
    if subscription["collection_method"] == "send_invoice":
        raise invalid(NOT_SENT, param="payment_behavior")
    _check_names(call, terms, SUPPORTED, SINCE)
    for item in terms.get("items") or ():
        _check_names(call, item, SUPPORTED_OF_ITEM, SINCE_OF_ITEM)


def hold(call: Call, changed: Change, invoice: Object) -> None:
    """Set a subscription back until the invoice of its change is paid, and try to pay it now."""
    subscription = changed.subscription
    pending = copy_of(subscription)
    expires = _expires(call, changed)
    snapshots.restore(call.account, subscription, changed.before, only=consequences.PENDING_FIELDS)
    periods.follow_end(subscription)
    consequences.wait_for(call, subscription, invoice, pending, changed.terms)
    with lifecycle.one_event(call.account, subscription):
        paying.try_to_pay(call, invoice)
    if consequences.waits(call.account, invoice):
        consequences.show_pending(subscription, pending, changed.terms, expires)
        jobs.plan(call, subscription, "forget update", expires, lambda automatic: _forget(automatic, invoice))
        _plan_renewal_when_applied(call, subscription)
    lifecycle.emit_updated(call, subscription, changed.before)


def replace(call: Call, subscription: Object) -> None:
    """Discard an update that is still pending, with its invoice, because another one takes its place."""
    id = consequences.waiting_for(call.account, subscription)
    if id is not None:
        _forget(call, call.account.get("invoice", id))


def _forget(call: Call, invoice: Object) -> None:
    """Void the invoice of an update that was not paid in time, and the update with it."""
    if consequences.waits(call.account, invoice) and invoice["status"] in ("open", "uncollectible"):
        voiding.void(call, invoice)


def _check_names(call: Call, terms: dict[str, Any], supported: frozenset[str], since: dict[str, str]) -> None:
    for name in terms:
        if name not in supported and call.version < since.get(name, "9999"):
            raise invalid(NOT_SUPPORTED.format(name), param=name)


def _expires(call: Call, changed: Change) -> int:
    """23 hours from now, or at the end of the trial or of the shortest period where that is sooner."""
    before, now = changed.before, automatic_call.now(call, changed.subscription)
    ends: list[int] = [item["current_period_end"] for item in before["items"]["data"]]
    if before["status"] == "trialing":
        ends.append(before["trial_end"])
    return min(now + expiration.HOURS_23, *ends)


def _plan_renewal_when_applied(call: Call, subscription: Object) -> None:
    by = automatic_call.by_itself(call)

    def on_event(type: str) -> None:
        if type == "customer.subscription.pending_update_applied":
            renewal.plan(by, subscription)

    call.account.watch(subscription["id"], on_event)
