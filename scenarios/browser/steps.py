"""What browser scenarios say again and again: at the checkout with a cart, told why, bought and not charged twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness import Card, NotOffered, Product, Shop, card, differs_from, eventually, expect, stripe_pages
from scenarios.steps import VISA, assert_charged, assert_told_paid, equal, feature

if TYPE_CHECKING:
    from harness import BrowserBuyer, Purchase, Sight

# What stands for Stripe's own message in the words that a shop's pages promise.
STRIPES_WORDS = "{stripe}"


def in_a_browser(name: str) -> list[Any]:
    """The marks of a whole file of browser scenarios."""
    return [*feature(f"In a browser: {name}"), pytest.mark.browser]


def at_checkout(shop: Shop, place: str = "checkout", **window: Any) -> tuple[BrowserBuyer, Product]:
    """Ada where one pays, or at another place of the pages, with one unit in the cart: how it got there is another
    story."""
    product, ada = shop.product(stock=3), shop.browser_shopper(**window)
    ada.has(product)
    ada.go(place)
    return ada, product


def confirmed_in_page(ada: BrowserBuyer) -> None:
    """NotOffered where the shop's server confirms what its page made of a card: Stripe.js asks for no payment."""
    if ada.offers("confirm") and not ada.payments:
        raise NotOffered("a confirmation in the page")


def goes_on_to_checkout(ada: BrowserBuyer) -> None:
    """From the cart to where one pays, by what is there to press."""
    ada.does("goes on to the checkout")
    ada.see("to_checkout").click()


def assert_bought(shop: Shop, ada: BrowserBuyer, purchase: Purchase, product: Product) -> None:
    """The checkout says that the price is paid, and the page names its order and payment, if it names any.

    What Stripe, the orders and the stock say about it is judged at the end of every case.
    """
    assert_told_paid(purchase, shop.cost(product))
    if ada.shows("order_shown") and purchase.order is not None:
        wanted = {"order": purchase.order.id, "payment": purchase.order.payment}
        equal(ada.receipt, {name: wanted[name] for name in ada.receipt}, what="what the page shows that is paid")


def pays_if_asked(ada: BrowserBuyer) -> None:
    """Whatever comes next: the page tells by itself that it is paid, or does not and the shopper does what it asks.

    Pages that promise to find a payment must tell.
    """
    if ada.pages.finds_payments:
        ada.see("paid")
        return
    ada.window.see(_ways_on(ada, "to_checkout", "nothing_to_pay"), "that it is paid, or a way to go on")
    if (back := stripe_pages.way_back(ada.page)).count():
        back.click()
        ada.window.see(_ways_on(ada, "to_checkout", "nothing_to_pay"), "that it is paid, or a way to go on")
    if not (ada.is_told_paid or ada.form().count()):
        ada.go("checkout")
        ada.window.see(_ways_on(ada, "nothing_to_pay"), "that it is paid, or a way to go on")
    if ada.form().count():
        ada.type_card(card(VISA))
        ada.press_pay()
        ada.comes_to_an_end()


def _ways_on(ada: BrowserBuyer, *places: str) -> Sight:
    ways = ada.end_of_attempt().or_(ada.form())
    for place in places:
        ways = ways.or_(ada.find(place)) if ada.shows(place) else ways
    return ways


def assert_bought_once(shop: Shop, ada: BrowserBuyer, product: Product, quantity: int = 1) -> None:
    """The paid page, the one order and the one charge of a shopper who had to try more than once agree."""
    if ada.pages.finds_payments:
        ada.see("paid")

    def paid_at_stripe() -> list[str]:
        found = shop.money.intents_of(ada.key, *ada.payments)
        return [intent["id"] for intent in found if intent["status"] == "succeeded"]

    paid = eventually(paid_at_stripe, reason="a payment that Stripe took")
    equal(len(paid), 1, what="the number of paid intents at Stripe")
    assert_charged(shop, paid[0], shop.cost(product, quantity), product.currency)
    if ada.offers("orders"):
        orders = eventually(
            lambda: [one for one in ada.api.orders() if one.status == "paid"], reason="an order that is paid"
        )
        equal(len(orders), 1, what="the number of paid orders")
        equal(shop.money.same(orders[0].payment, paid[0]), True, what="the order being that of the payment")
        if ada.shows("order_shown") and ada.is_told_paid:
            wanted = {"order": orders[0].id, "payment": orders[0].payment}
            shown = ada.receipt
            equal(shown, {name: wanted[name] for name in shown}, what="what the page shows that is paid")
    if shop.counts(product):
        equal(shop.stock(product), (product.stock or 0) - quantity, what="the stock after the sale")


def assert_message(ada: BrowserBuyer, what: str, of_stripe: str = "") -> None:
    """The shopper is told `what`, in the words that the pages promise for it if they do, and whoever cannot see hears.

    `of_stripe` is Stripe's own message, which the pages may promise to pass on.
    """
    ada.window.see(ada.end_of_attempt(), f"a message: {what}")
    promised = ada.pages.wording.get(what)
    if promised is not None:
        ada.see("refused")
        equal(ada.message, promised.replace(STRIPES_WORDS, of_stripe), what=f"the message for {what}")
    elif what not in ("an expiry in the past", "a mistyped number"):  # of these the field itself may tell
        expect(ada.message, differs_from(""), f"the message for {what}")
    if ada.shows("announced"):
        ada.see("announced")
    equal(ada.is_told_paid, False, what="the page saying that it is paid")


def assert_not_charged(shop: Shop, ada: BrowserBuyer) -> None:
    """No order, and no money at Stripe."""
    if ada.offers("orders"):
        equal([order for order in ada.api.orders() if order.status == "paid"], [], what="the paid orders")
    taken = [intent["amount_received"] for intent in shop.money.intents_of(ada.key, *ada.payments)]
    equal(sum(taken), 0, what="what Stripe took of the shopper")


def tries_again(ada: BrowserBuyer) -> None:
    """By what the page offers for it, else by going to the checkout once more."""
    if ada.shows("again"):
        ada.does("tries again")
        ada.see("again").click()
    else:
        ada.go("checkout")


def pays_after_all(
    shop: Shop, ada: BrowserBuyer, purchase: Purchase, product: Product, second: Card | None = None
) -> None:
    """Another card on the same page pays, once."""
    assert_bought(shop, ada, ada.retry(purchase, second or card(VISA)), product)
