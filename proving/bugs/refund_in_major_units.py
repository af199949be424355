"""A refund's amount is multiplied by 100 on its way to Stripe, which is asked in minor units already.

The zero-decimal class (InvoicePlane #1677, Dolibarr #37650) on the way back. Parts are refused, or too large.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            'for name, value in (("amount", amount), ("reason", reason))',
            'for name, value in (("amount", amount and amount * 100), ("reason", reason))',
        ),
    ),
    cases=("test_a_partial_refund",),
    run=("scenarios/test_refunds.py", "-k", "partial or left"),
)
