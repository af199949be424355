"""The order says "refunded" before Stripe is asked, and goes on saying so when Stripe refuses or is out.

openfoodnetwork #5449 is the other half: shop and Stripe tell two stories. The shopper waits for money that never comes.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            '        key = operation_key("refund", intent_id, order.refund_round, amount, reason)\n',
            """\
        key = operation_key("refund", intent_id, order.refund_round, amount, reason)
        left = order.amount - order.amount_refunded
        told = order.amount_refunded + min(amount or left, left)
        self._orders.reflect(order, told, restock=told >= order.amount, next_round=False)
""",
        ),
    ),
    codes=("refund_without_money",),
    cases=("test_an_outage_while_refunding",),
    run=("scenarios/test_stripe_outages.py", "-k", "outage_while_refunding"),
)
