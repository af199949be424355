"""No answer to a confirmation counts as a declined card: the goods go back to the shelf while Stripe takes the money.

openfoodnetwork #5874, worldcubeassociation.org #4305: failed at the shop, charged at the bank.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
            if problem.status != 503:
                self._intents.attempt_done(intent)
""",
            """\
            if problem.status == 503:
                self._settlement.give_up(intent)
                raise Problem(402, "card_declined", "The payment failed. Try another card.") from None
            self._intents.attempt_done(intent)
""",
        ),
    ),
    cases=("test_a_lost_answer_while_confirming[9]",),
    run=("scenarios/test_stripe_outages.py", "-k", "confirming or giving"),
)
