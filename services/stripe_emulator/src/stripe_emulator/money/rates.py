"""What Stripe takes of a payment, and how long it keeps the rest (facts 102, 128, 129): settings."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache

# Environment variable with a JSON object of fields of `Rates`: `{"basis_points": 150, "fixed": 25}`.
VARIABLE = "STRIPE_EMULATOR_RATES"


@dataclass(frozen=True)
class Rates:
    """A US account's (https://stripe.com/pricing): 2.9 % and 30c, 1.5 % more for a card from elsewhere; 15.00 for a
    dispute. Amounts are in the minor unit of the payment's currency: every currency has a balance of its own here, so
    nothing is converted.

    Fact 102 [?], the dispute's fee after a win: the testing page and the recorded fixture give it back, so we do.
    """

    basis_points: int = 290
    fixed: int = 30
    foreign_basis_points: int = 150
    dispute_fee: int = 1500
    dispute_fee_returned: bool = True
    days_until_available: int = 7

    def fee(self, amount: int, country: str | None) -> int:
        """The fee of a payment, rounded half up (fact 128)."""
        foreign = self.foreign_basis_points if country not in (None, "US") else 0
        return (amount * (self.basis_points + foreign) + 5000) // 10_000 + self.fixed


@cache
def rates() -> Rates:
    """The rates of this process, from the environment."""
    return Rates(**json.loads(os.environ.get(VARIABLE, "{}")))
