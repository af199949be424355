"""Stock: reserved under the id of a PaymentIntent, then sold or returned, each exactly once.

A reservation lives inside the product's own item, so taking stock and noting for whom is one conditional write:
it can be repeated after a crash, and stock never goes below zero.
"""

from checkout.lines import Line
from checkout.tables import Store


class Stock:
    """Reserves, sells and returns units."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reserve(self, intent_id: str, line: Line) -> bool:
        """Take the line's quantity for an intent; True also when it already has it, False when too little is left."""
        taken = self._store.update(
            "products",
            {"product_id": line.product_id},
            "SET stock = stock - :q, reservations.#i = :q",
            "attribute_exists(product_id) AND attribute_not_exists(reservations.#i) AND stock >= :q",
            names={"i": intent_id},
            q=line.quantity,
        )
        return taken is not None or self._holds(intent_id, line.product_id)

    def release(self, intent_id: str, line: Line) -> None:
        """Return what the intent still holds of the line; does nothing the second time, or once it is sold."""
        self._store.update(
            "products",
            {"product_id": line.product_id},
            "SET stock = stock + :q REMOVE reservations.#i",
            "attribute_exists(reservations.#i)",
            names={"i": intent_id},
            q=line.quantity,
        )

    def sell(self, intent_id: str, line: Line) -> None:
        """The reservation becomes a sale: the stock stays down. Does nothing the second time."""
        self._store.update(
            "products",
            {"product_id": line.product_id},
            "REMOVE reservations.#i",
            "attribute_exists(reservations.#i)",
            names={"i": intent_id},
        )

    def give_back(self, line: Line) -> dict[str, object]:
        """A member of a transaction that returns sold goods; whoever runs it makes sure it happens once."""
        return self._store.change(
            "products",
            {"product_id": line.product_id},
            "SET stock = stock + :q",
            "attribute_exists(product_id)",
            names={},
            q=line.quantity,
        )

    def take_again(self, line: Line) -> dict[str, object]:
        """A member of a transaction that takes returned goods once more; it fails when too few are left."""
        return self._store.change(
            "products",
            {"product_id": line.product_id},
            "SET stock = stock - :q",
            "attribute_exists(product_id) AND stock >= :q",
            names={},
            q=line.quantity,
        )

    def _holds(self, intent_id: str, product_id: str) -> bool:
        item = self._store.get("products", product_id=product_id)
        return item is not None and intent_id in item["reservations"]
