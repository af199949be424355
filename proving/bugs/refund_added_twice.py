"""What was refunded is added up from news, and the same refund is news twice: from the answer and from the webhook.

shopper #582 (no unique event id) and woocommerce-gateway-stripe #838: after a partial refund the order soon says that
all went back, and the goods return to the shelf although they were delivered.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            "refunded = min(order.amount, sum(refund.amount for refund in found if refund.status in REFUNDED))",
            "news = [refund.amount for refund in found[:1] if refund.status in REFUNDED]\n"
            "            refunded = min(order.amount, order.amount_refunded + sum(news))",
        ),
    ),
    codes=("refund_without_money",),
    cases=("test_a_partial_refund[a_third]",),
    run=("scenarios/test_refunds.py",),
)
