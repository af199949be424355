"""A card that is saved first, and charged while nobody is there: https://docs.stripe.com/payments/save-and-reuse."""

from __future__ import annotations

from typing import Any

import stripe

from tests.styles.shop.store import CURRENCY, No, Person, Purchase
from tests.styles.shop.ways.in_page import PaymentElement

CARD_DECLINED, AUTHENTICATION_REQUIRED = 402, "authentication_required"


class Saved(PaymentElement):
    """Pays in the page, too: who is asked to authenticate comes back to that."""

    name = "saved"
    script = PaymentElement.script.replace("payment_element", "saved")
    save_script = """
document.querySelector("button").textContent = "Save";
const { client_secret } = await post("save");
const elements = stripe.elements({ clientSecret: client_secret });
elements.create("payment").mount("#payment");
pressed(async () => {
  const { error } = await stripe.confirmSetup({ elements, redirect: "if_required" });
  if (error) return { error };
  document.body.innerHTML = "<h1>Your card is saved</h1>";
});
"""

    def save(self, client: stripe.StripeClient, person: Person) -> dict[str, Any]:
        """A SetupIntent of the person's customer."""
        with person.lock:
            if not person.customer:
                person.customer = client.v1.customers.create(
                    {"email": person.email, "metadata": {"user": person.id}}
                ).id
        intent = client.v1.setup_intents.create({"customer": person.customer, "usage": "off_session"})
        return {"id": intent.id, "client_secret": intent.client_secret}

    def charge(self, client: stripe.StripeClient, purchase: Purchase, setup_id: str, home: str) -> dict[str, Any]:
        """Charge the saved card; what the shopper is told: with a secret where the bank wants to see her."""
        setup = client.v1.setup_intents.retrieve(setup_id)
        if setup.customer != purchase.person.customer or setup.status != "succeeded":
            raise No(409, "no card is saved")
        with purchase.lock:
            if purchase.order is not None:
                return purchase.told
            back = f"{home}/saved/done?payment={purchase.id}"
            how: Any = {"payment_method": str(setup.payment_method), "off_session": True, "return_url": back}
            try:
                intent = self._confirmed(client, purchase, how)
            except stripe.CardError as error:
                return self._failed(purchase, error)
            purchase.made, purchase.told = intent.id, {"id": intent.id}
            return purchase.told

    def _confirmed(self, client: stripe.StripeClient, purchase: Purchase, how: Any) -> stripe.PaymentIntent:
        if purchase.made:
            before = client.v1.payment_intents.retrieve(purchase.made)
            if before.status == "succeeded":
                return before
            if before.customer is None:  # begun in the page before a card was saved
                client.v1.payment_intents.update(purchase.made, {"customer": purchase.person.customer})
            return client.v1.payment_intents.confirm(purchase.made, how)
        new: Any = {"amount": purchase.amount, "currency": CURRENCY, "metadata": purchase.metadata, "confirm": True}
        key = {"idempotency_key": f"{purchase.id}-off-session"}
        return client.v1.payment_intents.create({**new, **how, "customer": purchase.person.customer}, key)

    def _failed(self, purchase: Purchase, error: stripe.CardError) -> dict[str, Any]:
        intent: Any = error.error.payment_intent if error.error is not None else None
        if intent is not None:
            purchase.made = intent.id
            purchase.told = {"id": intent.id, "client_secret": intent.client_secret}
        if error.code != AUTHENTICATION_REQUIRED:
            raise No(CARD_DECLINED, error.user_message or "declined") from error
        return purchase.told
