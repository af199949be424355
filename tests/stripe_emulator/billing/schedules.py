"""Subscription schedules as the tests plan them."""

from __future__ import annotations

from typing import Any

from tests.stripe_emulator.billing.merchant import DAY, Merchant
from tests.stripe_emulator.client import JSON

SCHEDULES = "/v1/subscription_schedules"
FEBRUARY = 29 * DAY
TOLD = (
    "subscription_schedule.aborted", "subscription_schedule.canceled", "subscription_schedule.completed",
    "subscription_schedule.created", "subscription_schedule.expiring", "subscription_schedule.released",
    "subscription_schedule.updated", "customer.subscription.created", "customer.subscription.updated",
    "customer.subscription.deleted",
)  # fmt: skip


def phase(price: str, quantity: int = 1, **params: Any) -> JSON:
    """A phase of one item."""
    return {"items": [{"price": price, "quantity": quantity}], **params}


def planned(merchant: Merchant, *phases: JSON, **params: Any) -> JSON:
    """A schedule that starts now."""
    customer = params.pop("customer", None) or merchant.customer()
    return merchant.post(SCHEDULES, **{"customer": customer, "start_date": "now", "phases": list(phases), **params})


def happened(merchant: Merchant) -> list[str]:
    """What was told, in short."""
    return [type.replace("subscription_schedule", "schedule") for type in merchant.happened(*TOLD)]
