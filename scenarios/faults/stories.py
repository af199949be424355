"""The stories that are told while something breaks: short, whole, and the same each time."""

from __future__ import annotations

from typing import Any

from harness import (
    Attempt,
    Buyer,
    Card,
    Failure,
    NotOffered,
    Order,
    Payment,
    Product,
    Refused,
    Shop,
    Story,
    Troubled,
    card,
    eventually,
)
from scenarios.sessions import expire
from scenarios.steps import CHALLENGE, GENERIC_DECLINE, VISA, assert_charged, equal

Arranged = tuple[Buyer, Product]
BEGINNING = "beginning to pay"
# Seconds from the last of Stripe's news to the end of every payment.
AT_REST_SECONDS = 5.0


def with_cart(shop: Shop, quantity: int = 2) -> Arranged:
    """A shopper with goods in the cart."""
    product, ada = shop.product(stock=5), shop.shopper()
    ada.add(product, quantity)
    return ada, product


def paid_for(shop: Shop) -> tuple[Buyer, Product, Payment, Order]:
    """A shopper with an order that is paid."""
    ada, product = with_cart(shop)
    payment = ada.begin()
    ada.attempt(payment, card(VISA))
    order = ada.settle(payment)
    if order is None:
        raise NotOffered("an order on coming back")
    return ada, product, payment, order


def pays(troubled: Troubled, ada: Buyer, payment: Payment, means: Card, three_ds: str = "succeed") -> Attempt | None:
    """Pay at Stripe; where the checkout confirms, until it answers or the money is there: then None."""
    tries: list[int] = []

    def pay() -> Attempt | None:
        tries.append(1)
        if len(tries) > 1 and troubled.shop.money.received(payment):
            return None
        return ada.attempt(payment, means, three_ds)

    return troubled.persistently(pay, "paying")


def comes_back(troubled: Troubled, ada: Buyer, payment: Payment) -> None:
    """Come back from Stripe, where there is something to come back to, until the order is there."""
    if not ada.offers("settle"):
        return
    order = troubled.persistently(lambda: ada.settle(payment), "coming back from Stripe")
    equal(order is not None, True, what="whether a paid payment has its order on coming back")


def looks(troubled: Troubled, ada: Buyer, payment: Payment) -> None:
    """Come back before it is paid: whatever the checkout says, the story goes on."""
    if ada.offers("settle"):
        troubled.patiently(lambda: ada.settle(payment), "coming back before it is paid")


def charged(troubled: Troubled, payment: Payment, product: Product, units: int = 2) -> None:
    """Stripe took the price of so many units, once."""
    assert_charged(troubled.shop, payment, troubled.shop.cost(product, units), product.currency)


def buy(troubled: Troubled, arranged: Arranged) -> None:
    """Begin, pay, come back."""
    ada, product = arranged
    payment = troubled.persistently(ada.begin, BEGINNING)
    pays(troubled, ada, payment, card(VISA))
    comes_back(troubled, ada, payment)
    charged(troubled, payment, product)


def decline_and_buy(troubled: Troubled, arranged: Arranged) -> None:
    """A card is declined, the next one pays the same payment."""
    ada, product = arranged
    payment = troubled.persistently(ada.begin, BEGINNING)
    pays(troubled, ada, payment, card(GENERIC_DECLINE))
    looks(troubled, ada, payment)
    pays(troubled, ada, payment, card(VISA))
    comes_back(troubled, ada, payment)
    charged(troubled, payment, product)


def challenge(troubled: Troubled, arranged: Arranged) -> None:
    """The bank asks, the shopper looks in between, and answers."""
    ada, product = arranged
    payment = troubled.persistently(ada.begin, BEGINNING)
    open_one = pays(troubled, ada, payment, card(CHALLENGE), "abandon")
    looks(troubled, ada, payment)
    troubled.persistently(lambda: ada.authenticate(payment, open_one), "answering the bank")
    comes_back(troubled, ada, payment)
    charged(troubled, payment, product)


def given_back(troubled: Troubled, ada: Buyer, order: Order, amount: int | None, in_all: int) -> None:
    """Ask for money back as people do: who heard nothing looks at the order, and asks again where it tells of nothing.

    `amount` is what is asked for, None for all of it, `in_all` what has gone back then; minor units.
    """
    tries: list[int] = []

    def ask() -> None:
        tries.append(1)
        if len(tries) > 1 and ada.offers("order") and (ada.order(order.id).refunded or 0) >= in_all:
            return
        try:
            ada.refund(order, amount)
        except Refused:  # that there is nothing left to give back is an answer, too
            if len(tries) == 1 or amount is not None or troubled.shop.money.refunded(order) != in_all:
                raise

    troubled.persistently(ask, "refunding the order")
    equal(troubled.shop.money.refunded(order), in_all, what="what Stripe gave back")


def give_back(troubled: Troubled, arranged: Any) -> None:
    """The whole order is refunded."""
    ada, _, _, order = arranged
    given_back(troubled, ada, order, None, order.amount)


def news_alone(troubled: Troubled, arranged: Arranged) -> None:
    """The shopper pays and never comes back: Stripe's news alone makes the order."""
    ada, _ = arranged
    payment = troubled.persistently(ada.begin, BEGINNING)
    pays(troubled, ada, payment, card(VISA))
    troubled.hears_news()


def takes_one_more(troubled: Troubled, ada: Buyer, product: Product) -> None:
    """Three units in place of two, as the shop lets it be said; who heard nothing looks into the cart first."""
    tries: list[int] = []

    def one_more() -> None:
        tries.append(1)
        if ada.offers("set_quantity"):
            ada.set_quantity(product, 3)
        elif len(tries) == 1 or ada.cart().quantities().get(product.id) != 3:
            ada.add(product, 1)

    troubled.persistently(one_more, "changing the cart")


def one_more_unit(troubled: Troubled, arranged: Arranged) -> None:
    """The shopper adds one unit more, and the cart holds it once."""
    ada, product = arranged
    tries: list[int] = []

    def add() -> None:
        tries.append(1)
        if len(tries) == 1 or ada.cart().quantities().get(product.id) == 2:
            ada.add(product, 1)

    troubled.persistently(add, "adding one unit")
    cart = troubled.persistently(ada.cart, "looking at the cart")
    equal(cart.quantities().get(product.id), 3, what="the units in the cart")


def begin_again(troubled: Troubled, arranged: Arranged) -> None:
    """The shopper begins, changes the cart, begins again and pays."""
    ada, product = arranged
    troubled.persistently(ada.begin, BEGINNING)
    takes_one_more(troubled, ada, product)
    payment = troubled.persistently(ada.begin, "beginning again")
    pays(troubled, ada, payment, card(VISA))
    comes_back(troubled, ada, payment)
    charged(troubled, payment, product, 3)


def refund_in_parts(troubled: Troubled, arranged: Any) -> None:
    """A quarter goes back, and then a quarter once more: two refunds of one amount are two."""
    ada, _, _, order = arranged
    quarter = order.amount // 4
    given_back(troubled, ada, order, quarter, quarter)
    given_back(troubled, ada, order, quarter, quarter * 2)


def call_off(troubled: Troubled, arranged: Any) -> None:
    """The order is called off, which gives all of its money back."""
    ada, _, _, order = arranged
    tries: list[int] = []

    def cancel() -> None:
        tries.append(1)
        try:
            ada.cancel(order)
        except Refused:  # that it is called off already is an answer, too
            if len(tries) == 1 or troubled.shop.money.refunded(order) != order.amount:
                raise

    troubled.persistently(cancel, "calling the order off")
    equal(troubled.shop.money.refunded(order), order.amount, what="what Stripe gave back")


def walk_away(troubled: Troubled, arranged: Arranged) -> None:
    """The shopper begins and never pays. Stripe's clock runs: a session that is open expires
    (https://docs.stripe.com/api/checkout/sessions/expire), and what it held is free again."""
    ada, _ = arranged
    payment = troubled.persistently(ada.begin, BEGINNING)
    for id in troubled.shop.money.payable(ada.key, ada.email, payment):
        if id.startswith("cs_"):
            expire(troubled.shop, id)


def kept(shop: Shop, payment: Payment) -> bool:
    """Whether Stripe took money for it that did not go back."""
    return sum(shop.money.received(payment).values()) > shop.money.refunded(payment)


def final(troubled: Troubled, arranged: Any) -> None:
    """What Stripe took has an order that says so, and no order waits for what has ended at Stripe."""
    shop, ada = troubled.shop, arranged[0]
    if not ada.offers("orders"):
        return

    def waiting() -> list[str]:
        told = {order.payment for order in ada.orders()}
        return [payment.id for payment in ada.payments if payment.id not in told and kept(shop, payment)]

    try:
        eventually(lambda: not waiting(), reason="an order for each payment that Stripe took", deadline=AT_REST_SECONDS)
    except Failure:
        raise Failure(
            "stuck",
            "A payment does not come to its end",
            let=f"{troubled.place} be lost, everything be whole again, and Stripe's news be told",
            then=f"within {AT_REST_SECONDS:g} s the order of each payment that Stripe took says so",
            however=f"no order tells of {', '.join(waiting()) or 'one of them; it did later'}",
        ) from None
    mailed(troubled, arranged)


def mailed(troubled: Troubled, arranged: Any) -> None:
    """Whoever has an order was sent a mail. A process that dies between its note and the mail may lose it: no shop can
    know whether it was sent, and the judges look for a second one."""
    shop, ada = troubled.shop, arranged[0]
    if troubled.plan.forgets or not shop.offers("mails") or not ada.offers("orders"):
        return
    orders = ada.orders()
    try:
        eventually(lambda: len(shop.mails(ada.email)) >= len(orders), reason=f"a mail to {ada.email} for each order")
    except Failure:
        raise Failure(
            "mail_missing",
            "An order has no mail",
            let=f"{troubled.place} be lost, everything be whole again, and Stripe's news be told",
            then=f"there is a mail for each order: {', '.join(order.id for order in orders)}",
            however=f"there are {len(shop.mails(ada.email))}",
        ) from None


STORIES = {
    story.name: story
    for story in (
        Story("one more unit", with_cart, one_more_unit),
        Story("buy", with_cart, buy, final),
        Story("decline, then buy", with_cart, decline_and_buy, final),
        Story("challenge", with_cart, challenge, final),
        Story("refund", paid_for, give_back, final),
        Story("refund in parts", paid_for, refund_in_parts, final),
        Story("call off", paid_for, call_off, final),
        Story("never come back", with_cart, news_alone, final),
        Story("begin again", with_cart, begin_again, final),
        Story("walk away", with_cart, walk_away, final),
    )
}
