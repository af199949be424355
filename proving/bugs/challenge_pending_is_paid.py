"""A payment that waits for the bank's challenge is taken for paid.

solidus_stripe #313, dokan #2174, woocommerce-gateway-stripe #3642: who closes the bank's window gets the goods.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            'if payment.status == "succeeded":',
            'if payment.status in ("succeeded", "processing", "requires_action"):',
        ),
        Edit("settlement.py", "intent.amount, intent.amount, intent.currency)", "intent.amount, intent.currency)"),
        Edit(
            "settlement.py",
            "payment.amount, payment.amount_received, payment.currency",
            "payment.amount, payment.currency",
        ),
    ),
    codes=("order_without_money",),
    cases=("test_three_d_secure.py",),
    run=("scenarios/test_three_d_secure.py",),
)
