"""What a walk knows: who is there, what is in whose cart, what was begun and paid. All of it from answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harness.checkouts import Facts, NotOffered, Payment
from harness.checkouts.client import silently

if TYPE_CHECKING:
    from harness.faults.rig import Rig
    from harness.shop.shop import Shop

SHOPPERS = ("ada", "bob", "cyd")
# The first two have one price: a cart in which one takes the other's place costs the same.
TEA, MUG, PEN, SAKE = GOODS = ("tea", "mug", "pen", "sake")
# Of two and of no decimals, and of three: https://docs.stripe.com/currencies#zero-decimal.
CURRENCIES = ("usd", "eur", "jpy", "kwd", "gbp", "krw", "tnd")
WAITING = ("requires_action",)


@dataclass(frozen=True)
class Setting:
    """What a walk is about: the currency, one price in minor units, how many units of each product there are."""

    currency: str = "usd"
    price: int = 1990
    stock: int = 5


@dataclass
class Cart:
    """What a shopper's cart must hold; `sure` while nothing can have changed it but what she did."""

    units: dict[str, int] = field(default_factory=dict)
    sure: bool = True


@dataclass
class Begun:
    """A payment as its shopper knows it, and what Stripe took for it; `units` is the cart it was begun for."""

    name: str
    who: str
    units: dict[str, int]
    # What it must cost, in minor units; None where the cart was not known.
    amount: int | None
    # Whether it is the shopper's last one and her cart has stayed as it was.
    current: bool = True
    attempt: str = ""
    waits: bool = False
    received: int = 0
    order: str = ""
    refunded: int = 0
    # Refunds at Stripe that the checkout may not have heard of.
    untold_refunds: bool = False
    given_up: bool = False


class World:
    """What one walk knows; `names` are the variables of its story."""

    def __init__(self, shop: Shop, rig: Rig | None) -> None:
        self.shop, self.rig, self.setting = shop, rig, Setting()
        self.names: dict[str, Any] = {"shop": shop, "rig": rig}
        self.carts: dict[str, Cart] = {}
        # By each name under which the shop told of it: beginning again may lead to the payment that is there.
        self.payments: dict[str, Begun] = {}
        self.counts: dict[str, int] = {}
        # Whether a call of the checkout was lost, so that nobody knows what it did.
        self.troubled = False

    @property
    def facts(self) -> Facts:
        """What the shop's profile says of it."""
        return self.shop.facts

    def offers(self, feature: str) -> bool:
        """Whether the shop, or its shoppers, have this feature."""
        return self.shop.offers(feature) or getattr(self.shop.adapter.people, feature, None) is not None

    @property
    def has_carts(self) -> bool:
        """Whether the checkout keeps the cart; else the page does."""
        return self.offers("add") or self.offers("set_quantity")

    def count(self, what: str) -> None:
        """One more of what a run must have seen."""
        self.counts[what] = self.counts.get(what, 0) + 1

    def cart(self, who: str) -> Cart:
        """Her cart, read again where something may have changed it; a page's own cart is what the page knows."""
        cart = self.carts.setdefault(who, Cart())
        buyer = self.names.get(who)
        if buyer is None or cart.sure:
            return cart
        named = {self.names[name].id: name for name in GOODS if self.names.get(name) is not None}
        if self.has_carts and self.offers("cart"):
            with silently():
                shown = buyer.cart().quantities()
        elif not self.has_carts:
            shown = buyer.basket
        else:
            return cart
        cart.units = {named[id]: units for id, units in shown.items() if id in named}
        cart.sure = not any(self.unsettled(who))
        return cart

    def cost(self, units: dict[str, int]) -> tuple[int, str] | None:
        """What a cart costs in one payment, and in which currency; None for one of several currencies, or of none."""
        currencies = {self.names[name].currency for name in units}
        if len(currencies) != 1:
            return None
        goods = sum(self.names[name].price * count for name, count in units.items())
        currency = str(currencies.pop())
        return self.shop.total(goods, currency), currency

    def changed(self, who: str) -> None:
        """Her cart is another one: what was begun for it is not what she would pay now."""
        for begun in self.payments.values():
            if begun.who == who:
                begun.current = False

    def unsettled(self, who: str) -> list[Begun]:
        """Her payments that are paid, or under way at the bank, and of which she has no order yet."""
        mine = [begun for begun in self.payments.values() if begun.who == who and not begun.order]
        return [begun for begun in mine if begun.received or begun.waits]

    def payment(self, begun: Begun) -> Payment:
        """The payment itself."""
        payment: Payment = self.names[begun.name]
        return payment

    def look_at_stripe(self, begun: Begun) -> None:
        """Ask Stripe what became of a payment."""
        intents = self.shop.money.intents(self.payment(begun))
        begun.received = sum(intent["amount_received"] for intent in intents)
        begun.waits = any(intent["status"] in WAITING for intent in intents)
        if begun.received:
            begun.refunded = self.shop.money.refunded(self.payment(begun))
            self.carts[begun.who].sure = False

    def left_in_stock(self, name: str) -> int | None:
        """How many units of a product can be bought now, as the shop tells it; None where it does not."""
        try:
            with silently():
                return self.shop.stock(self.names[name])
        except NotOffered:
            return None
