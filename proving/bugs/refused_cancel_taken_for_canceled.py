"""When Stripe refuses to cancel a replaced payment because another tab has just paid it, the shop takes it for over:
its units go back on sale, the goods stay in the cart, and a second payment for them is opened at once. Seen in
medusajs/medusa issue 4946; two payments of one cart: woocommerce-gateway-stripe issue 5362.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            "            canceled = self._gateway.retrieve(intent.payment_intent_id)\n"
            "        self._settlement.settle(intent, canceled)\n",
            "            self._settlement.give_up(intent)  # it is over already\n"
            "            return\n"
            "        self._settlement.settle(intent, canceled)\n",
        ),
    ),
    cases=("test_held_at_changes[beginning again, and paying the first at Stripe-before]",),
    run=("scenarios/faults/test_held_wires.py", "-k", "held_at_changes"),
)
