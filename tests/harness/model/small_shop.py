"""A shop in memory, with as much of `Shop` as a walk asks for; it can be broken on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from harness.checkouts import Cart, Facts, Line, NotOffered, Order, Payment, Product, Refused
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.history import History
from harness.shopper.styles import Attempt

DECLINES = ("4000000000000002", "4000000000009995")
CHALLENGE = "4000000000003220"


def refuses(what: str) -> Refused:
    return Refused(what, "Ada", Exchange("POST", "http://shop", {}, "", 409, {}, "{}", 1.0))


@dataclass
class Made:
    """A payment at the Stripe of this shop."""

    amount: int
    currency: str
    lines: dict[str, int]
    owner: str
    status: str = "requires_payment_method"
    refunded: int = 0


class People:
    """What its shoppers can do, as an adapter's class tells it."""

    add = set_quantity = remove = cart = settle = refund = sign_up = object()


@dataclass
class SmallShop:
    """Everything at once: the shop, Stripe's money and the dashboard. `bug` names what is wrong with it."""

    bug: str = ""
    history: History = field(default_factory=History)
    found_at_the_end: list[Failure] = field(default_factory=list)
    catalogue: bool = False

    def __post_init__(self) -> None:
        self.facts, self.closed = Facts(), 0
        sells = {"catalogue": object()} if self.catalogue else {"put_on_sale": object(), "product": object()}
        self.adapter = SimpleNamespace(people=People, **sells)
        self.stack = SimpleNamespace(webhook_path="")
        self.made: dict[str, Made] = {}
        self.products: dict[str, Product] = {}
        self.money, self.dashboard = Money(self), Dashboard(self)

    def offers(self, feature: str) -> bool:
        return getattr(self.adapter, feature, None) is not None

    def shopper(self, name: str) -> Buyer:
        return Buyer(name, self)

    def product(
        self, price: int = 500, currency: str = "usd", stock: int = 9, other_than: Product | None = None
    ) -> Product:
        """Put on sale; of a catalogue, the first or the second book."""
        if not self.offers("put_on_sale"):
            return self.products.setdefault(
                "b2" if other_than else "b1", Product("b2" if other_than else "b1", 500, "usd")
            )
        product = Product(f"p{len(self.products) + 1}", price, currency, stock)
        self.products[product.id] = product
        return product

    def stock(self, product: Product) -> int:
        if self.catalogue:
            raise NotOffered("put_on_sale")
        return product.stock or 0

    def total(self, goods: int, currency: str) -> int:
        return goods

    def judge_now(self) -> None:
        """Nothing is wrong in between."""

    def close_and_judge(self) -> list[Failure]:
        return self.found_at_the_end

    def close(self) -> None:
        self.closed += 1


class Money:
    """What Stripe holds."""

    def __init__(self, shop: SmallShop) -> None:
        self.shop = shop

    def intents(self, payment: Payment) -> list[dict[str, Any]]:
        made = self.shop.made[payment.id]
        received = made.amount if made.status == "succeeded" else 0
        facts = {"amount": made.amount, "currency": made.currency, "status": made.status}
        return [{**facts, "amount_received": received}]

    def received(self, payment: Payment) -> dict[str, int]:
        [intent] = self.intents(payment)
        return {intent["currency"]: intent["amount_received"]} if intent["amount_received"] else {}

    def asked(self, payment: Payment) -> dict[str, int]:
        [intent] = self.intents(payment)
        return {intent["currency"]: intent["amount"]}

    def refunded(self, payment: Payment) -> int:
        return self.shop.made[payment.id].refunded


class Dashboard:
    """The merchant at Stripe."""

    def __init__(self, shop: SmallShop) -> None:
        self.shop = shop

    def refund(self, payment: Payment, amount: int) -> None:
        self.shop.made[payment.id].refunded += amount


class Buyer:
    """One shopper. A cart of two products, of which the second is a mug, is charged wrongly with the bug `mug`."""

    def __init__(self, name: str, shop: SmallShop) -> None:
        self.name, self.shop, self.units = name, shop, dict[str, int]()

    def add(self, product: Product, units: int = 1) -> None:
        self.units[product.id] = self.units.get(product.id, 0) + units

    def set_quantity(self, product: Product, units: int) -> None:
        self.units[product.id] = units

    def remove(self, product: Product) -> None:
        self.units.pop(product.id, None)

    def cart(self) -> Cart:
        return Cart(tuple(Line(id, units) for id, units in self.units.items()))

    def begin(self) -> Payment:
        there = {id: self.shop.products[id] for id in self.units}
        currencies = {product.currency for product in there.values()}
        if len(currencies) != 1:
            raise refuses("begin")
        if not self.shop.catalogue and any(units > (there[id].stock or 0) for id, units in self.units.items()):
            raise refuses("begin")
        charged = dict(list(self.units.items())[:1]) if self.shop.bug == "first line only" else self.units
        amount = sum(there[id].price * units for id, units in charged.items())
        id = f"pi_{len(self.shop.made) + 1}"
        self.shop.made[id] = Made(amount, currencies.pop(), dict(self.units), self.name)
        return Payment(id, amount, self.shop.made[id].currency, f"{id}_secret")

    def attempt(self, payment: Payment, card: Any, three_ds: str) -> Attempt:
        made = self.shop.made[payment.id]
        if made.status == "succeeded":
            return Attempt(made.status, {"code": "payment_intent_unexpected_state"})
        if card.number in DECLINES:
            return Attempt(made.status, {"code": "card_declined"})
        made.status = "requires_action" if card.number == CHALLENGE else "succeeded"
        return Attempt(made.status)

    def authenticate(self, payment: Payment, attempt: Attempt, outcome: str) -> Attempt:
        made = self.shop.made[payment.id]
        made.status = "succeeded" if outcome == "succeed" else "requires_payment_method"
        return Attempt(made.status)

    def settle(self, payment: Payment, *, noted: bool = True) -> Order | None:
        made = self.shop.made[payment.id]
        if made.owner != self.name:
            raise refuses("settle")
        if made.status != "succeeded" and self.shop.bug != "believes the browser":
            return None
        self.units = {id: units for id, units in self.units.items() if id not in made.lines}
        lines = tuple(Line(id, units) for id, units in made.lines.items())
        return Order(f"o_{payment.id}", payment.id, "paid", made.amount, made.currency, lines)

    def refund(self, order: Order, amount: int | None = None) -> int:
        made = self.shop.made[order.payment]
        left = made.amount - made.refunded
        if not left or ((amount or 0) > left and self.shop.bug != "gives too much"):
            raise refuses("refund")
        made.refunded += amount or left
        return amount or left
