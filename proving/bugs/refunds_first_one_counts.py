"""Only the newest refund of a payment is looked at: after the second part the order tells less than was given back.

shopper #582 and openfoodnetwork #5449: the order does not tell what Stripe refunded.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            "sum(refund.amount for refund in found if refund.status in REFUNDED)",
            "sum(refund.amount for refund in found[:1] if refund.status in REFUNDED)",
        ),
    ),
    codes=("refund_not_told",),
    cases=("test_parts_add_up",),
    run=("scenarios/test_refunds.py", "-k", "parts"),
)
