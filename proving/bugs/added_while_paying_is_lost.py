"""What was paid is taken out of the cart by product, not by unit: units added while the payment ran are lost.

Harm: a shopper pays two in one tab and has meanwhile put three more of it in the cart: the cart is empty, and nobody
says so. Shows in GET /api/cart after a payment whose cart was changed after it was begun (browser confirmation).
Sources: mohamedsamara/mern-ecommerce #61, PrestaShop #26082, magento2 #10028.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            "            left = {k: v - bought.get(k, 0) for k, v in cart.quantities.items()}\n",
            "            left = {k: v for k, v in cart.quantities.items() if k not in bought}\n",
        ),
    ),
    cases=("test_an_item_added_while_paying",),
    run=(
        "scenarios/test_cart_edges.py",
        "-k",
        "while_paying",
    ),
)
