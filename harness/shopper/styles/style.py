"""What every way to pay has in common: how it is recognised, and what came of one attempt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from harness.checkouts import Payment
from harness.core.cards import Card
from harness.core.debits import Debit
from harness.core.exchange import Exchange
from harness.core.history import History
from harness.stripe.stripe_js import StripeJs

SUCCEED, FAIL, ABANDON = "succeed", "fail", "abandon"
OUTCOMES = (SUCCEED, FAIL, ABANDON)
# What a payment is paid with: a card, a bank debit, or the id of a PaymentMethod.
Means = Card | Debit | str


@dataclass(frozen=True)
class Till:
    """Where a payment is paid: Stripe as a shopper's browser reaches it. `email` is the shopper's.

    `confirm` hands the checkout a PaymentMethod; `intents` are those of a payment as Stripe has them.
    """

    js: StripeJs
    stripe_url: str
    history: History
    email: str
    confirm: Callable[[Payment, str], Any]
    intents: Callable[[Payment], list[dict[str, Any]]]


@dataclass(frozen=True)
class Attempt:
    """What Stripe said to one attempt: `status` is the intent's or the session's, `error` Stripe's for the shopper.

    `exchange` is where it said so; None where the checkout alone was told.
    """

    status: str
    error: dict[str, Any] = field(default_factory=dict)
    exchange: Exchange | None = None

    @property
    def declined(self) -> bool:
        """Whether Stripe or the bank refused the card."""
        return bool(self.error)


@dataclass(frozen=True)
class Style:
    """One way to pay: its name, whether a payment is of it, how it is paid (`three_ds` is one of OUTCOMES), and how
    a challenge that was left open is answered (`succeed` or `fail`; without an attempt, the checkout's own is meant).
    """

    name: str
    fits: Callable[[Payment], bool]
    pay: Callable[[Till, Payment, Means, str], Attempt]
    authenticate: Callable[[Till, Payment, Attempt | None, str], Attempt]
