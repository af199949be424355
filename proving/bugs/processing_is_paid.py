"""A bank debit is an order while it is still `processing`: goods leave days before the bank answers, or refuses.

gameserverapp/Platform #1216, AI-Shipping-Labs #1423, verbb/formie #2839, woocommerce-gateway-stripe #2376.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("settlement.py", 'if payment.status == "succeeded":', 'if payment.status in ("succeeded", "processing"):'),
        Edit(
            "settlement.py",
            "(intent.payment_intent_id, intent.user_id, intent.amount, intent.amount, intent.currency)",
            "(intent.payment_intent_id, intent.user_id, intent.amount, payment.amount_received, intent.currency)",
        ),
    ),
    codes=("goods_before_money", "order_without_money"),
    cases=("test_a_debit_under_way_is_not_paid",),
    run=("scenarios/test_delayed_payments.py",),
)
