"""The dates of a subscription: start, trial, billing anchor, the first period of each item, the end (fact 122)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stripe_emulator.billing.shared import prices
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.billing.subscriptions import items
from stripe_emulator.billing.subscriptions import terms as subscription_terms
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

DAY, LONGEST_TRIAL = subscription_terms.DAY, subscription_terms.LONGEST_TRIAL


def set_times(call: Call, subscription: Object, subscription_items: list[Object], terms: dict[str, Any]) -> None:
    """Start, trial, anchor, and the first period of every item."""
    now = subscription["created"]
    if (since := terms.get("backdate_start_date")) is not None:
        if not 0 < since <= now:
            raise invalid("`backdate_start_date` must be in the past.", param="backdate_start_date")
        subscription["start_date"] = since
    until = trial_end(call, terms, subscription_items, now)
    if until is not None:
        subscription |= {"trial_start": now, "trial_end": until, "status": "trialing"}
    _set_anchor(subscription, subscription_items, terms, until or now)
    for item in subscription_items:
        start_item(subscription, item, now)


def start_item(subscription: Object, item: Object, now: int) -> None:
    """Set the first period of an item: until the end of the trial, else until the next boundary from the anchor."""
    trial = subscription["trial_end"]
    item["current_period_start"] = now
    if trial is not None and trial > now:
        item["current_period_end"] = trial
    else:
        item["current_period_end"] = periods.next_end(subscription, *prices.interval_of(item["price"]), now)


def trial_end(call: Call, terms: dict[str, Any], subscription_items: list[Object], now: int) -> int | None:
    """The end of the trial from `trial_end`, `trial_period_days` or, with `trial_from_plan`, the prices; None without a
    trial.
    """
    if terms.get("trial_end") is not None and terms.get("trial_period_days") is not None:
        raise invalid("You may only specify one of these parameters: trial_end, trial_period_days.", param="trial_end")
    if terms.get("trial_end") == "now":
        return None
    if terms.get("trial_end") is not None:
        until: int = subscription_terms.check_trial_end(terms["trial_end"], now)
        return until
    days = terms.get("trial_period_days")
    if days is None and terms.get("trial_from_plan"):
        days = max((item["price"]["recurring"]["trial_period_days"] or 0 for item in subscription_items), default=0)
    if days is not None and not 0 <= days <= LONGEST_TRIAL:
        message = f"Invalid trial_period_days: must be between 0 and {LONGEST_TRIAL}, got {days}."
        raise invalid(message, param="trial_period_days", code="parameter_invalid_integer")
    return now + days * DAY if days else None


def trial_days(call: Call, subscription: Object, items_params: Iterable[dict[str, Any]]) -> int:
    """The longest trial of the prices that an update names, else of the present ones, in days; 0 without one."""
    ids = [one.get("price") or one.get("plan") for one in items_params if not one.get("deleted")]
    found = [call.account.table("price").find(id) for id in ids if id]
    chosen = [price for price in found if price is not None] or [
        item["price"] for item in subscription["items"]["data"]
    ]
    return max(((price["recurring"] or {}).get("trial_period_days") or 0 for price in chosen), default=0)


def anchor_of(value: Any) -> Any:
    """`billing_cycle_anchor` of an update as a word or a time: since 2026-09-30 it is a hash with a `type`.

    https://docs.stripe.com/changelog/endive/2026-09-30/polymorphic-billing-cycle-anchor
    """
    if not isinstance(value, dict):
        return value
    return value.get("timestamp") if value["type"] == "timestamp" else value["type"]


def _set_anchor(subscription: Object, subscription_items: list[Object], terms: dict[str, Any], start_at: int) -> None:
    anchor = terms.get("billing_cycle_anchor")
    if (config := terms.get("billing_cycle_anchor_config")) is not None:
        if anchor is not None:
            raise invalid(
                "You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.",
                param="billing_cycle_anchor_config",
            )
        anchor = _configured(config, start_at)
        subscription["billing_cycle_anchor_config"] = {
            name: config.get(name) for name in ("day_of_month", "hour", "minute", "month", "second")
        }
    if anchor is None:
        subscription["billing_cycle_anchor"] = start_at
        return
    interval, count = items.shortest(subscription_items)
    if anchor < start_at:
        raise invalid("`billing_cycle_anchor` must be in the future.", param="billing_cycle_anchor")
    if anchor > periods.add(start_at, interval, count):
        natural = periods.add(start_at, interval, count)
        message = (
            f"`billing_cycle_anchor` cannot be later than next natural billing date ({natural}) for plan: "
            f"{subscription_items[0]['price']['id']}"
        )
        raise invalid(message, param="billing_cycle_anchor")
    subscription["billing_cycle_anchor"] = anchor


def _configured(config: dict[str, int], now: int) -> int:
    for name, least, most in (
        ("day_of_month", 1, 31),
        ("month", 1, 12),
        ("hour", 0, 23),
        ("minute", 0, 59),
        ("second", 0, 59),
    ):
        if config.get(name) is not None and not least <= config[name] <= most:
            message = f"Invalid {name}: must be between {least} and {most}."
            raise invalid(message, param=f"billing_cycle_anchor_config[{name}]", code="parameter_invalid_integer")
    return periods.first_anchor(config, now)


def set_cancel(subscription: Object, subscription_items: list[Object], terms: dict[str, Any]) -> None:
    now = subscription["created"]
    at = cancel_time(terms.get("cancel_at"), subscription_items, now)
    if terms.get("cancel_at_period_end"):
        at = max(item["current_period_end"] for item in subscription_items)
        subscription["cancel_at_period_end"] = True
    if at is not None:
        subscription |= {"cancel_at": at, "canceled_at": now}
        subscription["cancellation_details"]["reason"] = "cancellation_requested"
        for item in subscription_items:
            item["current_period_end"] = periods.fitted(subscription, item["current_period_end"])


def cancel_time(cancel_at: int | str | None, subscription_items: list[Object], now: int) -> int | None:
    """`cancel_at` in seconds since 1970: as given, or the end of the first or last current period."""
    if isinstance(cancel_at, str):
        ends: list[int] = [item["current_period_end"] for item in subscription_items]
        return min(ends) if cancel_at == "min_period_end" else max(ends)
    return None if cancel_at is None else subscription_terms.check_future(cancel_at, now, "cancel_at")
