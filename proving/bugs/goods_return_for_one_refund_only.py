"""Goods return to the stock only when one single refund gave everything back; two halves return nothing.

Harm: units that came back are never sold again. Shows: two partial refunds that make the whole: the order says
refunded, stock in GET /api/products stays down; the same when an earlier refund had failed. Sources:
woocommerce-gateway-stripe #5697 (assumes one refund an order), woocommerce #22489.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            "            restock = refunded >= order.amount\n",
            "            restock = len(found) == 1 and refunded >= order.amount\n",
        ),
    ),
    cases=("test_parts_add_up",),
    run=(
        "scenarios/test_refunds.py",
        "-k",
        "parts",
    ),
)
