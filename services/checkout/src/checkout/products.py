"""What is for sale. Prices are integers in minor units and never change once a product exists; only stock does."""

import time
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from checkout.problems import not_found
from checkout.tables import Item, Store


@dataclass(frozen=True)
class Product:
    """One thing for sale; `stock` is what can still be reserved, `created_at` nanoseconds since the epoch."""

    product_id: str
    title: str
    price: int
    currency: str
    stock: int
    created_at: int

    @property
    def age_order(self) -> tuple[int, str]:
        """Sorts products oldest first; ids alone are random, so they only decide between equal times."""
        return self.created_at, self.product_id


class Products:
    """The catalogue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, title: str, price: int, currency: str, stock: int) -> Product:
        """Put a product on sale."""
        product = Product(f"prod_{uuid.uuid4().hex}", title, price, currency, stock, time.time_ns())
        item = {**asdict(product), "reservations": {}}
        self._store.put("products", item, "attribute_not_exists(product_id)")
        return product

    def list(self) -> list[Product]:
        """Everything for sale, oldest first."""
        return sorted(map(_product, self._store.scan("products")), key=lambda product: product.age_order)

    def get(self, product_id: str) -> Product:
        """One product; raises 404."""
        item = self._store.get("products", product_id=product_id)
        if item is None:
            raise not_found("product")
        return _product(item)

    def get_many(self, product_ids: Iterable[str]) -> dict[str, Product]:
        """Products by id; unknown ids are left out."""
        items = self._store.get_many("products", "product_id", product_ids)
        return {product_id: _product(item) for product_id, item in items.items()}


def _product(item: Item) -> Product:
    return Product(
        item["product_id"], item["title"], item["price"], item["currency"], item["stock"], item["created_at"]
    )
