"""What the stories of Checkout Sessions say again and again: begun, expired, told by Stripe, and what was delivered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness import Buyer, NotOffered, Order, Payment, Product, Refused, Shop, at_most, debits, eventually, expect
from scenarios.steps import assert_charged, check, equal, not_paid, outcome, ready_to_pay, wait_for_order

COMPLETED, EXPIRED = "checkout.session.completed", "checkout.session.expired"
LATER_PAID, LATER_FAILED = "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"
SESSION = "a Checkout Session"
# A version of the API in which an intent's types of payment methods can be named.
NAMES_TYPES = "2024-06-20"
# A currency of each kind of bank debit.
DEBITED_IN = ("eur", "usd")


def session_of(shop: Shop, payment: Payment) -> str:
    """The id of the Checkout Session that a payment is; NotOffered where it is none."""
    ways = [] if payment.client_secret.startswith("pi_") else shop.money.ways(payment)
    if not ways or not ways[0].startswith("cs_"):
        raise NotOffered(SESSION)
    return ways[0]


def with_session(shop: Shop, product: Product, quantity: int = 1) -> tuple[Buyer, Payment, str]:
    """A shopper who was sent to pay for the product, and the id of the Checkout Session."""
    ada, payment = ready_to_pay(shop, product, quantity)
    return ada, payment, session_of(shop, payment)


def one_sale(shop: Shop, buyer: Buyer, payment: Payment, product: Product, *, counted: bool = True) -> None:
    """The money of one unit came once, for one order; the goods left the stock once, where they are `counted`."""
    assert_charged(shop, payment, shop.cost(product), product.currency)
    if buyer.offers("orders"):
        order = wait_for_order(buyer, payment)
        equal((order.amount, order.currency), (shop.cost(product), product.currency), what="the order")
        equal([one.id for one in buyer.orders() if one.status == "paid"], [order.id], what="the paid orders")
    if counted and shop.counts(product):
        left = (product.stock or 0) - 1
        eventually(lambda: shop.stock(product) == left, reason=f"a stock of {left} after the one sale")


def not_delivered(shop: Shop, buyer: Buyer, payment: Payment, product: Product) -> None:
    """Nobody paid, so nothing is told as paid, no order is written and no goods are handed over."""
    told: Any = None
    if buyer.offers("settle"):
        told = outcome(lambda: buyer.settle(payment))
        if not isinstance(told, Order):
            not_paid(shop, told, "a payment that nobody made")
    orders = [one for one in buyer.orders() if one.status == "paid"] if buyer.offers("orders") else []
    check(
        not orders and not isinstance(told, Order),
        code="goods_before_money",
        title="The checkout delivers what nobody has paid for yet",
        let=f"{payment.id} be a payment for which Stripe has taken no money",
        then="the shopper is told of no order, and has none",
        however=f"coming back tells {told!r:.200}, and the paid orders are {orders!r:.300}",
    )
    if shop.counts(product):
        held = 1 if shop.facts.stock == "held" else 0
        expect((product.stock or 0) - shop.stock(product), at_most(held), "the units that left the stock unpaid")


def expire(shop: Shop, session_id: str) -> None:
    """The merchant (or the time) ends an open session (https://docs.stripe.com/api/checkout/sessions/expire)."""
    shop.stripe.client.v1.checkout.sessions.expire(session_id)


def told_unpaid(shop: Shop, session_id: str) -> dict[str, Any]:
    """The event with which Stripe tells that a session is complete and its money has not come, as for a bank debit;
    made of one that nobody paid (https://docs.stripe.com/payments/checkout/fulfill-orders#delayed-notification)."""
    session = shop.stripe.read(f"checkout/sessions/{session_id}")
    equal(session["payment_status"], "unpaid", what="the payment_status of a session that nobody paid")
    newest = shop.stripe.read("events?limit=1")["data"]
    envelope = newest[0] if newest else {"object": "event", "livemode": False, "api_version": None, "request": None}
    about = {"object": {**session, "status": "complete"}}
    event = {**envelope, "id": f"evt_{session_id[-24:]}", "created": session["created"], "type": COMPLETED}
    return {**event, "data": about, "pending_webhooks": 1}


def delivered_news(shop: Shop, payment: Payment, *types: str) -> None:
    """Deliver once more those of these types that the checkout registers for and that Stripe has of the payment."""
    about = {*shop.money.ways(payment), *shop.money.resolver.intent_ids(payment.id)}
    for type in types:
        if shop.hears(type):
            for event in [event for id in about for event in shop.stripe.events(type, id)]:
                shop.webhooks.deliver(event)


def debited(shop: Shop, answer: str) -> tuple[Buyer, Product, Payment]:
    """A shopper who let an account be debited, which the bank answers so; NotOffered where the shop takes no debits."""
    for currency in DEBITED_IN:
        try:
            product = shop.product(currency=currency)
        except NotOffered:
            continue
        ada, payment = ready_to_pay(shop, product)
        means = debits.debit(_types(shop, payment), answer)
        if means is None:
            continue
        attempt = ada.attempt(payment, means)
        equal(attempt.error, {}, what="Stripe's error to the shopper", at=attempt.exchange)
        return ada, product, payment
    raise NotOffered("payment by bank debit")


def _types(shop: Shop, payment: Payment) -> list[str]:
    """The types of payment methods that a payment can be paid with."""
    try:
        session = shop.stripe.read(f"checkout/sessions/{session_of(shop, payment)}")
        return list(session["payment_method_types"])
    except NotOffered:
        return [
            type for intent in shop.money.intents(payment) for type in _of_intent(shop, intent) if type == debits.SEPA
        ]


def _of_intent(shop: Shop, intent: dict[str, Any]) -> list[str]:
    """Those of an intent; one with automatic methods takes whatever the merchant's dashboard turns on, here debits.

    https://docs.stripe.com/payments/payment-methods/dynamic-payment-methods. That naming the types does the same is
    for our emulator, which has no such dashboard; a Stripe that refuses it has its own.
    """
    types = list(intent["payment_method_types"])
    automatic = (intent["automatic_payment_methods"] or {}).get("enabled")
    if debits.SEPA in types or not automatic or intent["currency"] != "eur":
        return types
    import stripe

    try:
        intents, wanted = shop.stripe.client.v1.payment_intents, {"payment_method_types": [*types, debits.SEPA]}
        updated = intents.update(intent["id"], wanted, {"stripe_version": NAMES_TYPES})  # type: ignore[arg-type]
    except stripe.InvalidRequestError:
        return types
    return list(updated.payment_method_types)


def made_up(payment: Payment, session_id: str) -> Payment:
    """The same way back with the id of a session that nobody ever made."""
    prefix, _, rest = session_id.rpartition("_")
    return replace(payment, id=f"{prefix}_{rest[::-1]}")


def kept(shop: Shop, *payments: Payment) -> int:
    """What Stripe took for these payments and did not give back."""
    taken = sum(sum(shop.money.received(payment).values()) for payment in payments)
    return taken - sum(shop.money.refunded(payment) for payment in payments)


def came_back(ended: object) -> Order | None:
    """What a shopper is told on coming back; a refusal is raised."""
    if isinstance(ended, Refused):
        raise ended
    return ended if isinstance(ended, Order) else None
