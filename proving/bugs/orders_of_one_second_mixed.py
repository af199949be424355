"""Orders keep whole seconds only, so of two made within one second either may be listed as the newer one.

Harm: "newest first" is promised; a page that shows the first one as the order just made shows another one. Shows in
GET /api/orders after two quick orders of one shopper: every second time the older one comes first.
Source: timestamp ties broken by random ids, pome-sh/digital-twins #120's review; MySQL DATETIME without fractions.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            'timespec="milliseconds"',
            'timespec="seconds"',
        ),
    ),
    cases=("test_the_newest_order_comes_first",),
    run=("contracts/test_order_answers.py",),
)
