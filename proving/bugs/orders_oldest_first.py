"""The list of orders begins with the oldest one: the page that shows "your last order" shows the first one ever.

The contract says newest first; a sort that lost its direction.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            "key=lambda order: (order.created_at, order.order_id), reverse=True)",
            "key=lambda order: (order.created_at, order.order_id))",
        ),
    ),
    cases=("test_the_newest_order_comes_first",),
    run=("contracts/test_order_answers.py",),
)
