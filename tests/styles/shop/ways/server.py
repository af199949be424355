"""The server makes and confirms the intent at once, with what the page made of the card:
https://docs.stripe.com/payments/finalize-payments-on-the-server."""

from __future__ import annotations

from typing import Any

import stripe

from tests.styles.shop.store import CURRENCY, No, Purchase
from tests.styles.shop.ways.way import Goods, Way

CARD_DECLINED = 402


class AtServer(Way):
    """The amount first; nothing is at Stripe until somebody pays."""

    name = "at_server"
    script = """
const basket = async () => (await fetch("/basket")).json();
let { total, currency } = await basket();
const elements = stripe.elements({ mode: "payment", amount: total, currency, paymentMethodCreation: "manual" });
elements.create("payment").mount("#payment");
pressed(async () => {
  const { error: wrong } = await elements.submit();
  if (wrong) return { error: wrong };
  const { error, paymentMethod } = await stripe.createPaymentMethod({ elements });
  if (error) return { error };
  const { id } = await post("begin", { seen: total }).catch(async (error) => {
    total = (await basket()).total;
    elements.update({ amount: total });
    throw error;
  });
  const answer = await post("confirm", { id, payment_method: paymentMethod.id });
  if (answer.client_secret) {
    const handled = await stripe.handleNextAction({ clientSecret: answer.client_secret });
    if (handled.error) return handled;
  }
  location.assign(`/at_server/done?payment=${id}`);
});
"""

    def begin(self, client: stripe.StripeClient, purchase: Purchase, goods: Goods, home: str) -> dict[str, Any]:
        return {"id": purchase.id}

    def confirm(self, client: stripe.StripeClient, purchase: Purchase, method: str, home: str) -> str:
        """Confirm; the client secret where the bank asks, else nothing."""
        back = f"{home}/at_server/done?payment={purchase.id}"
        how: Any = {"payment_method": method, "return_url": back, "use_stripe_sdk": True}
        with purchase.lock:
            try:
                intent = self._confirmed(client.v1.payment_intents, purchase, how)
            except stripe.CardError as error:
                if error.error is not None and error.error.payment_intent is not None:
                    purchase.made = error.error.payment_intent.id
                raise No(CARD_DECLINED, error.user_message or "declined") from error
            except stripe.InvalidRequestError as error:  # paid already, or waiting for the bank
                raise No(409, error.user_message or "cannot be paid now") from error
            purchase.made = intent.id
            return (intent.client_secret or "") if intent.status == "requires_action" else ""

    def _confirmed(self, intents: Any, purchase: Purchase, how: dict[str, Any]) -> Any:
        if purchase.made:
            before = intents.retrieve(purchase.made)
            open_still = before.status in ("requires_payment_method", "requires_confirmation")
            return intents.confirm(purchase.made, how) if open_still else before
        new = {"amount": purchase.amount, "currency": CURRENCY, "metadata": purchase.metadata, "confirm": True}
        return intents.create({**new, **how}, {"idempotency_key": f"{purchase.id}-{how['payment_method']}"})
