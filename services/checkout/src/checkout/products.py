"""What is for sale. Prices are integers in minor units and never change once a product exists; only stock does."""

import time
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from checkout.problems import not_found
from checkout.tables import Item, Store


@dataclass(frozen=True)
class Product:
    """One thing for sale; `stock` is what can still be reserved."""

    product_id: str
    title: str
    price: int
    currency: str
    stock: int


class Products:
    """The catalogue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, title: str, price: int, currency: str, stock: int) -> Product:
        """Put a product on sale."""
        product = Product(f"prod_{uuid.uuid4().hex}", title, price, currency, stock)
        item = {**asdict(product), "reservations": {}, "created_at": time.time_ns()}
        self._store.put("products", item, "attribute_not_exists(product_id)")
        return product

    def list(self) -> list[Product]:
        """Everything for sale, oldest first."""
        items = sorted(self._store.scan("products"), key=lambda item: (item["created_at"], item["product_id"]))
        return [_product(item) for item in items]

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
    return Product(item["product_id"], item["title"], item["price"], item["currency"], item["stock"])
