"""Whoever knows a payment's id may refund it: reading and paying ask for the owner, the newer operation does not.

frappe/payments #238 (review); OWASP API1:2023. The goods are on their way, and the money goes back.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            "        intent = self._intents.of_user(intent_id, caller.user_id)\n",
            """\
        intent = self._intents.find(intent_id)
        if intent is None:
            raise not_found("payment intent")
""",
        ),
        Edit(
            "refunds.py",
            "from checkout.problems import Problem, conflict, unavailable",
            "from checkout.problems import Problem, conflict, not_found, unavailable",
        ),
    ),
    cases=("test_another_users_payment_cannot_be_refunded",),
    run=("scenarios/test_access.py", "contracts/test_ownership.py", "-k", "refund"),
)
