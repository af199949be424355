"""What the shop keeps, in memory: people with their baskets, products, purchases that were begun, and orders."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

CURRENCY = "usd"
# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
LEAST = 50


class No(Exception):
    """A request that is refused: the status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass
class Person:
    """Somebody with a cookie; `customer` is Stripe's."""

    id: str
    email: str = ""
    password: str = ""
    customer: str = ""
    basket: dict[str, int] = field(default_factory=dict)
    open: dict[str, Purchase] = field(default_factory=dict)
    lock: Any = field(default_factory=threading.RLock)


@dataclass
class Purchase:
    """A basket that somebody began to pay for in one way.

    `made` is what was made for it at Stripe, `told` what the page was told, `intent` the PaymentIntent that paid it.
    """

    id: str
    way: str
    person: Person
    items: dict[str, int]
    amount: int
    made: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    intent: str = ""
    order: dict[str, Any] | None = None
    lock: Any = field(default_factory=threading.RLock)

    @property
    def metadata(self) -> dict[str, str]:
        """What is written on everything that is made for it at Stripe."""
        return {"purchase": self.id, "user_id": self.person.id}


class Store:
    """All of it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.people: dict[str, Person] = {}
        self.products: dict[str, dict[str, Any]] = {}
        self.purchases: dict[str, Purchase] = {}

    def person(self, token: str) -> tuple[str, Person]:
        """Whose cookie this is; a new one for somebody new."""
        with self.lock:
            if token not in self.people:
                token = secrets.token_hex(16)
                self.people[token] = Person(f"usr_{secrets.token_hex(6)}")
            return token, self.people[token]

    def of_email(self, email: str) -> tuple[str, Person] | None:
        """The account with this address."""
        return next(((token, one) for token, one in self.people.items() if one.email == email), None)

    def put_on_sale(self, row: dict[str, Any]) -> dict[str, Any]:
        """A product."""
        with self.lock:
            id = f"prod{len(self.products) + 1}"
            self.products[id] = {**row, "id": id}
        return self.products[id]

    def product(self, id: str) -> dict[str, Any]:
        """One of them."""
        if id not in self.products:
            raise No(404, "no such product")
        return self.products[id]

    def purchase(self, way: str, person: Person) -> tuple[Purchase, Purchase | None]:
        """The purchase of the basket as it is, and the one that was open before where that is another."""
        with self.lock:
            before = person.open.get(way)
            if not person.basket:
                raise No(409, "the basket is empty")
            if before is not None and before.items == person.basket and before.order is None:
                return before, None
            for id, quantity in person.basket.items():
                if self.products[id]["stock"] < quantity:
                    raise No(409, "out of stock")
            amount = sum(self.products[id]["price"] * quantity for id, quantity in person.basket.items())
            if amount < LEAST:
                raise No(409, "too little to be paid by card")
            made = Purchase(f"buy_{secrets.token_hex(6)}", way, person, dict(person.basket), amount)
            self.purchases[made.id] = person.open[way] = made
            return made, before if before is not None and before.order is None else None

    def take(self, items: dict[str, int]) -> bool:
        """Take the goods; nothing where there are too few."""
        with self.lock:
            if any(self.products[id]["stock"] < quantity for id, quantity in items.items()):
                return False
            for id, quantity in items.items():
                self.products[id]["stock"] -= quantity
            return True

    def sell(self, purchase: Purchase, payment: str) -> None:
        """Write the order, and take what was bought out of the basket."""
        rows = [
            {"id": id, "quantity": quantity, "price": self.products[id]["price"]}
            for id, quantity in purchase.items.items()
        ]
        purchase.order = {
            "id": f"ord_{purchase.id}", "payment": payment, "status": "paid", "amount": purchase.amount,
            "currency": CURRENCY, "lines": rows, "refunded": 0,
        }  # fmt: skip
        basket = purchase.person.basket
        for id, quantity in purchase.items.items():
            left = basket.pop(id, 0) - quantity
            if left > 0:
                basket[id] = left

    def orders(self, person: Person) -> list[dict[str, Any]]:
        """This person's."""
        return [one.order for one in list(self.purchases.values()) if one.person is person and one.order]
