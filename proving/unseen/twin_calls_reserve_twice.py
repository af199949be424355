"""A reservation that is there already is made again: the same call twice at once takes the units twice and holds them once.

Harm: units leave the stock that nobody bought and that no cancellation gives back; the shop sells out too early. Shows
when one shopper's create-payment-intent is sent twice at the same moment (a double click): stock in GET /api/products is
short by the cart's quantity. Source: check-then-act, Warszawski and Bailis, ACIDRain (SIGMOD 2017).
"""

from proving.bugs import Bug, Edit

GROUP = "subtle"

BUG = Bug(
    edits=(
        Edit(
            "stock.py",
            """\
            "attribute_exists(product_id) AND attribute_not_exists(reservations.#i) AND stock >= :q",
""",
            '            "attribute_exists(product_id) AND stock >= :q",\n',
        ),
    ),
    cases=("test_",),
    run=(),
)
