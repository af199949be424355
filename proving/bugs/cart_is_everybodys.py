"""Who has no cart yet gets a default one, and the default is one object for all: goods put into it are in every cart.

Python's mutable default. shopware #8889 and openfoodnetwork #9991 showed one shopper's cart or checkout to another.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            "TRIES = 40\n",
            """\
TRIES = 40
EMPTY: dict[str, int] = {}
""",
        ),
        Edit(
            "carts.py",
            """\
            return Cart(user_id)
        known""",
            """\
            return Cart(user_id, EMPTY)
        known""",
        ),
        Edit(
            "carts.py",
            "            return replace(cart, quantities={**cart.quantities, product_id: wanted})\n",
            """\
            cart.quantities[product_id] = wanted
            return replace(cart, generation=cart.generation + 1)
""",
        ),
    ),
    codes=("cart_not_as_put",),
    cases=("test_a_new_cart_is_empty",),
    run=("scenarios/test_cart_edges.py", "scenarios/test_access.py"),
)
