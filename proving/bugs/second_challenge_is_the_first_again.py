"""While the bank asks for 3D Secure the attempt does not count as answered, so after a failed challenge the same card
gets Stripe's stored answer with the old challenge and can never pay. Seen in woocommerce-gateway-stripe issue 2094,
coopcycle/coopcycle-app issue 1621.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            "            return payment\n        self._intents.attempt_done(intent)\n        return payment\n",
            "            return payment\n"
            '        if payment.status != "requires_action":  # else the bank has the word and the attempt goes on\n'
            "            self._intents.attempt_done(intent)\n"
            "        return payment\n",
        ),
    ),
    cases=("test_the_same_card_again_at_the_server",),
    run=("scenarios/test_three_d_secure.py", "-k", "same_card"),
)
