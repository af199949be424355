"""The service, which lives once per process, keeps "the current payment" in itself between asking Stripe and settling.

Harm: of two shoppers who pay at the same moment one is charged and told 409 payment_mismatch, "ask the shop". Shows when
two confirm-payment overlap: one of two good cards is answered 409 while Stripe says succeeded. Sources: nashtech-garage/yas
#732 (checkout id kept in a helper), kitodo-production #2643.
"""

from proving.bugs import Bug, Edit

GROUP = "subtle"

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
        intent = self._intents.of_user(intent_id, caller.user_id)
        if intent.state == PAID:
""",
            """\
        intent = self._current = self._intents.of_user(intent_id, caller.user_id)
        if intent.state == PAID:
""",
        ),
        Edit(
            "payments.py",
            """\
        return self._settlement.settle(intent, self._attempt(intent, payment_method, return_url))
""",
            """\
        payment = self._attempt(intent, payment_method, return_url)
        return self._settlement.settle(self._current, payment)
""",
        ),
    ),
    cases=("test_",),
    run=(),
)
