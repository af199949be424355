"""The lines of an order are gathered by title: of two products of one name (a shirt in two sizes) only one is on the
order.

Harm: the shopper pays for both and one is never sent, nor returned to the stock by a refund. Shows in GET
/api/orders: one line, less than the amount; in the mail too. Source: lines keyed by name, woocommerce-blocks
#3813/#3814.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            '            "lines": [line.to_item() for line in intent.lines],\n',
            """\
            "lines": [line.to_item() for line in {line.title: line for line in intent.lines}.values()],
""",
        ),
    ),
    cases=("test_two_products_of_one_title",),
    run=("scenarios/shown/test_goods_as_told.py",),
)
