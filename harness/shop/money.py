"""What a payment of the shop is at Stripe: its intents, charges and refunds, from whatever id the shop tells."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from harness.checkouts import NotOffered, Order, Payment
from harness.core.failure import Failure
from harness.stripe.money import Money, settled
from harness.stripe.resolver import Resolver
from harness.stripe.view import Json, StripeView

PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
GIVEN_BACK = ("succeeded", "pending")
Thing = TypeVar("Thing")
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

    def asked(self, payment: Payment | Order | str) -> dict[str, int]:
        """What Stripe is to take for it, or has taken, by currency; nothing where it has no intent yet."""
        asked: dict[str, int] = {}
        for intent in self.intents(payment):
            asked[intent["currency"]] = asked.get(intent["currency"], 0) + intent["amount"]
        return asked

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

    def ways(self, payment: Payment | Order | str) -> list[str]:
        """What is paid at Stripe for it: the ids of its Checkout Sessions, else of its PaymentIntents."""
        id = _id(payment)
        if id.startswith(("cs_", "pi_")):
            return [id]
        sessions = [session["id"] for session in self.resolver.sessions_named_after({id})]
        return sessions or self.resolver.intent_ids(id)

    def way(self, payment: Payment | Order | str) -> str:
        """The first of them; NotOffered where nothing is at Stripe before somebody pays, such as the page of a link."""
        for id in self.ways(payment):
            return id
        raise NotOffered("something at Stripe before somebody pays")

    def payable(self, key: str, email: str, *payments: Payment) -> list[str]:
        """What could still be paid of a shopper's, told to her or not: the ids of intents, and of open sessions."""
        sessions = self._sessions({key, email} - {""}, payments)
        paid_there = {session.get("payment_intent") for session in sessions}
        intents = [one for one in self.intents_of(key, *payments) if one["id"] not in paid_there]
        found = [one["id"] for one in intents if one["status"] in PAYABLE]
        return found + [one["id"] for one in sessions if one["status"] == "open"]

    def _session(self, id: str) -> list[Json]:
        return [self.resolver.session(id)]

    def open_sessions(self, payment_ids: set[str]) -> list[str]:
        """The Checkout Sessions of these payments that can still be paid."""
        found = []
        for id in sorted(payment_ids):
            if id.startswith("cs_"):
                found += _if_known(partial(self._session, id))
            elif not id.startswith("pi_"):
                found += self.resolver.sessions_named_after({id})
        return [session["id"] for session in found if session["status"] == "open"]

    def _sessions(self, words: set[str], payments: tuple[Payment, ...]) -> list[Json]:
        """The Checkout Sessions of a shopper; none is looked for where the payments told to her are intents."""
        if payments and all(payment.id.startswith("pi_") for payment in payments):
            return []
        ids = [payment.id for payment in payments]
        found = {one["id"]: one for one in self.resolver.sessions_named_after(words | set(ids))}
        told = [self.resolver.session(id) for id in ids if id.startswith("cs_") and id not in found]
        return [*told, *found.values()]

    def settled(self, keys: set[str], payment_ids: set[str]) -> tuple[Money, dict[str, list[str]]]:
        """Everything of these shoppers and payments once their webhooks are delivered; and each payment's intents."""
        ways = {id: _if_known(partial(self.resolver.intent_ids, id)) for id in sorted(payment_ids)}
        known = {intent_id for ids in ways.values() for intent_id in ids}
        return settled(self.view, keys, known, self.shopper_key), ways

    def _named(self, intent: Json) -> Any:
        return (intent.get("metadata") or {}).get(self.shopper_key)


def _if_known(read: Callable[[], list[Thing]]) -> list[Thing]:
    """What is read; nothing where Stripe knows no such thing."""
    try:
        return read()
    except Failure as failure:
        if getattr(failure.exchange, "status", None) == 404:
            return []
        raise


def _id(payment: Payment | Order | str) -> str:
    if isinstance(payment, str):
        return payment
    return payment.payment if isinstance(payment, Order) else payment.id
