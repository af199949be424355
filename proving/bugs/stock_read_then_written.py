"""The stock is read, less is computed, and the result is written: of many shoppers at once only the last one counts.

OpenCart CVE-2025-15116, SimplCommerce #1111, Cara #2818; the lost update of Warszawski and Bailis, SIGMOD 2017.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stock.py",
            """\
        taken = self._store.update(
            "products",
            {"product_id": line.product_id},
            "SET stock = stock - :q, reservations.#i = :q",
            "attribute_exists(product_id) AND attribute_not_exists(reservations.#i) AND stock >= :q",
            names={"i": intent_id},
            q=line.quantity,
        )
""",
            """\
        item = self._store.get("products", product_id=line.product_id)
        if item is None or item["stock"] < line.quantity:
            return self._holds(intent_id, line.product_id)
        taken = self._store.update(
            "products",
            {"product_id": line.product_id},
            "SET stock = :left, reservations.#i = :q",
            "attribute_not_exists(reservations.#i)",
            names={"i": intent_id},
            left=item["stock"] - line.quantity,
            q=line.quantity,
        )
""",
        ),
    ),
    codes=("oversold",),
    cases=("test_fifty_shoppers_and_twenty_pieces",),
    run=("scenarios/test_races.py", "-k", "shoppers"),
)
