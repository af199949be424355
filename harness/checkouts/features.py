"""What a checkout may offer beside taking a payment: each is a method of its adapter, and is offered by being there."""

from dataclasses import dataclass
from typing import Any

from harness.checkouts.errors import NotOffered

ADAPTER, SHOPPER = "adapter", "shopper"


@dataclass(frozen=True)
class Feature:
    """One optional method: on which class it is, and what cannot be judged without it."""

    name: str
    where: str
    promise: str


FEATURES = (
    Feature("put_on_sale", ADAPTER, "products of a price, currency and stock that a case chooses"),
    Feature("catalogue", ADAPTER, "products that are there already"),
    Feature("product", ADAPTER, "units in stock are sold once, and come back when a payment is given up"),
    Feature("mails", ADAPTER, "each order is told in one mail, to its owner alone"),
    Feature("pages", ADAPTER, "the pages in a browser"),
    Feature("sign_up", SHOPPER, "each shopper sees what is her own"),
    Feature("sign_in", SHOPPER, "a shopper comes back with her password"),
    Feature("add", SHOPPER, "the cart is kept by the checkout"),
    Feature("set_quantity", SHOPPER, "the cart may change while a payment is open"),
    Feature("remove", SHOPPER, "a product can be taken out of the cart"),
    Feature("cart", SHOPPER, "the cart tells the right total, and is empty after a sale"),
    Feature("confirm", SHOPPER, "the checkout confirms payments itself, with an idempotency key"),
    Feature("payment", SHOPPER, "a payment that was begun can be looked at"),
    Feature("settle", SHOPPER, "what a shopper is told on coming back from Stripe"),
    Feature("save_card", SHOPPER, "a card is saved without a payment"),
    Feature("charge_saved", SHOPPER, "a saved card pays once while nobody is there, or nothing"),
    Feature("orders", SHOPPER, "one order for each payment, over what was paid"),
    Feature("order", SHOPPER, "an order can be looked at, by its owner alone"),
    Feature("refund", SHOPPER, "refunds never exceed what was paid"),
    Feature("cancel", SHOPPER, "an order that is called off gives its money back"),
)
REQUIRED = ("begin",)


def method_of(thing: object, name: str) -> Any:
    """The method; NotOffered when the adapter has none of that name."""
    found = getattr(thing, name, None)
    if found is None:
        raise NotOffered(name)
    return found


def offered(adapter: type, shopper: type) -> tuple[str, ...]:
    """The names of the features that these classes have."""
    classes = {ADAPTER: adapter, SHOPPER: shopper}
    return tuple(one.name for one in FEATURES if getattr(classes[one.where], one.name, None) is not None)


def not_offered(names: tuple[str, ...]) -> dict[str, str]:
    """What is not among these, with what cannot be judged without it; of two ways to have products one is enough, where
    a case may choose the price."""
    enough = {"catalogue"} if "put_on_sale" in names else set()
    return {one.name: one.promise for one in FEATURES if one.name not in {*names, *enough}}
