"""Fields that Stripe shows only when they are expanded, kept beside the objects, by id and dotted path.

They are the fields of which the API reference says "Expandable" although they are no ids, or that they are not
included by default (https://docs.stripe.com/expand#includable-properties); `contract/absent.py` has all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.state.account import Account, Object

MEMORY = "on_demand"
BREAKDOWN = "total_details.breakdown"
CURRENCY_OPTIONS = "currency_options"
# Kept here: the kind of the object and the path within it. Other such fields are computed by their resource.
KEPT = (
    ("checkout.session", BREAKDOWN),
    ("item", "discounts"),
    ("item", "taxes"),
    ("promotion_code", f"restrictions.{CURRENCY_OPTIONS}"),
    ("quote", BREAKDOWN),
    ("quote", f"computed.recurring.{BREAKDOWN}"),
    ("quote", f"computed.upfront.{BREAKDOWN}"),
    ("shipping_rate", f"fixed_amount.{CURRENCY_OPTIONS}"),
)


def keep(account: Account, id: str, path: str, value: Any) -> None:
    """Store the value of such a field of the object with this id."""
    account.memory.setdefault(MEMORY, {}).setdefault(id, {})[path] = value


def kept(account: Account, id: str, path: str) -> Any:
    """The stored value; None where there is none."""
    return account.memory.get(MEMORY, {}).get(id, {}).get(path)


def reader(path: str) -> Callable[[Account, Object], Any]:
    """Makes the expanded field of an object."""
    return lambda account, obj: kept(account, obj["id"], path)
