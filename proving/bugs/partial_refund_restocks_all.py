"""The first partial refund puts all goods of the order back on the shelf, where they are sold to somebody else.

The stock's side of double refunds (woocommerce-gateway-stripe #838): "refunded" was read as "returned".
"""

from proving.bug import Bug, Edit

BUG = Bug(
    edits=(Edit("refunds.py", "restock = refunded >= order.amount\n", "restock = refunded > 0\n"),),
    codes=("oversold",),
    cases=("test_a_partial_refund[1]",),
    run=("scenarios/test_refunds.py",),
)
