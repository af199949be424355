"""Whoever hears that a payment is over gives its goods back, also the second one: the shelf fills by itself.

WooCommerce #22489, magento2 #9969, multivendorx #936: an order called off once was restocked twice.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stock.py",
            """\
            "SET stock = stock + :q REMOVE reservations.#i",
            "attribute_exists(reservations.#i)",
""",
            """\
            "SET stock = stock + :q REMOVE reservations.#i",
            "attribute_exists(product_id)",
""",
        ),
    ),
    codes=("oversold",),
    cases=("test_two_shoppers_and_the_last_piece",),
    run=("scenarios/test_races.py", "scenarios/test_cart_edges.py", "-k", "shoppers or tabs"),
)
