"""A cart takes goods in any currency, and the total adds dollars to yen: one of the two is charged for both.

The currency is one of the four things that bind order and payment (Sun, Xu and Su, NDSS 2014).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            """\
            if any(other.currency != product.currency for other in held.values()):
                raise conflict("currency_mismatch", f"The cart holds another currency than {product.currency}.")
""",
            "",
        ),
        Edit("carts.py", "            held = self._products.get_many(others[:1])\n", ""),
    ),
    cases=("test_a_cart_holds_one_currency",),
    run=("scenarios/test_currencies.py", "-k", "cart"),
)
