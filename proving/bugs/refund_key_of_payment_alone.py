"""The idempotency key of a refund is the payment's id: the second part of a refund is not made.

odoo #101243 (review) and aa-stripe #68 (review) saw keys that were the same for different requests.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            'key = operation_key("refund", intent_id, order.refund_round, amount, reason)',
            'key = operation_key("refund", intent_id)',
        ),
    ),
    cases=("test_parts_add_up",),
    run=("scenarios/test_refunds.py", "-k", "parts or rest"),
)
