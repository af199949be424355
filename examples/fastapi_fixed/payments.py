"""The payments: begun for a cart, confirmed by this server with the PaymentMethod that the page made, refunded."""

import os
import secrets
from asyncio import Lock
from collections import defaultdict
from dataclasses import asdict, dataclass, field

import stripe
from accounts import USERS, User
from catalogue import BOOKS
from fastapi import HTTPException

KEY, BASE = os.environ["STRIPE_SECRET_KEY"], os.environ.get("STRIPE_API_BASE")
# A shopper is told to try again while her router still waits: without these the SDK takes four minutes.
TIMEOUT, RETRIES = float(os.environ.get("STRIPE_TIMEOUT_SECONDS", "8")), int(os.environ.get("STRIPE_RETRIES", "2"))
client = stripe.StripeClient(
    KEY,
    max_network_retries=RETRIES,
    http_client=stripe.HTTPXClient(timeout=TIMEOUT),
    base_addresses={"api": BASE} if BASE else {},
)
PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


@dataclass
class Order:
    """`status` is open, dropped, paid, partially_refunded or refunded; `lines` are [book, quantity, price] as begun."""

    id: str
    user: str
    amount: int
    currency: str
    lines: list[tuple[str, int, int]]
    intent: str = ""
    status: str = "open"
    refunded: int = 0
    attempts: int = 0
    # The key of a refund that Stripe has not answered, by its amount: asked again, it is the same refund.
    unanswered: dict[int, str] = field(default_factory=dict)


ORDERS: dict[str, Order] = {}
# One thing at a time for each user: there is one process, and each await lets others in.
LOCKS: defaultdict[str, Lock] = defaultdict(Lock)


def shown(order: Order) -> dict:
    return {
        name: value for name, value in asdict(order).items() if name not in ("user", "intent", "attempts", "unanswered")
    }


def lines_of(user: User) -> list[tuple[str, int, int]]:
    return [(book, quantity, BOOKS[book].price) for book, quantity in sorted(user.cart.items())]


def owned(user: User, order_id: str) -> Order:
    order = ORDERS.get(order_id)
    if order is None or order.user != user.id:
        raise HTTPException(404, "No such order.")
    return order


def order_of(intent: str) -> Order | None:
    return next((order for order in ORDERS.values() if order.intent == intent), None)


async def begin(user: User) -> Order:
    """The one open order of this user, for what is in the cart now."""
    async with LOCKS[user.id]:
        before = next((order for order in ORDERS.values() if order.user == user.id and order.status == "open"), None)
        if before:
            await look(before)
        lines = lines_of(user)
        if not lines:
            raise HTTPException(400, "Your cart is empty.")
        if before and before.status == "open":
            if before.lines == lines:
                return await opened(before)
            await drop(before)
        currency = BOOKS[lines[0][0]].currency
        amount = sum(quantity * price for _, quantity, price in lines)
        order = Order(f"order-{secrets.token_hex(8)}", user.id, amount, currency, lines)
        ORDERS[order.id] = order
        return await opened(order)


async def opened(order: Order) -> Order:
    """The order with its PaymentIntent, which is made once, however often this is tried."""
    if not order.intent:
        params = {
            "amount": order.amount,
            "currency": order.currency,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": {"order": order.id, "account": order.user},
        }
        try:
            intent = await client.v1.payment_intents.create_async(
                params,
                {"idempotency_key": order.id},
            )
        except stripe.APIError:  # Stripe keeps it for the key, for a day: the next try is an order of its own
            ORDERS.pop(order.id, None)
            raise
        order.intent = intent.id
    return order


async def drop(order: Order) -> None:
    """Nobody can pay it any more."""
    await opened(order)
    await client.v1.payment_intents.cancel_async(order.intent)
    order.status = "dropped"


async def confirm(user: User, order: Order, payment_method: str) -> dict:
    async with LOCKS[user.id]:
        if order.status == "dropped":
            raise HTTPException(409, "Your cart has changed.")
        if order.status == "open":
            await opened(order)
            intent = await attempted(order, payment_method)
            # The page answers the bank with Stripe.js (handleNextAction), and comes back to `look`.
            secret = {"client_secret": intent.client_secret} if intent.status == "requires_action" else {}
            return {**settle(order, intent), **secret}
        return {"status": order.status, "order": shown(order)}


async def attempted(order: Order, payment_method: str) -> stripe.PaymentIntent:
    """One attempt; repeated with the same card it has the same key until Stripe has answered it."""
    key = f"{order.id}-{order.attempts}-{payment_method}"
    try:
        params = {"payment_method": payment_method}
        intent = await client.v1.payment_intents.confirm_async(order.intent, params, {"idempotency_key": key})
    except (stripe.CardError, stripe.APIError):  # Stripe keeps the latter for the key, too, for a day
        order.attempts += 1
        raise
    except stripe.InvalidRequestError:  # for example: paid by an earlier attempt
        order.attempts += 1
        intent = await client.v1.payment_intents.retrieve_async(order.intent)
        if intent.status != "succeeded":
            raise
        return intent
    order.attempts += 1
    return intent


async def look(order: Order) -> dict:
    """What became of a payment, as Stripe has it. Safe to call often, and at once."""
    if order.status == "open" and order.intent:
        return settle(order, await client.v1.payment_intents.retrieve_async(order.intent))
    return {"status": order.status, "order": shown(order) if order.status not in ("open", "dropped") else None}


def settle(order: Order, intent: stripe.PaymentIntent) -> dict:
    if intent.status == "requires_action":
        return {"status": intent.status, "order": None}
    if intent.status == "canceled" and order.status == "open":
        order.status = "dropped"
    if intent.status != "succeeded":
        return {"status": intent.status, "order": None}
    if order.status == "open":
        order.status = "paid"
        cart = USERS[order.user].cart
        for book, quantity, _ in order.lines:
            cart[book] = max(cart.get(book, 0) - quantity, 0)
            if not cart[book]:
                del cart[book]
    return {"status": "paid", "order": shown(order)}


async def refund(user: User, order: Order, amount: int | None) -> int:
    async with LOCKS[user.id]:
        left = order.amount - order.refunded
        amount = left if amount is None else amount
        if order.status not in ("paid", "partially_refunded") or not 0 < amount <= left:
            raise HTTPException(409, "That cannot be refunded.")
        key = order.unanswered.setdefault(amount, f"refund-{secrets.token_hex(8)}")
        try:
            params = {"payment_intent": order.intent, "amount": amount}
            await client.v1.refunds.create_async(params, {"idempotency_key": key})
        except stripe.InvalidRequestError:
            del order.unanswered[amount]
            await note_refunds(order)
            raise HTTPException(409, "That cannot be refunded.") from None
        except stripe.APIError:  # Stripe keeps it for the key, for a day: once it is known what went back, go on
            await note_refunds(order)
            del order.unanswered[amount]
            raise
        await note_refunds(order)
        del order.unanswered[amount]
        return amount


async def note_refunds(order: Order) -> None:
    """What went back, as Stripe has it: refunds are made in its dashboard, and may fail later."""
    refunds = await client.v1.refunds.list_async({"payment_intent": order.intent, "limit": 100})
    order.refunded = sum(one.amount for one in refunds.data if one.status not in ("failed", "canceled"))
    partly = "partially_refunded" if order.refunded else "paid"
    order.status = "refunded" if order.refunded == order.amount else partly
