"""A changed cart gets a new payment, and the old one is given up here but not canceled at Stripe: an old tab pays it.

Sylius/PayumStripePlugin #31, woocommerce-payments #5678: two tabs, two payments, one order.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
            self._cancel(previous, payment)
        elif""",
            """\
            self._settlement.give_up(previous)
        elif""",
        ),
    ),
    cases=("test_two_tabs_pay_once",),
    run=("scenarios/test_cart_edges.py", "-k", "tabs"),
)
