"""A line of the cart takes one unit off the shelf, whatever its quantity: seven are sold and one is missing.

A counter of sales that was made for courses and tickets; no report of it is cited here.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stock.py",
            '"SET stock = stock - :q, reservations.#i = :q",',
            '"SET stock = stock - :one, reservations.#i = :q",',
        ),
        Edit(
            "stock.py",
            """\
            names={"i": intent_id},
            q=line.quantity,
        )
        return taken""",
            """\
            names={"i": intent_id},
            q=line.quantity,
            one=1,
        )
        return taken""",
        ),
    ),
    codes=("oversold",),
    cases=("test_quantity_multiplies_the_amount",),
    run=("scenarios/test_success_cards.py", "-k", "quantity or several"),
)
