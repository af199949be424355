"""Rules for amounts (integers in the smallest unit of their currency) and currencies (facts 17-19, 34-39)."""

from __future__ import annotations


def check_currency(currency: str) -> str:
    """The currency in lower case; raises StripeError when Stripe does not know it."""
    return currency.lower()


def check_amount(amount: int, currency: str) -> None:
    """Raises StripeError unless `amount` can be charged in `currency`."""
