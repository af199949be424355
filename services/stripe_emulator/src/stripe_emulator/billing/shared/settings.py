"""What a merchant sets in the Dashboard for billing (https://docs.stripe.com/billing/revenue-recovery)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from stripe_emulator.state.account import Account

MEMORY = "billing.settings"
Exhausted = Literal["cancel", "mark_unpaid", "leave_past_due"]
CHOICES = get_args(Exhausted)


@dataclass
class Settings:
    """How often a failed payment is tried again, and what becomes of a subscription that stays unpaid."""

    # Days from one failed attempt to the next: Stripe's own schedule where Smart Retries are off.
    retry_after_days: tuple[int, ...] = (3, 5, 7)
    when_exhausted: Exhausted = "cancel"


def of(account: Account) -> Settings:
    """The settings of an account; change the fields of the object to change them."""
    settings: Settings = account.memory.setdefault(MEMORY, Settings())
    return settings


def change(account: Account, changes: Any) -> None:
    """Change the settings that are sent; ValueError says what was expected."""
    if not isinstance(changes, dict) or not changes.keys() <= {"retry_after_days", "when_exhausted"}:
        raise ValueError("Send retry_after_days (a list of days), when_exhausted, or both.")
    days, then = changes.get("retry_after_days"), changes.get("when_exhausted")
    if days is not None and not (isinstance(days, list) and all(type(one) is int and 0 < one < 366 for one in days)):
        raise ValueError(f"retry_after_days is a list of days from 1 to 365; got {days!r:.100}.")
    if then is not None and then not in CHOICES:
        raise ValueError(f"when_exhausted is one of {', '.join(CHOICES)}; got {then!r:.100}.")
    settings = of(account)
    if days is not None:
        settings.retry_after_days = tuple(days)
    if then is not None:
        settings.when_exhausted = then
