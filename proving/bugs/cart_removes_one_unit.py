"""Taking a product out of the cart takes one unit of it: the button "remove" and the button "less" share one handler.

A plausible mistake; no report of it is cited here. Nine units stay in a cart that was to lose all ten.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            "            return replace(cart, quantities={k: v for k, v in "
            "cart.quantities.items() if k != product_id})\n",
            """\
            fewer = {**cart.quantities, product_id: cart.quantities[product_id] - 1}
            return replace(cart, quantities={k: v for k, v in fewer.items() if v > 0})
""",
        ),
    ),
    codes=("cart_not_as_put",),
    cases=("test_a_change_is_about_one_product",),
    run=("scenarios/test_cart_edges.py",),
)
