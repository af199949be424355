"""Trials that an update begins, moves or ends (https://docs.stripe.com/billing/subscriptions/trials/free-trials).

`trial_end=now` on a subscription in no trial changes nothing (fact 134). A trial that begins on a paid subscription
credits what is left of the period, and an invoice over 0 tells of it at once (fact 135).
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.subscriptions import dates, item_changes, renewal
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

# https://docs.stripe.com/changelog/endive/2026-10-28/error-code-billing-cycle-trial-end-validation-subscriptions
ANCHOR_IN_TRIAL = "subscription_update_trial_after_billing_cycle_anchor"
CODE_SINCE = "2026-10-28"


def check(call: Call, subscription: Object, terms: dict[str, Any]) -> None:
    """Refuse an anchor before the end of the trial."""
    until = terms.get("trial_end") or (subscription["trial_end"] if subscription["status"] == "trialing" else None)
    if terms.get("billing_cycle_anchor") == "now" and isinstance(until, int):
        message = "`billing_cycle_anchor` cannot be before `trial_end`. End the trial first, with `trial_end=now`."
        raise invalid(
            message, param="billing_cycle_anchor", code=ANCHOR_IN_TRIAL if call.version >= CODE_SINCE else None
        )


def resolve(call: Call, subscription: Object, terms: dict[str, Any], now: int) -> dict[str, Any]:
    """The terms with `trial_from_plan` as the `trial_end` that its prices give, and without a trial that is over."""
    terms = dict(terms)
    if terms.pop("trial_from_plan", None):
        days = dates.trial_days(call, subscription, terms.get("items") or ())
        if days:
            terms["trial_end"] = now + days * dates.DAY
    if terms.get("trial_end") == "now" and subscription["status"] != "trialing":
        del terms["trial_end"]
    return terms


def begins(changed: item_changes.Change) -> bool:
    return isinstance(changed.terms.get("trial_end"), int) and changed.before["status"] != "trialing"


def apply(call: Call, changed: item_changes.Change) -> bool:
    """Begin, move or end a trial; False where its end paused or ended the subscription."""
    subscription, trial_end = changed.subscription, changed.terms.get("trial_end")
    if trial_end is None:
        return True
    if trial_end == "now":
        return _end(call, changed)
    if begins(changed):
        _begin(call, changed)
    subscription |= {"trial_end": trial_end, "billing_cycle_anchor": trial_end, "status": "trialing"}
    for item in subscription["items"]["data"]:
        item["current_period_end"] = trial_end
    return True


def _end(call: Call, changed: item_changes.Change) -> bool:
    subscription = changed.subscription
    subscription["trial_end"] = changed.now
    if not renewal.end_trial(call, subscription, changed.before):
        return False
    subscription["status"] = "active"
    item_changes.begin_periods(changed)
    return True


def _begin(call: Call, changed: item_changes.Change) -> None:
    """Credit what is left of the period, and begin one that is free: its lines are over 0."""
    subscription = changed.subscription
    item_changes.credit_rest(call, changed)
    classic = subscription["billing_mode"]["type"] == "classic"
    subscription["trial_start"] = (subscription["trial_start"] if classic else None) or changed.now
    for item in subscription["items"]["data"]:
        item["current_period_start"] = changed.now
        changed.billed_anew.append(item)
    changed.invoices = True
