"""One lock keeps two requests from beginning a payment at once, and is held while Stripe is asked: whoever begins waits
for everybody who began before.

The lock was meant for two tabs of one shopper; made once for the process, it is everybody's. With Stripe at its usual
pace nobody notices.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("payments.py", "import logging\n\n", "import logging\nimport threading\n\n"),
        Edit("payments.py", "\n\nclass Payments:", "\n\nBEGINNING = threading.Lock()\n\n\nclass Payments:"),
        Edit(
            "payments.py",
            "            return self._gateway.create(cart.total, str(cart.currency), sent, key)\n",
            """\
            with BEGINNING:
                return self._gateway.create(cart.total, str(cart.currency), sent, key)
""",
        ),
    ),
    codes=("others_wait",),
    cases=("test_others_are_served[beginning to pay]", "test_others_are_served_while_stripe_is_slow"),
    run=("scenarios/faults/test_silence.py",),
)
