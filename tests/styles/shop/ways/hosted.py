"""Stripe's own page: https://docs.stripe.com/payments/accept-a-payment?platform=web&ui=stripe-hosted."""

from __future__ import annotations

from typing import Any

import stripe

from tests.styles.shop.store import Purchase
from tests.styles.shop.ways.way import Goods, Sessions


class Hosted(Sessions):
    """The shop leads there."""

    name = "hosted"
    script = 'location.assign((await post("begin")).url);'

    def begin(self, client: stripe.StripeClient, purchase: Purchase, goods: Goods, home: str) -> dict[str, Any]:
        back = {"success_url": f"{home}/hosted/done?session={{CHECKOUT_SESSION_ID}}", "cancel_url": f"{home}/"}
        session = self.made(client, purchase, {**self.session(purchase, goods), **back})
        return {"id": session.id, "url": session.url}
