"""What a payment of the shop is at Stripe: its intents, charges and refunds, from whatever id the shop tells."""

from typing import Any

from harness.checkouts import Order, Payment
from harness.core.failure import Failure
from harness.stripe.money import Money, settled
from harness.stripe.resolver import Resolver
from harness.stripe.view import Json, StripeView

PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
GIVEN_BACK = ("succeeded", "pending")
CLOCK_FIELDS = ("payment_intent",)


class StripeMoney:
    """Reads with the secret key: the owner's dashboard. Amounts are in minor units."""

    def __init__(self, view: StripeView, shopper_key: str) -> None:
        self.view, self.shopper_key = view, shopper_key
        self.resolver = Resolver(view)

    def intents(self, payment: Payment | Order | str) -> list[Json]:
        """The PaymentIntents of a payment, oldest first, with their latest charge."""
        return [self.view.intent(id) for id in self.resolver.intent_ids(_id(payment))]

    def received(self, payment: Payment | Order | str) -> dict[str, int]:
        """What Stripe took for it, by currency; nothing while it is not paid."""
        taken: dict[str, int] = {}
        for intent in self.intents(payment):
            if intent["amount_received"]:
                taken[intent["currency"]] = taken.get(intent["currency"], 0) + intent["amount_received"]
        return taken

    def charges(self, payment: Payment | Order | str) -> list[Json]:
        """Every charge of it, failed ones too, newest first within each intent."""
        return [row for id in self.resolver.intent_ids(_id(payment)) for row in self.view.charges(id)]

    def refunds(self, payment: Payment | Order | str) -> list[Json]:
        """Every refund of it."""
        return [row for id in self.resolver.intent_ids(_id(payment)) for row in self.view.refunds(id)]

    def refunded(self, payment: Payment | Order | str) -> int:
        """The amount that Stripe refunded or is about to refund."""
        return sum(refund["amount"] for refund in self.refunds(payment) if refund["status"] in GIVEN_BACK)

    def same(self, payment_id: str, other_id: str) -> bool:
        """Whether two ids, each in its own way, are of one payment."""
        ids = self.resolver.intent_ids
        return payment_id == other_id or bool(set(ids(payment_id)) & set(ids(other_id)))

    def intents_of(self, key: str, *payments: Payment) -> list[Json]:
        """The intents that name this shopper, and those of the payments told to her, oldest first."""
        told = {id for payment in payments for id in self.resolver.intent_ids(payment.id)}
        found = self.view.recent("payment_intents")[::-1]
        return [one for one in found if one["id"] in told or (key and self._named(one) == key)]

    def settled(self, keys: set[str], payment_ids: set[str]) -> tuple[Money, dict[str, list[str]]]:
        """Everything of these shoppers and payments once their webhooks are delivered; and each payment's intents."""
        ways = {id: self._try(id) for id in sorted(payment_ids)}
        known = {intent_id for ids in ways.values() for intent_id in ids}
        return settled(self.view, keys, known, self.shopper_key), ways

    def _try(self, payment_id: str) -> list[str]:
        try:
            return self.resolver.intent_ids(payment_id)
        except Failure as failure:
            if getattr(failure.exchange, "status", None) == 404:
                return []
            raise

    def _named(self, intent: Json) -> Any:
        return (intent.get("metadata") or {}).get(self.shopper_key)


def _id(payment: Payment | Order | str) -> str:
    if isinstance(payment, str):
        return payment
    return payment.payment if isinstance(payment, Order) else payment.id
