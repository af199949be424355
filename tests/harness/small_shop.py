"""The smallest adapter there can be: one product that is there already, and a payment."""

from typing import Any

from harness.checkouts import Adapter, Payment, Product, Shopper

SPEC = f"{__name__}:SmallShop"


class SmallShopper(Shopper):
    """A guest, whose page keeps the cart."""

    def begin(self, **tampering: Any) -> Payment:
        return Payment("pi_1")


class SmallShop(Adapter):
    """A shop without pages, accounts and orders."""

    people = SmallShopper

    def catalogue(self) -> list[Product]:
        return [Product("tea", 500, "usd")]
