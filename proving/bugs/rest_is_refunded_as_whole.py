""" "Refund the rest" asks Stripe for the whole amount: after a first part it is always refused.

woocommerce-gateway-stripe #838 and Stripe's amount_too_large (hackerai #939, review). The shopper's money stays.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            "refund = self._gateway.refund(intent_id, amount, reason, key)",
            "refund = self._gateway.refund(intent_id, amount or order.amount, reason, key)",
        ),
    ),
    cases=("test_the_rest_is_refunded",),
    run=("scenarios/test_refunds.py", "-k", "rest or left"),
)
