"""A Checkout Session inside the shop's page: https://docs.stripe.com/checkout/embedded/quickstart, and as elements:
https://docs.stripe.com/checkout/elements-with-checkout-sessions-api/quickstart."""

from __future__ import annotations

from typing import Any

import stripe

from tests.styles.shop.store import Purchase
from tests.styles.shop.ways.way import Goods, Sessions


class InPage(Sessions):
    """The page has the session's client secret."""

    ui_mode = ""

    def begin(self, client: stripe.StripeClient, purchase: Purchase, goods: Goods, home: str) -> dict[str, Any]:
        back = f"{home}/{self.name}/done?session={{CHECKOUT_SESSION_ID}}"
        fields = {**self.session(purchase, goods), "ui_mode": self.ui_mode, "return_url": back}
        session = self.made(client, purchase, fields)
        return {"id": session.id, "client_secret": session.client_secret}


class Embedded(InPage):
    """Stripe's page in a frame, with its own button."""

    name, ui_mode = "embedded", "embedded_page"
    script = """
document.querySelector("button").remove();
const fetchClientSecret = async () => (await post("begin")).client_secret;
(await stripe.createEmbeddedCheckoutPage({ fetchClientSecret })).mount("#payment");
"""


class Elements(InPage):
    """The Payment Element with a session."""

    name, ui_mode = "elements", "elements"
    script = """
const { client_secret } = await post("begin");
const checkout = stripe.initCheckoutElementsSdk({ clientSecret: client_secret });
checkout.createPaymentElement().mount("#payment");
const { actions } = await checkout.loadActions();
document.querySelector("button").title = actions.getSession().total.total.amount;
pressed(() => actions.confirm({ email: "ada@shop.example" }));
"""
