"""Usage is reported to meters; before, to subscription items (`billing/subscriptions/usage.py`)."""

from __future__ import annotations

from stripe_emulator.catalog import prices
from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _of_price(account: Account, price: Object, shown: Object) -> None:
    if shown["recurring"] is not None:
        shown["recurring"]["aggregate_usage"] = prices.aggregate_usage(account, price)


def _of_plan(account: Account, plan: Object) -> str | None:
    return prices.aggregate_usage(account, {"id": plan["id"], "recurring": {"usage_type": plan["usage_type"]}})


CHANGE = Change(
    "https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-legacy-usage-based-billing",
    fields={"plan": {"aggregate_usage": _of_plan}},
    amend={"price": _of_price},
)
