"""Refunds that the merchant makes in Stripe's dashboard never reach the order.

openfoodnetwork #5449, shopper #582: the shop keeps telling "paid", and support refunds the same order again.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "webhooks.py",
            "        if kind in REFUND_EVENTS:\n            self._refunds.reflect(intent)\n        else:\n",
            "        if kind in PAYMENT_EVENTS:\n",
        ),
    ),
    cases=("test_a_dashboard_refund_reaches_the_order",),
    run=("scenarios/test_refunds.py",),
)
