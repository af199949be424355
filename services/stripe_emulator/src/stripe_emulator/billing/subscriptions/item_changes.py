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
    now: int
    # The time that prorations count from.
    at: int
    before: Object
    of_item: bool = False
    # Whether every item begins a new period now, so that no item is charged for the rest of its old one.
    begins_anew: bool = False
    # Items that begin a period now, charged in full.
    billed_anew: list[Object] = field(default_factory=list)
    # Whether the change is invoiced now, whatever `proration_behavior` says.
    invoices: bool = False
    # Ids of the invoice items that prorate the change.
    prorated: list[str] = field(default_factory=list)
    # Ids of the items whose unused time is credited.
    credited: set[str] = field(default_factory=set)

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
    # Another price sets the quantity back to 1 (https://docs.stripe.com/billing/subscriptions/change-price#changing).
    elif params.get("quantity") is not None or changed["price"]["id"] != item["price"]["id"]:
        changed["quantity"] = items.quantity(params, path)
    items.apply(call, changed, params, path, call.account.get("subscription", item["subscription"])["customer"])
    return changed


def _put(call: Call, changed: Change, old_items: dict[str, Object], new_items: dict[str, Object]) -> None:
    subscription = changed.subscription
    _judge_period(call, changed, list(old_items.values()), list(new_items.values()))
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
        if different and not changed.begins_anew:
            debit(call, changed, item)
    items.put(call.account, subscription, final)


def _judge_period(call: Call, changed: Change, old: list[Object], new: list[Object]) -> None:
    """Whether other prices change the billing period, or make a free subscription a paid one: fact 133.

    Both are invoiced now. In the classic mode every item begins a new period, too; in the flexible mode the anchor
    stays (https://docs.stripe.com/billing/subscriptions/billing-mode/compare).
    """
    subscription = changed.subscription
    if subscription["status"] == "trialing":
        return
    currency = subscription["currency"]
    was_free = all(prices.is_free(call.account, item["price"], currency) for item in old)
    paid_now = was_free and any(
        not prices.is_metered(item["price"]) and not prices.is_free(call.account, item["price"], currency)
        for item in new
    )
    if subscription["billing_mode"]["type"] == "classic":
        intervals = {prices.interval_of(item["price"]) for item in old}
        moved = intervals != {prices.interval_of(item["price"]) for item in new}
        changed.begins_anew = changed.begins_anew or moved or paid_now
    elif paid_now:
        changed.invoices = True


def _differs(old: Object, new: Object) -> bool:
    return bool(old["price"]["id"] != new["price"]["id"] or old["quantity"] != new["quantity"])


def _move(changed: Change, item: Object) -> None:
    """Another interval: the item's period is now the one of that interval that lies around this time, billed at once.

    In the flexible mode the anchor stays (recorded: a monthly item made yearly ends a year after the anchor). In the
    classic mode, in which every item has the same interval, it moves here (`begin_periods`).
    """
    subscription = changed.subscription
    if subscription["status"] == "trialing":
        return
    every = prices.interval_of(item["price"])
    item["current_period_start"] = periods.preceding(subscription["billing_cycle_anchor"], *every, changed.at)
    item["current_period_end"] = periods.next_end(subscription, *every, changed.at)
    changed.invoices = True


def fit_to_end(call: Call, changed: Change) -> None:
    """Let the items' periods end with a subscription whose end was set, moved or taken back.

    What is cut off is credited, and what is added is charged, where prorations are enabled (recorded for new
    subscriptions: https://github.com/YumaInaura/YumaInaura/issues/2920; that a later end is charged is inferred).
    """
    subscription = changed.subscription
    for item in subscription["items"]["data"]:
        old = item["current_period_end"]
        end = periods.next_end(subscription, *prices.interval_of(item["price"]), old - 1)
        if end < old:
            credit(call, changed, item, since=end)
            item["current_period_end"] = end
        elif end > old:
            item["current_period_end"] = end
            debit(call, changed, item, since=old)


def begin_periods(changed: Change) -> None:
    """Begin a new period of every item now, charged in full."""
    subscription = changed.subscription
    subscription["billing_cycle_anchor"] = changed.now
    for item in subscription["items"]["data"]:
        item["current_period_start"] = changed.now
        end = periods.add(changed.now, *prices.interval_of(item["price"]))
        item["current_period_end"] = periods.fitted(subscription, end)
        changed.billed_anew.append(item)
    changed.invoices = True


def credit_rest(call: Call, changed: Change) -> None:
    """Credit the items that were there before and stay as they are, because their periods end now."""
    kept = {item["id"] for item in changed.subscription["items"]["data"]}
    for item in changed.before["items"]["data"]:
        if item["id"] in kept and item["id"] not in changed.credited:
            credit(call, changed, item)


def credit(call: Call, changed: Change, item: Object, since: int | None = None) -> None:
    """Credit the rest of an item's period, where the change prorates: since the time of the change, or another."""
    changed.credited.add(item["id"])
    if changed.prorates:
        changed.note(proration.credit(call, changed.subscription, item, changed.at if since is None else since))


def debit(call: Call, changed: Change, item: Object, since: int | None = None) -> None:
    """Charge the rest of an item's period, where the change prorates: since the time of the change, or another."""
    if changed.prorates:
        changed.note(proration.debit(call, changed.subscription, item, changed.at if since is None else since))
