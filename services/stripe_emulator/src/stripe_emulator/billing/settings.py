"""What a merchant sets in the Dashboard for billing (https://docs.stripe.com/billing/revenue-recovery)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stripe_emulator.account import Account

MEMORY = "billing.settings"


@dataclass
class Settings:
    """How often a failed payment is tried again, and what becomes of a subscription that stays unpaid."""

    retry_after_days: tuple[int, ...] = (3, 5, 7)
    """Days from one failed attempt to the next: Stripe's own schedule where Smart Retries are off."""
    when_exhausted: Literal["cancel", "mark_unpaid", "leave_past_due"] = "cancel"


def of(account: Account) -> Settings:
    """The settings of an account; change its fields to change them."""
    settings: Settings = account.memory.setdefault(MEMORY, Settings())
    return settings
