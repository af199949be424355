"""What every way has: how a payment begins at Stripe, whether it is paid, and the page on which one pays."""

from __future__ import annotations

from typing import Any

import stripe

from tests.styles.shop.store import CURRENCY, Purchase

Goods = list[dict[str, Any]]


class Way:
    """One way; the PaymentIntent of the page is the simplest."""

    name = ""
    # What the page does, after `stripe`, `told` and `post` are there.
    script = ""

    def begin(self, client: stripe.StripeClient, purchase: Purchase, goods: Goods, home: str) -> dict[str, Any]:
        """Make it at Stripe; what the page is told."""
        intent = client.v1.payment_intents.create(
            {"amount": purchase.amount, "currency": CURRENCY, "metadata": purchase.metadata},
            {"idempotency_key": purchase.id},
        )
        purchase.made = intent.id
        return {"id": intent.id, "client_secret": intent.client_secret}

    def paid(self, client: stripe.StripeClient, purchase: Purchase, session_id: str) -> stripe.PaymentIntent | None:
        """The intent that paid it; None while there is none."""
        if not purchase.made:
            return None
        intent = client.v1.payment_intents.retrieve(purchase.made)
        return intent if intent.status == "succeeded" else None

    def ended(self, client: stripe.StripeClient, purchase: Purchase) -> bool:
        """Whether nobody can pay it any more, and nobody has."""
        return client.v1.payment_intents.retrieve(purchase.made).status == "canceled"

    def give_up(self, client: stripe.StripeClient, purchase: Purchase) -> None:
        """Nobody can pay it any more."""
        try:
            client.v1.payment_intents.cancel(purchase.made)
        except stripe.InvalidRequestError:  # paid meanwhile: the news of it writes the order
            return


class Sessions(Way):
    """What the ways with a Checkout Session have in common."""

    def session(self, purchase: Purchase, goods: Goods) -> dict[str, Any]:
        """The parameters of a session for these goods, prices made inline."""
        lines = [
            {
                "quantity": one["quantity"],
                "price_data": {
                    "currency": CURRENCY,
                    "unit_amount": one["price"],
                    "product_data": {"name": one["title"]},
                },
            }
            for one in goods
        ]
        return {
            "mode": "payment",
            "line_items": lines,
            "client_reference_id": purchase.id,
            "metadata": purchase.metadata,
            "payment_intent_data": {"metadata": purchase.metadata},
        }

    def made(self, client: stripe.StripeClient, purchase: Purchase, fields: dict[str, Any]) -> Any:
        """The session."""
        given: Any = fields
        session = client.v1.checkout.sessions.create(given, {"idempotency_key": purchase.id})
        purchase.made = session.id
        return session

    def ended(self, client: stripe.StripeClient, purchase: Purchase) -> bool:
        return client.v1.checkout.sessions.retrieve(purchase.made).status == "expired"

    def paid(self, client: stripe.StripeClient, purchase: Purchase, session_id: str) -> stripe.PaymentIntent | None:
        return intent_of(client, purchase.made) if purchase.made else None

    def give_up(self, client: stripe.StripeClient, purchase: Purchase) -> None:
        try:
            client.v1.checkout.sessions.expire(purchase.made)
        except stripe.InvalidRequestError:  # complete, or expired already
            return


def intent_of(client: stripe.StripeClient, session_id: str) -> stripe.PaymentIntent | None:
    """The intent of a session whose payment_status is paid."""
    session: Any = client.v1.checkout.sessions.retrieve(session_id, {"expand": ["payment_intent"]})
    intent: stripe.PaymentIntent | None = session.payment_intent if session.payment_status == "paid" else None
    return intent
