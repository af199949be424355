"""Whether enough is left is asked first and taken for granted afterwards: two shoppers buy the last unit.

OpenCart CVE-2025-15116, SimplCommerce CVE-2024-53476, shopware #11245; Warszawski and Bailis, SIGMOD 2017.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stock.py",
            '"attribute_exists(product_id) AND attribute_not_exists(reservations.#i) AND stock >= :q"',
            '"attribute_exists(product_id) AND attribute_not_exists(reservations.#i)"',
        ),
    ),
    codes=("stock_negative",),
    cases=("test_two_shoppers_and_the_last_piece",),
    run=("scenarios/test_races.py",),
)
