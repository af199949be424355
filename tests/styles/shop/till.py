"""Where a purchase becomes an order: once, over what Stripe says that it took, whoever asks first."""

from __future__ import annotations

from typing import Any

import stripe

from tests.styles.shop.store import CURRENCY, No, Person, Purchase, Store
from tests.styles.shop.ways import WAYS, Way


class Till:
    """Begins purchases and settles them, in any way."""

    def __init__(self, client: stripe.StripeClient, store: Store) -> None:
        self.stripe, self.store = client, store

    def begin(self, way: Way, person: Person, home: str) -> Purchase:
        """What the page is told of the basket's payment; one that was begun for another basket cannot be paid then."""
        with person.lock:
            purchase, before = self.store.purchase(way.name, person)
            if purchase.made and way.ended(self.stripe, purchase):
                del person.open[way.name]
                purchase, before = self.store.purchase(way.name, person)
            if before is not None and before.made and not self.settle(before):
                way.give_up(self.stripe, before)
            with purchase.lock:
                if not purchase.told:
                    goods = [{**self.store.products[id], "quantity": number} for id, number in purchase.items.items()]
                    purchase.told = way.begin(self.stripe, purchase, goods, home)
            return purchase

    def settle(self, purchase: Purchase, session_id: str = "") -> bool:
        """Ask Stripe, and write the order if it is paid; the session is that of an event."""
        with purchase.lock:
            intent = WAYS[purchase.way].paid(self.stripe, purchase, session_id)
            if intent is None:
                return purchase.order is not None
            if purchase.order is not None:
                if intent.id != purchase.intent:  # paid once more
                    self._give_back(intent.id)
                return True
            if (intent.amount_received, intent.currency) != (purchase.amount, CURRENCY):
                return False
            if not self.store.take(purchase.items):
                self._give_back(intent.id)
                return False
            purchase.intent = intent.id
            self.store.sell(purchase, purchase.told["id"])
            return True

    def hear(self, event: dict[str, Any]) -> None:
        """An event of Stripe's, as JSON: where it is about a purchase, Stripe is asked."""
        thing = event["data"]["object"]
        if event["type"] == "charge.refunded":
            self._refunded(thing["id"])
            return
        reference = thing.get("client_reference_id") or (thing.get("metadata") or {}).get("purchase")
        purchase = self.store.purchases.get(reference)
        if purchase is not None:
            self.settle(purchase, thing["id"] if thing["object"] == "checkout.session" else "")

    def _refunded(self, charge_id: str) -> None:
        charge = self.stripe.v1.charges.retrieve(charge_id)
        for one in list(self.store.purchases.values()):
            if one.order is not None and one.intent == charge.payment_intent:
                one.order["refunded"] = charge.amount_refunded
                one.order["status"] = "refunded" if charge.refunded else "partially_refunded"

    def _give_back(self, intent_id: str) -> None:
        self.stripe.v1.refunds.create({"payment_intent": intent_id}, {"idempotency_key": f"back-{intent_id}"})

    def of(self, person: Person, id: str) -> Purchase:
        """A purchase of this person's by the id that the page was told, or by that of what is at Stripe."""
        for one in list(self.store.purchases.values()):
            if one.person is person and id and id in (one.id, one.made, one.told.get("id")):
                return one
        raise No(404, "no such payment")
