"""A full refund leaves the goods where they were: sold to nobody, and not for sale.

Cara #4938, Umbraco.Commerce #196: whatever is refunded or called off is missing from the shelf for ever.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py", "            restock = refunded >= order.amount\n", "            restock = order.restocked\n"
        ),
    ),
    codes=("stock_lost",),
    cases=("test_a_full_refund",),
    run=("scenarios/test_refunds.py", "-k", "full"),
)
