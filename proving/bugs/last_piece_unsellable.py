""" "More than" stands where "at least" belongs: the last unit of everything can never be bought.

An off-by-one of the most common kind; no report of it is cited here. The shop loses one sale of each product.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stock.py",
            """\
attribute_not_exists(reservations.#i) AND stock >= :q",
            names={"i": intent_id},""",
            """\
attribute_not_exists(reservations.#i) AND stock > :q",
            names={"i": intent_id},""",
        ),
    ),
    cases=("test_two_shoppers_and_the_last_piece",),
    run=("scenarios/test_races.py", "-k", "shoppers"),
)
