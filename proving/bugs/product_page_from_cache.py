"""A product that was looked at is answered from memory for half a minute, its stock too.

Harm: shoppers are shown pieces that were sold, put them in the cart and are refused at the till; the operator who
looks up the stock reads an old number. Shows in GET /api/products/{id} before and after a sale; the list of
products is right. Sources: shopware #14816 and #4281, cubecart/v6 #2060.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "products.py",
            """\
        item = self._store.get("products", product_id=product_id)
        if item is None:
            raise not_found("product")
        return _product(item)
""",
            """\
        until, product = self._seen.get(product_id, (0.0, None))
        if product is not None and time.monotonic() < until:
            return product
        item = self._store.get("products", product_id=product_id)
        if item is None:
            raise not_found("product")
        self._seen[product_id] = (time.monotonic() + KEPT_SECONDS, _product(item))
        return _product(item)
""",
        ),
        Edit(
            "products.py",
            """\
    def __init__(self, store: Store) -> None:
        self._store = store
""",
            """\
    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: dict[str, tuple[float, Product | None]] = {}
""",
        ),
        Edit(
            "products.py",
            """\


@dataclass(frozen=True)
class Product:
""",
            """\

KEPT_SECONDS = 30.0


@dataclass(frozen=True)
class Product:
""",
        ),
    ),
    cases=("test_sold_out",),
    run=(
        "scenarios/test_cart_edges.py",
        "-k",
        "sold_out",
    ),
)
