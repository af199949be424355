"""The card is authorized and never captured, and the order is made all the same: after seven days the money is gone.

reaction #4726, coopcycle-web #1388: authorizations expire (docs.stripe.com/payments/place-a-hold-on-a-payment-method).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            '            "automatic_payment_methods": methods,\n',
            """\
            "automatic_payment_methods": methods,
            "capture_method": "manual",
""",
        ),
        Edit(
            "settlement.py",
            '        if payment.status == "succeeded":\n',
            '        if payment.status in ("succeeded", "requires_capture"):\n',
        ),
        Edit(
            "settlement.py",
            "(payment.id, owner, payment.amount, payment.amount_received, payment.currency) == wanted",
            "(payment.id, owner, payment.amount, payment.amount, payment.currency) == wanted",
        ),
    ),
    codes=("order_without_money",),
    cases=("test_success_cards",),
    run=("scenarios/test_success_cards.py", "-k", "server or several"),
)
