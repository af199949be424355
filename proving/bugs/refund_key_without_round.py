"""The idempotency key of a refund is payment and amount: the second of two equal parts is answered with the first.

The shopper is told "refunded" twice and gets the money once; aa-stripe #68 (review), hexclave #1429 make keys like it.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            'key = operation_key("refund", intent_id, order.refund_round, amount, reason)',
            'key = operation_key("refund", intent_id, amount)',
        ),
    ),
    cases=("test_a_second_full_refund_is_refused",),
    run=("scenarios/test_refunds.py", "-k", "second_full or exact"),
)
