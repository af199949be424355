"""Each item of a subscription has a period of its own; before, the subscription had one."""

from __future__ import annotations

from typing import Any

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change, Derive


def _of_first_item(name: str) -> Derive:
    def derive(_: Account, subscription: Object) -> Any:
        items = subscription["items"]["data"]
        return items[0].get(name) if items else None

    return derive


CHANGE = Change(
    "https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-subscription-current-period-start-and-end",
    fields={"subscription": {name: _of_first_item(name) for name in ("current_period_start", "current_period_end")}},
)
