"""The news of a failed attempt ends the payment for the shop: the goods go back although a second card may still pay.

nearmerch #209, saleor #8587, solidus_stripe #189: payment_failed is about one attempt, not about the payment.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "webhooks.py",
            "            self._refunds.reflect(intent)\n        else:\n",
            "            self._refunds.reflect(intent)\n"
            '        elif kind == "payment_intent.payment_failed":\n'
            "            self._settlement.give_up(intent)\n"
            "        else:\n",
        ),
    ),
    codes=("oversold",),
    cases=("test_three_declines_then_success",),
    run=("scenarios/test_second_card.py", "-k", "three or challenge or authenticates"),
)
