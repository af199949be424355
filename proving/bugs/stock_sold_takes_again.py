"""Units are taken when they are reserved, and once more when they are sold: each sale empties the shelf by two.

Two ways of counting that met when reservations were added to a shop that had none; WooCommerce #22489 in reverse.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stock.py",
            """\
            "REMOVE reservations.#i",
            "attribute_exists(reservations.#i)",
            names={"i": intent_id},
        )""",
            """\
            "SET stock = stock - :q REMOVE reservations.#i",
            "attribute_exists(reservations.#i)",
            names={"i": intent_id},
            q=line.quantity,
        )""",
        ),
    ),
    codes=("stock_lost",),
    cases=("test_two_purchases_are_two_orders",),
    run=("scenarios/test_success_cards.py", "-k", "two"),
)
