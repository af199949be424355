"""An open payment is used again whenever the total is the same, whatever is in the cart: who swaps the red mug for the
blue one at the same price pays in the browser for the red one and gets that, and paying on the server ends in
cart_changed for ever. woocommerce-gateway-stripe pull 4093 compares the amount alone.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            "            if previous.state in (RESERVING, OPEN) and cart.lines == previous.lines:\n",
            "            if previous.state in (RESERVING, OPEN) and cart.total == previous.amount:\n",
        ),
    ),
    cases=("test_a_swap_at_the_same_price",),
    run=("scenarios/test_cart_edges.py", "-k", "same_price"),
)
