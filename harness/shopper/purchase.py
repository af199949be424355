"""What came of one attempt to pay: the intent, what Stripe.js said last, and what the checkout made of it."""

from dataclasses import dataclass
from typing import Any

from harness.core.exchange import Exchange


@dataclass(frozen=True)
class Purchase:
    """One attempt to pay an intent; `amount` is in minor units, as the checkout told it when it made the intent."""

    intent_id: str
    client_secret: str
    amount: int
    currency: str
    stripe_response: Exchange
    confirmation: Exchange

    @property
    def order_id(self) -> str | None:
        """The order that the checkout answered with, if it did."""
        return self._confirmed().get("order_id")

    @property
    def status(self) -> str | None:
        """The intent's status as the checkout tells it; Stripe's view when the checkout tells none."""
        answer = self._confirmed().get("status")
        return str(answer) if answer is not None else intent_in(self.stripe_response).get("status")

    @property
    def error(self) -> dict[str, Any] | None:
        """Stripe's error as the browser saw it: of the confirmation, else the intent's `last_payment_error`."""
        body = self.stripe_response.json()
        error = body.get("error") if self.stripe_response.status >= 400 else body.get("last_payment_error")
        return dict(error) if error else None

    def _confirmed(self) -> dict[str, Any]:
        return dict(self.confirmation.json()) if self.confirmation.status < 300 else {}


def intent_in(answer: Exchange) -> dict[str, Any]:
    """The PaymentIntent of a Stripe answer: the answer itself, or the one inside its error."""
    body = answer.json()
    found = body.get("error", {}).get("payment_intent") if answer.status >= 400 else body
    return dict(found or {})
