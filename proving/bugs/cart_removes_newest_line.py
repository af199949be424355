"""Taking a product out of the cart takes the line that was added last, whichever was meant: an index instead of an id.

A list that is sorted for display and edited by position; no report is cited. The shopper pays for what she threw out.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            "quantities={k: v for k, v in cart.quantities.items() if k != product_id})",
            "quantities=dict(list(cart.quantities.items())[:-1]))",
        ),
    ),
    codes=("cart_not_as_put",),
    cases=("test_a_change_is_about_one_product",),
    run=("scenarios/test_cart_edges.py",),
)
