"""The database refuses the new payment, and the page is given it all the same: it is paid, and nobody knows by whom.

frappe/payments #240 (review), stripe-node #877: intents at Stripe of which the shop knows
nothing. "Better a sale than an error."
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
        intent = self._intents.create(
            Intent(payment.id, caller.user_id, caller.email, cart.total, payment.currency, cart.lines)
        )
""",
            """\
        intent = Intent(payment.id, caller.user_id, caller.email, cart.total, payment.currency, cart.lines)
        try:
            intent = self._intents.create(intent)
        except BotoCoreError:
            LOG.exception("the payment could not be written down")
            return payment
""",
        ),
        Edit("payments.py", "import logging\n", "import logging\n\nfrom botocore.exceptions import BotoCoreError\n"),
    ),
    codes=("stuck",),
    cases=("test_each_change_is_lost_with_its_retries[never come back-before",),
    run=("scenarios/faults/test_sweep.py", "-k", "never"),
)
