"""Paying: one PaymentIntent for a cart, confirmed by the server or settled after the browser confirmed it."""

import logging

from checkout.auth import Caller
from checkout.carts import Carts, PricedCart
from checkout.intents import CANCELED, OPEN, PAID, RESERVING, Intent, Intents
from checkout.problems import Problem, conflict
from checkout.settlement import Settled, Settlement
from checkout.stock import Stock
from checkout.stripe_errors import OUTAGE_CODES
from checkout.stripe_gateway import PAYABLE, UNEXPECTED_STATE, Payment, StripeGateway, operation_key

LOG = logging.getLogger("checkout.payments")
TRIES = 5
OURS = ("user_id", "order_ref")


class Payments:
    """Creates, reads, confirms and settles the payments of shoppers."""

    def __init__(
        self,
        *,
        gateway: StripeGateway,
        carts: Carts,
        intents: Intents,
        stock: Stock,
        settlement: Settlement,
    ) -> None:
        self._gateway, self._carts, self._intents = gateway, carts, intents
        self._stock, self._settlement = stock, settlement

    def create(self, caller: Caller, currency: str | None, metadata: dict[str, str]) -> Payment:
        """The PaymentIntent for the caller's cart. An open one for the same goods is answered again, another one is
        canceled first; raises 400 cart_empty, 409 currency_mismatch, out_of_stock, cart_changed."""
        for _ in range(TRIES):
            cart = self._carts.get(caller.user_id)
            previous = self._intents.find(cart.cart.open_intent) if cart.cart.open_intent else None
            if previous is not None:
                payment = self._again_or_close(cart, previous, currency, metadata)
            else:
                _check(cart, currency)
                payment = self._open(caller, cart, metadata)
            if payment is not None:
                return payment
        raise conflict("cart_changed", "The cart kept changing while the payment was made. Try again.")

    def read(self, caller: Caller, intent_id: str) -> Payment:
        """One of the caller's payments as Stripe holds it; raises 404."""
        return self._gateway.retrieve(self._intents.of_user(intent_id, caller.user_id).payment_intent_id)

    def settle(self, caller: Caller, intent_id: str) -> Settled:
        """What the browser's confirmation came to; raises 402 with Stripe's reason when it was declined."""
        intent = self._intents.of_user(intent_id, caller.user_id)
        settled = self._settlement.settle(intent, self._gateway.retrieve(intent_id))
        error = settled.payment.last_error
        if settled.payment.status == "requires_payment_method" and error is not None:
            raise Problem(402, error.code, error.message, decline_code=error.decline_code)
        return settled

    def confirm(self, caller: Caller, intent_id: str, payment_method: str, return_url: str | None) -> Settled:
        """Try to pay from the server, or answer how it ended when it is over; raises 402 when declined, 409
        cart_changed or intent_canceled."""
        intent = self._intents.of_user(intent_id, caller.user_id)
        if intent.state == PAID:
            return self._settlement.settle(intent, self._gateway.retrieve(intent_id))
        if intent.state == CANCELED:
            raise conflict("intent_canceled", "This payment was replaced or canceled. Create a new payment intent.")
        if not self._unchanged(intent):
            return self._settlement.settle(intent, self._over(intent))
        return self._settlement.settle(intent, self._attempt(intent, payment_method, return_url))

    def _attempt(self, intent: Intent, payment_method: str, return_url: str | None) -> Payment:
        """One attempt to pay. Its key stays the same until its answer is known, so repeating it never pays twice."""
        intent_id = intent.payment_intent_id
        key = operation_key("confirm", intent_id, intent.attempts, payment_method, return_url)
        try:
            payment = self._gateway.confirm(intent_id, payment_method, return_url, key)
        except Problem as problem:
            if problem.status != 503:
                self._intents.attempt_done(intent)
            if problem.code != UNEXPECTED_STATE:
                raise
            payment = self._gateway.retrieve(intent_id)
            if payment.status in PAYABLE:
                raise
            return payment
        self._intents.attempt_done(intent)
        return payment

    def _unchanged(self, intent: Intent) -> bool:
        cart = self._carts.get(intent.user_id)
        return cart.cart.open_intent == intent.payment_intent_id and cart.lines == intent.lines

    def _over(self, intent: Intent) -> Payment:
        """The payment when it has ended already, which may be why the cart is another one; else 409 cart_changed."""
        payment = self._gateway.retrieve(intent.payment_intent_id)
        if payment.status in PAYABLE:
            raise conflict("cart_changed", "The cart has changed since this payment was begun. Begin a new one.")
        return payment

    def _again_or_close(
        self, cart: PricedCart, previous: Intent, currency: str | None, metadata: dict[str, str]
    ) -> Payment | None:
        """The open payment when it still fits the cart; None once it is out of the way."""
        try:
            payment = self._gateway.retrieve(previous.payment_intent_id)
        except Problem as problem:
            if problem.status != 404:
                raise
            self._settlement.give_up(previous)  # Stripe does not know it (any more): nobody can pay it
            self._carts.close_intent(previous.user_id, previous.payment_intent_id)
            return None
        if payment.status in PAYABLE:
            if previous.state in (RESERVING, OPEN) and cart.lines == previous.lines:
                _check(cart, currency)
                if _own(payment.metadata) == _own(metadata):
                    return payment if previous.state == OPEN else self._reserve(cart, previous, payment)
            self._cancel(previous, payment)
        elif payment.status in ("succeeded", "canceled"):
            self._settlement.settle(previous, payment)
            self._carts.close_intent(previous.user_id, previous.payment_intent_id)
        else:
            raise conflict("payment_in_progress", "A payment for this cart is being processed. Wait for its outcome.")
        return None

    def _cancel(self, intent: Intent, payment: Payment) -> None:
        """Make the payment unpayable, or find out that it was paid meanwhile; the caller looks again either way."""
        key = operation_key("cancel", intent.payment_intent_id, payment.status, intent.attempts)
        try:
            canceled = self._gateway.cancel(intent.payment_intent_id, key)
        except Problem as problem:
            if problem.code != UNEXPECTED_STATE:
                raise
            canceled = self._gateway.retrieve(intent.payment_intent_id)
        self._settlement.settle(intent, canceled)

    def _open(self, caller: Caller, cart: PricedCart, metadata: dict[str, str]) -> Payment | None:
        """A new payment with its goods reserved; None when the cart has to be read again.

        The cart names it before anything is reserved: whoever comes next finds it there, however this call ends.
        """
        _check_stock(cart)
        payment = self._ask_stripe(cart, metadata)
        intent = self._intents.create(
            Intent(payment.id, caller.user_id, caller.email, cart.total, payment.currency, cart.lines)
        )
        noted = self._carts.open_intent(cart.cart, payment.id)
        if not noted and self._carts.get(caller.user_id).cart.open_intent != payment.id:
            self._cancel(intent, payment)
            return None
        return self._reserve(cart, intent, payment)  # also when the same call, made twice at once, has noted it

    def _reserve(self, cart: PricedCart, intent: Intent, payment: Payment) -> Payment | None:
        """The payment once its goods are reserved, whoever began with that; None when the cart has to be read again."""
        reserved = intent.state != RESERVING  # the same call, made twice at once, has done it
        if not reserved and not all(self._stock.reserve(payment.id, line) for line in intent.lines):
            self._withdraw(cart, intent, payment)
            raise conflict("out_of_stock", "Somebody else was faster: too little is left of something in the cart.")
        if not self._intents.move(intent, OPEN, to_leave=(RESERVING,)):
            self._return_what_is_sold(intent)
            self._withdraw(cart, intent, payment)
            return None
        return payment

    def _return_what_is_sold(self, intent: Intent) -> None:
        """Units that were reserved here once more, after the same call, made twice at once, had sold them."""
        now = self._intents.find(intent.payment_intent_id)
        if now is not None and now.state == PAID:
            for line in intent.lines:
                self._stock.release(intent.payment_intent_id, line)

    def _ask_stripe(self, cart: PricedCart, metadata: dict[str, str]) -> Payment:
        version = (cart.user_id, cart.cart.generation, cart.cart.version)
        sent = {**metadata, "user_id": cart.user_id, "order_ref": f"{cart.user_id}-{cart.cart.generation}"}
        key = operation_key("create", version, cart.total, cart.currency, [str(line) for line in cart.lines], sent)
        try:
            return self._gateway.create(cart.total, str(cart.currency), sent, key)
        except Problem as problem:
            if problem.status == 502 and problem.code in OUTAGE_CODES:
                self._carts.next_generation(cart.cart)  # Stripe repeats a stored 500 under the same key for a day
            raise

    def _withdraw(self, cart: PricedCart, intent: Intent, payment: Payment) -> None:
        """Undo an intent whose secret nobody was given: first for us, so that it can never be handed out."""
        if not self._intents.move(intent, CANCELED, to_leave=(RESERVING,)):
            return  # the same call, made twice at once, has it open
        self._settlement.give_up(intent)
        self._carts.next_generation(cart.cart)
        self._cancel(intent, payment)


def _check_stock(cart: PricedCart) -> None:
    """Refuse early, before Stripe is asked, what cannot be reserved; `Stock.reserve` has the last word."""
    for line in cart.lines:
        left = cart.stock[line.product_id]
        if left < line.quantity:
            raise conflict("out_of_stock", f"Only {left} left of {line.title}; the cart holds {line.quantity}.")


def _check(cart: PricedCart, currency: str | None) -> None:
    if not cart.lines:
        raise Problem(400, "cart_empty", "The cart is empty. Add an item first.")
    if currency is not None and currency != cart.currency:
        raise conflict("currency_mismatch", f"The cart is in {cart.currency}, not in {currency}.")


def _own(metadata: dict[str, str]) -> dict[str, str]:
    """The caller's part of a payment's metadata."""
    return {name: value for name, value in metadata.items() if name not in OURS}
