"""Settling: what Stripe says about a payment becomes what the shop does about it, once, whoever brings the news.

The browser's return, the webhook and a retry all end here, in any order and any number of times. Each step is a
conditional write that does nothing the second time, so a crash between two steps is healed by the next caller.
"""

import logging
from dataclasses import dataclass

from checkout.carts import Carts
from checkout.intents import CANCELED, OPEN, PAID, RESERVING, Intent, Intents
from checkout.mail import Mail
from checkout.orders import Order, Orders
from checkout.problems import conflict
from checkout.stock import Stock
from checkout.stripe_gateway import Payment

LOG = logging.getLogger("checkout.settlement")


@dataclass(frozen=True)
class Settled:
    """Where a payment stands at Stripe and, once the money is there, the order it made."""

    payment: Payment
    order: Order | None


class Settlement:
    """Turns the state of a PaymentIntent into orders, stock, carts and mail."""

    def __init__(self, *, carts: Carts, intents: Intents, stock: Stock, orders: Orders, mail: Mail) -> None:
        self._carts, self._intents, self._stock, self._orders, self._mail = carts, intents, stock, orders, mail

    def settle(self, intent: Intent, payment: Payment) -> Settled:
        """Do what the payment's state asks for; raises 409 payment_mismatch when it is not what the cart cost."""
        if payment.status == "succeeded":
            _check_binding(intent, payment)
            return Settled(payment, self._paid(intent))
        if payment.status == "canceled":
            self.give_up(intent)
        return Settled(payment, None)

    def give_up(self, intent: Intent) -> None:
        """The PaymentIntent can never be paid: return its units to the stock. Only for one that Stripe has canceled,
        or that nobody could have paid."""
        if not self._intents.move(intent, CANCELED, to_leave=(RESERVING, OPEN)):
            return
        for line in intent.lines:
            self._stock.release(intent.payment_intent_id, line)
        self._carts.close_intent(intent.user_id, intent.payment_intent_id)

    def _paid(self, intent: Intent) -> Order:
        order = None
        if intent.state != PAID:
            order = self._orders.create(intent)
            for line in intent.lines:
                self._stock.sell(intent.payment_intent_id, line)
            self._carts.take_out_bought(intent.user_id, intent.payment_intent_id, intent.lines)
            self._intents.move(intent, PAID, to_leave=(RESERVING, OPEN))
        order = order or self._orders.of_intent(intent)
        if order is None:
            raise LookupError(f"expected the order of {intent.payment_intent_id}, which was just written; found none")
        self._mail.confirm(order)
        return order


def _check_binding(intent: Intent, payment: Payment) -> None:
    """Whose, how much and in which currency must be what the snapshot says (NDSS 2014: the four-field binding)."""
    wanted = (intent.payment_intent_id, intent.user_id, intent.amount, intent.amount, intent.currency)
    owner = payment.metadata.get("user_id")
    if (payment.id, owner, payment.amount, payment.amount_received, payment.currency) == wanted:
        return
    LOG.error("payment %s is not what its cart cost: no order was made; look at it in Stripe", payment.id)
    raise conflict("payment_mismatch", "The payment is not what the cart cost, so no order was made. Ask the shop.")
