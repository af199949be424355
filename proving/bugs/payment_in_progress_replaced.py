"""A payment that the bank is still working on is forgotten when the shopper begins again: both are paid in the end.

docs.stripe.com/payments/payment-methods#payment-notification: debits take days. odoo #79663 is about such payments.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
        else:
            raise conflict("payment_in_progress", "A payment for this cart is being processed. Wait for its outcome.")
""",
            """\
        else:
            self._carts.close_intent(previous.user_id, previous.payment_intent_id)
""",
        ),
    ),
    cases=("test_beginning_again_while_a_debit_is_under_way",),
    run=("scenarios/test_delayed_payments.py", "-k", "way"),
)
