"""Reading a payment that is not paid yet tells an amount of 0: amount_received was taken for amount.

Harm: the checkout page that reads the payment again after a reload shows the shopper 0.00 before charging the
full sum. Shows in GET /api/payments/payment-intent/{id} before the payment. Source: two fields one letter of
thought apart in docs.stripe.com/api/payment_intents/object; no report of its own.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/payments.py",
            """\
            "amount": payment.amount,
            "currency": payment.currency,
            "metadata": payment.metadata,
""",
            """\
            "amount": payment.amount_received,
            "currency": payment.currency,
            "metadata": payment.metadata,
""",
        ),
    ),
    cases=("test_one_amount_in_every_view",),
    run=("scenarios/shown/test_goods_as_told.py",),
)
