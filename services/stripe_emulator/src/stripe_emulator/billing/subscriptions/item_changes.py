"""Changes of a subscription's items: added, removed, another price or quantity; each with its proration.

https://docs.stripe.com/billing/subscriptions/change-price, https://docs.stripe.com/billing/subscriptions/quantities
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stripe_emulator.billing.shared import prices
from stripe_emulator.billing.subscription_state import periods
from stripe_emulator.billing.subscriptions import dates, items, proration
from stripe_emulator.catalog import prices as catalog_prices
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import no_such


@dataclass
class Change:
    """An update while it is applied: which items it prorates or bills, and whether it needs an invoice now."""

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
        return self.terms.get("proration_behavior") != "none"

    def note(self, item: Object | None) -> None:
        if item is not None:
            self.prorated.append(item["id"])


def apply(call: Call, changed: Change) -> None:
    """Add, change and remove the items of an update, each with its proration."""
    subscription, items_params = changed.subscription, changed.terms.get("items")
    if not items_params:
        return
    old_items = {item["id"]: item for item in subscription["items"]["data"]}
    planned: list[tuple[Object | None, dict[str, Any], str]] = []
    for number, one in enumerate(items_params):
        path = "" if changed.of_item else f"items[{number}]"
        item = None
        if one.get("id") is not None:
            item = old_items.get(one["id"])
            if item is None:
                raise no_such("subscription item", one["id"][:200], items.within(path, "id"), 400)
        planned.append((item, one, path))
    new_items = dict(old_items)
    for item, one, path in planned:
        if item is not None and one.get("deleted"):
            new_items.pop(item["id"], None)
        elif item is not None:
            new_items[item["id"]] = _changed(call, item, one, path)
        else:
            item_added = items.create(call, subscription, one, path)
            dates.start_item(subscription, item_added, changed.at)
            new_items[item_added["id"]] = item_added
    items.check(call.account, subscription, list(new_items.values()), "price" if changed.of_item else "items")
    _put(call, changed, old_items, new_items)


def _changed(call: Call, item: Object, params: dict[str, Any], path: str) -> Object:
    """A copy of an item with its changes applied."""
    changed = copy_of(item)
    if any(params.get(name) is not None for name in ("price", "plan", "price_data")):
        price = catalog_prices.price_of(call, params, path, type="recurring")
        items.put_price(call.account, changed, price)
    if prices.is_metered(changed["price"]):
        changed["quantity"] = None
    elif params.get("quantity") is not None or changed["quantity"] is None:
        changed["quantity"] = items.quantity(params, path)
    items.apply(call, changed, params, path, call.account.get("subscription", item["subscription"])["customer"])
    return changed


def _put(call: Call, changed: Change, old_items: dict[str, Object], new_items: dict[str, Object]) -> None:
    subscription = changed.subscription
    moved = any(
        item["id"] in old_items
        and prices.interval_of(item["price"]) != prices.interval_of(old_items[item["id"]]["price"])
        for item in new_items.values()
    )
    if moved and subscription["billing_mode"]["type"] == "classic" and subscription["status"] != "trialing":
        subscription["billing_cycle_anchor"] = changed.at
    for id, item in old_items.items():
        new = new_items.get(id)
        if new is None or _differs(item, new):
            credit(call, changed, item)
    final = []
    for id, item in new_items.items():
        old = old_items.get(id)
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
    """Whether the update begins a new period for every item, which makes prorations of single items needless."""
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
