"""What browser scenarios say again and again: at the checkout with a cart, told why, bought and not charged twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness import Card, Product, Shop, card
from scenarios.steps import VISA, assert_charged, assert_settled, equal, feature, orders_of

if TYPE_CHECKING:
    from harness import BrowserShopper, Purchase

# The shop's own words: Stripe's message for it is written for developers.
NOT_AUTHENTICATED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)
STRIPE_DOWN = "Our payment provider cannot be reached at the moment. Please try again; you will not be charged twice."


def in_a_browser(name: str) -> list[Any]:
    """The marks of a whole file of browser scenarios."""
    return [*feature(f"In a browser: {name}"), pytest.mark.browser]


def at_checkout(
    shop: Shop, path: str = "/checkout", *, price: int = 5999, stock: int = 3, **window: Any
) -> tuple[BrowserShopper, Product]:
    """Ada at the checkout page with one unit in the cart, which was filled at the API: that is another story."""
    product, ada = shop.product(price=price, stock=stock), shop.browser_shopper(**window)
    ada.api.add(product.id).expect(200, 201)
    ada.goto(path)
    return ada, product


def assert_bought(ada: BrowserShopper, purchase: Purchase, product: Product) -> None:
    """The checkout says that the price is paid, and the success page names its order and payment.

    What Stripe, the orders and the stock say about it is judged at the end of every case.
    """
    wanted = {"order_id": assert_settled(purchase, product.price), "payment_intent_id": purchase.intent_id}
    equal(ada.receipt, wanted, what="what the success page shows")


def assert_bought_once(shop: Shop, ada: BrowserShopper, product: Product) -> None:
    """The success page, the one order and the one charge of a shopper who had to try more than once agree."""
    receipt = ada.receipt
    orders = [(one["order_id"], one["payment_intent_id"]) for one in orders_of(ada.api)]
    equal(orders, [(receipt["order_id"], receipt["payment_intent_id"])], what="the orders beside the success page")
    assert_charged(shop, receipt["payment_intent_id"], product.price, product.currency)
    paid = [intent["id"] for intent in shop.stripe.intents_of(ada.user_id) if intent["status"] == "succeeded"]
    equal(paid, [receipt["payment_intent_id"]], what="the paid intents at Stripe")
    equal(shop.stock(product), product.stock - 1, what="the stock after the sale")


def assert_message(ada: BrowserShopper, message: str) -> None:
    """The error box says this, has the focus, and the button can be pressed again."""
    equal(ada.message, message, what="the message in the error box")
    focused = ada.page.get_by_role("alert").evaluate("(box) => box.contains(document.activeElement)")
    equal(focused, True, what="the error box having the focus")


def assert_not_charged(shop: Shop, ada: BrowserShopper) -> None:
    """No order, and no money at Stripe."""
    equal(orders_of(ada.api), [], what="the list of orders")
    taken = [intent["amount_received"] for intent in shop.stripe.intents_of(ada.user_id)]
    equal(sum(taken), 0, what="what Stripe took of the shopper")


def pays_after_all(ada: BrowserShopper, purchase: Purchase, product: Product, second: Card | None = None) -> None:
    """Another card on the same page pays, once."""
    assert_bought(ada, ada.retry(purchase, second or card(VISA)), product)
