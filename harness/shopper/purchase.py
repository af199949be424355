"""What came of one attempt to pay, or to save a card: what Stripe said, and what the checkout made of it."""

from dataclasses import dataclass
from typing import Any

from harness.checkouts import Lost, Order, Payment, Refused
from harness.shopper.styles import Attempt

SETTLED = ("succeeded", "complete", "processing", "requires_capture")


@dataclass(frozen=True)
class Purchase:
    """One attempt to pay. `order` is what the checkout told on coming back, if it told one; `refusal` how it refused.

    `attempt` is None where the checkout confirmed the payment itself.
    """

    payment: Payment
    attempt: Attempt | None = None
    order: Order | None = None
    refusal: Refused | Lost | None = None
    # Whether the checkout has anything to come back to; else it learns of the payment from Stripe alone.
    settles: bool = True

    @property
    def error(self) -> dict[str, Any]:
        """Stripe's error as the shopper's browser got it; empty without one."""
        return self.attempt.error if self.attempt else {}

    @property
    def paid(self) -> bool:
        """Whether the checkout tells the shopper that it is paid."""
        return self.order is not None


@dataclass(frozen=True)
class Saved:
    """A card that was to be saved: `setup` is what the checkout began for it, a SetupIntent (`seti_`) or a session."""

    setup: Payment
    attempt: Attempt
