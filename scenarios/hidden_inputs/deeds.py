"""Whatever a shopper does in a shop, one deed at a time: what is there before, the deed, and what she does after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness import Buyer, NotOffered, Order, Payment, Product, Refused, Shop, card
from scenarios.steps import VISA, ordered, paid_at_stripe, paid_elsewhere

UNITS = 2


def nothing(_: Buyer, __: Any) -> object:
    return None


@dataclass(frozen=True)
class Deed:
    """`arrange` makes what `act` is about; `then` is done with its answer, so that what came of it is seen in money."""

    name: str
    arrange: Callable[[Buyer, Product], Any]
    act: Callable[[Buyer, Any], Any]
    then: Callable[[Buyer, Any], object] = nothing


def alone(_: Buyer, product: Product) -> Product:
    return product


def known(buyer: Buyer, product: Product) -> Product:
    """She has an account."""
    if not (buyer.offers("sign_up") and buyer.email):
        raise NotOffered("sign_up")
    return product


def with_cart(buyer: Buyer, product: Product) -> Product:
    if buyer.offers("sign_up"):
        known(buyer, product)
    buyer.add(product)
    return product


def begun(buyer: Buyer, product: Product) -> Payment:
    buyer.add(product, UNITS)
    return buyer.begin()


def paid(buyer: Buyer, product: Product) -> Payment:
    payment = begun(buyer, product)
    paid_elsewhere(payment)
    paid_at_stripe(buyer, payment)
    return payment


def bought(buyer: Buyer, product: Product) -> Order:
    purchase = buyer.buy(product, card(VISA), UNITS)
    if purchase.refusal is not None:
        raise purchase.refusal
    return ordered(buyer, purchase)


def pays(buyer: Buyer, _: Any) -> object:
    """She pays what is in the cart."""
    return buyer.pay(card(VISA))


def goes_on(buyer: Buyer, payment: Any) -> object:
    """She pays what was begun."""
    return buyer.finish(payment, card(VISA)) if isinstance(payment, Payment) else None


def fills_and_pays(product: Product) -> Callable[[Buyer, Any], object]:
    return lambda buyer, _: buyer.buy(product, card(VISA))


def half_back(buyer: Buyer, order: Order) -> int | None:
    return buyer.refund(order, order.amount // 2 // 10 * 10)


DEEDS = {
    deed.name: deed
    for deed in (
        Deed("begins to pay", with_cart, lambda buyer, _: buyer.begin(), goes_on),
        Deed("looks at the cart", with_cart, lambda buyer, _: buyer.cart()),
        Deed("lists the orders", bought, lambda buyer, _: buyer.orders()),
        Deed("looks at an order", bought, lambda buyer, order: buyer.order(order.id)),
        Deed("looks at a payment", begun, lambda buyer, payment: buyer.look_at(payment)),
        Deed("fills the cart", known, lambda buyer, product: buyer.add(product, UNITS), pays),
        Deed("changes the cart", with_cart, lambda buyer, product: buyer.set_quantity(product, UNITS), pays),
        Deed("opens an account", alone, lambda buyer, _: buyer.sign_up()),
        Deed("signs in", known, lambda buyer, _: buyer.sign_in()),
        Deed("pays at the server", begun, lambda buyer, payment: buyer.confirm(payment, "pm_card_visa")),
        Deed("comes back without having paid", begun, lambda buyer, payment: buyer.settle(payment)),
        Deed("comes back after paying", paid, lambda buyer, payment: buyer.settle(payment)),
        Deed("asks for half of the money back", bought, half_back),
        Deed("calls an order off", bought, lambda buyer, order: buyer.cancel(order)),
    )
}


def plain(value: Any) -> Any:
    """What an answer tells, without what differs from person to person."""
    if isinstance(value, Refused):
        return "refused", value.answer.status
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, Payment):
        return "payment", value.amount, value.currency
    if isinstance(value, Order):
        lines = sorted((line.product_id, line.quantity, line.price or 0) for line in value.lines)
        return "order", value.status, value.amount, value.currency, lines, value.refunded
    if hasattr(value, "quantities"):
        return "cart", value.quantities(), value.total, value.currency
    return value


def standing(shop: Shop, buyer: Buyer) -> tuple[Any, ...]:
    """How things are with a shopper: her cart, her orders, and what Stripe took and gave back of each payment."""
    cart = plain(buyer.cart()) if buyer.offers("cart") else None
    orders = plain(buyer.orders(unpaid=True)) if buyer.offers("orders") else None
    money = [(shop.money.received(payment), shop.money.refunded(payment)) for payment in buyer.payments]
    return cart, orders, money
