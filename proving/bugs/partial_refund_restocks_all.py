"""The first partial refund puts all goods of the order back on the shelf, where they are sold to somebody else.

"Refunded" was read as "returned"; a neighbour of the double refunds of woocommerce-gateway-stripe #838.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("refunds.py", "restock = refunded >= order.amount\n", "restock = refunded > 0\n"),),
    codes=("oversold",),
    cases=("test_a_partial_refund[1]",),
    run=("scenarios/test_refunds.py",),
)
