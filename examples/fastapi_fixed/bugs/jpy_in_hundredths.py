"""Every amount is made hundredths for Stripe, yen too, which have none."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            '            "amount": order.amount,\n',
            '            "amount": order.amount * (100 if order.currency == "jpy" else 1),\n',
        ),
    ),
    codes=("told_amount_differs",),
    run=("scenarios/test_currencies.py",),
)
