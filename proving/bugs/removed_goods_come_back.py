"""Setting the quantity of a product that is not in the cart (any more) puts it in.

Harm: who removed a thing in one tab and presses "one more" in an old one has it in the cart again and pays for it.
Shows in PUT /api/cart/items/{id} after DELETE: 200 and the line, where 404 is promised.
Source: two tabs and one cart, PrestaShop #26082, opencart #1577.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            """\
            if not held:
                raise not_found("item in the cart")
            return quantity
""",
            "            return quantity\n",
        ),
    ),
    cases=("test_what_is_not_in_the_cart",),
    run=("contracts/test_cart_requests.py",),
)
