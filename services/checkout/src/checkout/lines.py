"""A line of a cart, a snapshot or an order: what, at which price, how many."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One product and its quantity; `price` is one unit's, in minor units."""

    product_id: str
    title: str
    price: int
    quantity: int

    def to_item(self) -> dict[str, Any]:
        """As it is stored and told."""
        return asdict(self)

    @classmethod
    def from_item(cls, item: dict[str, Any]) -> "Line":
        """As it was stored."""
        return cls(item["product_id"], item["title"], item["price"], item["quantity"])


def total(lines: Iterable[Line]) -> int:
    """What the lines cost together, in minor units."""
    return sum(line.price * line.quantity for line in lines)
