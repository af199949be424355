"""A cart that changed after a decline is begun anew, and the declined PaymentIntent is given up here but not canceled.

An old tab can still pay it. Sylius/PayumStripePlugin #31, commercelayer-react-components #188.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            "            self._cancel(previous, payment)\n        elif",
            "            if payment.last_error is None:\n                self._cancel(previous, payment)\n"
            "            else:\n                self._settlement.give_up(previous)\n        elif",
        ),
    ),
    codes=("unexpected_value",),
    cases=("test_a_declined_payment_of_an_older_cart",),
    run=("scenarios/test_second_card.py",),
)
