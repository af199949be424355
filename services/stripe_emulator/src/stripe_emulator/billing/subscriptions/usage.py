"""Legacy metered billing, gone with 2025-03-31.basil: usage is reported for a subscription item and billed afterwards.

https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-legacy-usage-based-billing. The messages are Stripe's:
https://github.com/authgear/authgear-server/issues/2430, https://github.com/laravel/cashier-stripe/issues/1709.
"""

from __future__ import annotations

from collections.abc import Sequence

from stripe_emulator.billing.invoices import lines
from stripe_emulator.billing.shared import prices
from stripe_emulator.catalog import prices as catalog
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

# Keys of `account.memory`, by subscription item: (timestamp, quantity) as reported; the periods that were billed.
RECORDS, BILLED = "usage.records", "usage.billed"
# How many seconds ahead a client's clock may be.
TOLERANCE = 300


def check(item: Object, timestamp: int, now: int) -> None:
    """400 unless the item is billed by reported usage, and the time lies in its current period."""
    if not prices.is_metered(item["price"]):
        raise invalid(f"Cannot create the usage record because the price of `{item['id']}` is not metered.")
    if item["price"]["recurring"]["meter"] is not None:
        message = f"Cannot create a usage record for `{item['id']}` because it is not on the legacy metered billing "
        raise invalid(message + "system. Call /v1/billing/meter_events instead.")
    if timestamp < item["current_period_start"]:
        message = (
            "Cannot create the usage record with this timestamp because timestamps must be after the subscription's "
            "last invoice period (or current period start time)."
        )
        raise invalid(message, param="timestamp")
    if timestamp > now + TOLERANCE:
        message = "Cannot create the usage record with this timestamp because it is in the future."
        raise invalid(message, param="timestamp")


def record(account: Account, item: Object, timestamp: int, quantity: int, *, replace: bool) -> int:
    """Report usage at a time (seconds since 1970); with `replace` it overwrites what was reported for that very second.

    The quantity that counts for that second now.
    """
    records = account.memory.setdefault(RECORDS, {}).setdefault(item["id"], [])
    if replace:
        records[:] = [one for one in records if one[0] != timestamp]
    records.append((timestamp, quantity))
    return sum(units for at, units in records if at == timestamp)


def total(account: Account, item: Object, start: int, end: int) -> int:
    """The usage that a period is billed for, as the price's `aggregate_usage` counts it."""
    records: Sequence[tuple[int, int]] = account.memory.get(RECORDS, {}).get(item["id"], ())
    mode = catalog.aggregate_usage(account, item["price"])
    if mode == "last_ever":
        return max((one for one in records if one[0] < end), key=lambda one: one[0], default=(0, 0))[1]
    within = [one for one in records if start <= one[0] < end]
    if mode == "last_during_period":
        return max(within, key=lambda one: one[0], default=(0, 0))[1]
    quantities = [quantity for _, quantity in within]
    return max(quantities, default=0) if mode == "max" else sum(quantities)


def line(account: Account, subscription: Object, item: Object, period: lines.Period) -> Object:
    """The line of an ended period: what was used in it at the price of the item, in minor units."""
    used = total(account, item, *period)
    amount = catalog.amount_of(account, item["price"], used, subscription["currency"])
    made = lines.of_item(account, subscription, {**item, "quantity": used}, period)
    return made | {"amount": amount, "subtotal": amount, **lines.counts(used)}


def remember_billed(account: Account, item: Object, period: lines.Period, invoice: str) -> None:
    """Which invoice (its id) billed a period."""
    account.memory.setdefault(BILLED, {}).setdefault(item["id"], []).append((*period, invoice))


def periods_to_bill(due: Sequence[Object]) -> dict[str, lines.Period]:
    """The current period of each item that is billed by reported usage, not in advance and not by a meter."""
    return {
        item["id"]: (item["current_period_start"], item["current_period_end"])
        for item in due
        if prices.is_metered(item["price"]) and item["price"]["recurring"]["meter"] is None
    }


def periods_of(account: Account, item: Object) -> list[tuple[int, int, str | None]]:
    """The current period and those that were billed, the newest first, each with its invoice."""
    billed = account.memory.get(BILLED, {}).get(item["id"], [])
    return [(item["current_period_start"], item["current_period_end"], None), *reversed(billed)]
