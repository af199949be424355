"""Refunds: asked for by the shopper or made in the Dashboard, they end in the same place. Stripe judges how much."""

import logging

from botocore.exceptions import BotoCoreError, ClientError

from checkout.auth import Caller
from checkout.intents import Intent, Intents
from checkout.orders import Order, Orders
from checkout.problems import Problem, conflict, unavailable
from checkout.settlement import Settlement
from checkout.stripe_gateway import StripeGateway, StripeRefund, operation_key

LOG = logging.getLogger("checkout.refunds")
TRIES = 10
REFUNDED = ("succeeded", "pending", "requires_action")


class Refunds:
    """Refunds a payment, and updates its order and the stock."""

    def __init__(self, *, gateway: StripeGateway, intents: Intents, orders: Orders, settlement: Settlement) -> None:
        self._gateway, self._intents, self._orders, self._settlement = gateway, intents, orders, settlement

    def create(self, caller: Caller, intent_id: str, amount: int | None, reason: str | None) -> StripeRefund:
        """Refund an amount in minor units, or all that is left; raises 404, 409 not_paid or
        charge_already_refunded, 422 amount_too_large. The same call twice at once makes one refund."""
        intent = self._intents.of_user(intent_id, caller.user_id)
        order = self._order(intent)
        if order is None:
            raise conflict("not_paid", "This payment has not been made, so there is nothing to refund.")
        key = operation_key("refund", intent_id, order.refund_round, amount, reason)
        try:
            refund = self._gateway.refund(intent_id, amount, reason, key)
        except Problem as problem:
            if problem.status != 503:
                self._orders.next_refund_round(order)
            raise _refused(problem) from None
        try:
            self.reflect(intent, made_in=order.refund_round)
        except (BotoCoreError, ClientError) as error:
            LOG.error("the refund of %s is made; what is noted of it got no answer: %s", order.order_id, error)
            if not self._is_noted(order, intent):
                raise  # whoever asks again gets this one once more; told as made, it would swallow the next one
        return refund

    def reflect(self, intent: Intent, *, made_in: int | None = None) -> None:
        """Make the order show what Stripe has refunded. The units return to the stock with a full refund only.

        With the round that a refund was made in, the next round begins in the same write: an order that tells of a
        refund never takes the next one for the same.
        """
        for attempt in range(TRIES):
            order = self._order(intent)  # read before Stripe is asked: a newer answer then never loses to an older one
            if order is None:
                return
            found = self._gateway.refunds(intent.payment_intent_id)
            refunded = min(order.amount, sum(refund.amount for refund in found if refund.status in REFUNDED))
            restock = refunded >= order.amount
            if attempt == TRIES - 1 and order.restocked and not restock:
                restock = True  # a refund failed late and the goods are sold to others: only the money is told
                LOG.error(
                    "the units of %s were returned to the stock and sold again; its refund failed", order.order_id
                )
            next_round = order.refund_round == made_in
            if (order.amount_refunded, order.restocked) == (refunded, restock) and not next_round:
                return
            if self._orders.reflect(order, refunded, restock=restock, next_round=next_round):
                return
        raise unavailable("order_busy", "The order is being changed from many places at once. Try again.")

    def _is_noted(self, order: Order, intent: Intent) -> bool:
        """Whether the order tells of a refund of the round in which it was read: who is told to try again would make
        another one."""
        try:
            now = self._orders.of_intent(intent)
        except (BotoCoreError, ClientError):
            return False
        return now is not None and now.refund_round != order.refund_round

    def _order(self, intent: Intent) -> Order | None:
        """The order of a payment; news of a refund may come before the news of the payment."""
        order = self._orders.of_intent(intent)
        if order is not None:
            return order
        return self._settlement.settle(intent, self._gateway.retrieve(intent.payment_intent_id)).order


def _refused(problem: Problem) -> Problem:
    if problem.status == 422 and problem.members.get("param") == "amount":
        return Problem(422, "amount_too_large", problem.detail, param="amount")  # Stripe gives no code for this one
    return problem
