"""The items of a subscription change: added, removed, of another price or quantity; each with what it is worth.

https://docs.stripe.com/billing/subscriptions/change-price, https://docs.stripe.com/billing/subscriptions/quantities
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stripe_emulator.billing.shared import prices
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.billing.subscriptions import items, proration, starting
from stripe_emulator.catalog import prices as catalog
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import no_such


@dataclass
class Change:
    """What an update does to periods and money."""

    subscription: Object
    terms: dict[str, Any]
    # The time that prorations count from.
    at: int
    before: Object
    of_item: bool = False
    # Items that begin a period now, charged in full.
    billed_anew: list[Object] = field(default_factory=list)
    invoices: bool = False
    prorated: list[str] = field(default_factory=list)

    @property
    def prorates(self) -> bool:
        """Whether the change is prorated at all."""
        return self.terms.get("proration_behavior") != "none"

    def note(self, item: Object | None) -> None:
        if item is not None:
            self.prorated.append(item["id"])


def apply(call: Call, changed: Change) -> None:
    """Items added, changed, removed; each with its credit and its debit."""
    subscription, given = changed.subscription, changed.terms.get("items")
    if not given:
        return
    kept = {item["id"]: item for item in subscription["items"]["data"]}
    planned: list[tuple[Object | None, dict[str, Any], str]] = []
    for number, one in enumerate(given):
        path = "" if changed.of_item else f"items[{number}]"
        item = None
        if one.get("id") is not None:
            item = kept.get(one["id"])
            if item is None:
                raise no_such("subscription item", one["id"][:200], items.within(path, "id"), 400)
        planned.append((item, one, path))
    wanted = dict(kept)
    for item, one, path in planned:
        if item is not None and one.get("deleted"):
            wanted.pop(item["id"], None)
        elif item is not None:
            wanted[item["id"]] = _changed(call, item, one, path)
        else:
            made = items.made(call, subscription, one, path)
            starting.start_item(subscription, made, changed.at)
            wanted[made["id"]] = made
    items.check(call.account, subscription, list(wanted.values()), "price" if changed.of_item else "items")
    _put(call, changed, kept, wanted)


def _changed(call: Call, item: Object, given: dict[str, Any], path: str) -> Object:
    """A copy of an item as it is to be."""
    wanted = copy_of(item)
    if any(given.get(name) is not None for name in ("price", "plan", "price_data")):
        price = catalog.price_of(call, given, path, type="recurring")
        items.put_price(call.account, wanted, price)
    if prices.is_metered(wanted["price"]):
        wanted["quantity"] = None
    elif given.get("quantity") is not None or wanted["quantity"] is None:
        wanted["quantity"] = items.quantity(given, path)
    items.apply(call, wanted, given, path, call.account.get("subscription", item["subscription"])["customer"])
    return wanted


def _put(call: Call, changed: Change, kept: dict[str, Object], wanted: dict[str, Object]) -> None:
    subscription = changed.subscription
    moved = any(
        item["id"] in kept and prices.interval_of(item["price"]) != prices.interval_of(kept[item["id"]]["price"])
        for item in wanted.values()
    )
    if moved and subscription["billing_mode"]["type"] == "classic" and subscription["status"] != "trialing":
        subscription["billing_cycle_anchor"] = changed.at
    for id, item in kept.items():
        new = wanted.get(id)
        if new is None or _differs(item, new):
            credit(call, changed, item)
    final = []
    for id, item in wanted.items():
        old = kept.get(id)
        different = old is None or _differs(old, item)
        if old is not None and prices.interval_of(old["price"]) != prices.interval_of(item["price"]):
            _move(changed, item)
        if old is not None and old is not item:
            old.clear()
            old.update(item)
            item = old
        final.append(item)
        if different and item not in changed.billed_anew and not _resets(changed):
            debit(call, changed, item)
    items.put(call.account, subscription, final)


def _differs(old: Object, new: Object) -> bool:
    return bool(old["price"]["id"] != new["price"]["id"] or old["quantity"] != new["quantity"])


def _resets(changed: Change) -> bool:
    """Whether every item begins a new period anyway."""
    return changed.terms.get("billing_cycle_anchor") == "now" or changed.terms.get("trial_end") == "now"


def _move(changed: Change, item: Object) -> None:
    """Another interval: the item's period is now the one of that interval that lies around this time, billed at once.

    In the classic mode the anchor has moved here with it, so that it is a whole one; in the flexible mode the anchor
    stays (recorded: a monthly item made yearly ends a year after the anchor).
    """
    subscription = changed.subscription
    if subscription["status"] == "trialing":
        return
    anchor = subscription["billing_cycle_anchor"]
    interval, count = prices.interval_of(item["price"])
    item["current_period_start"] = periods.preceding(anchor, interval, count, changed.at)
    item["current_period_end"] = periods.following(anchor, interval, count, changed.at)
    changed.invoices = True
    if anchor == changed.at:
        changed.billed_anew.append(item)


def credit(call: Call, changed: Change, item: Object) -> None:
    if changed.prorates:
        changed.note(proration.credit(call, changed.subscription, item, changed.at))


def debit(call: Call, changed: Change, item: Object) -> None:
    if changed.prorates:
        changed.note(proration.debit(call, changed.subscription, item, changed.at))
