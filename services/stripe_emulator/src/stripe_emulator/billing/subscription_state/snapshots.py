"""Snapshots of a subscription: to undo an update, or to apply it once it is paid."""

from __future__ import annotations

from stripe_emulator.state.account import Account, Object, copy_of


def take(subscription: Object) -> Object:
    return copy_of(subscription)


def restore(account: Account, subscription: Object, snapshot: Object, *, only: tuple[str, ...] = ()) -> None:
    """Set a subscription back to a snapshot (`only` these fields); its items stay the same objects."""
    if not only or "items" in only:
        _restore_items(account, subscription, snapshot)
    for name, value in copy_of(snapshot).items():
        if name != "items" and (not only or name in only):
            subscription[name] = value
    account.refile(subscription)


def _restore_items(account: Account, subscription: Object, snapshot: Object) -> None:
    snapshot_items = copy_of(snapshot["items"])
    for item in subscription["items"]["data"]:
        if item["id"] not in {one["id"] for one in snapshot_items["data"]}:
            account.remove(item)
    items = []
    for one in snapshot_items["data"]:
        item = account.find(one["id"])
        if item is None:
            item = account.add(one)
        else:
            item.clear()
            item.update(one)
        items.append(item)
    subscription["items"] = {**snapshot_items, "data": items}
