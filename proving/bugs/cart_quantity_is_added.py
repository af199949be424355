"""Setting the quantity of a product adds to it: repeating the same PUT makes the cart fuller each time.

vue-storefront #5743: quantities doubled when the cart was sent again; PUT is idempotent (RFC 9110, 9.2.2).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            """\
                raise not_found("item in the cart")
            return quantity
""",
            """\
                raise not_found("item in the cart")
            return held + quantity
""",
        ),
    ),
    codes=("cart_not_as_put",),
    cases=("test_a_change_is_about_one_product",),
    run=("scenarios/test_cart_edges.py",),
)
