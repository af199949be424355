"""Coming back from the bank does not ask who comes: another shopper is told the order of the payment, and makes it.

frappe/payments #238 (review); Pellegrino and Balzarotti, NDSS 2014: steps of one session taken by another.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
        intent = self._intents.of_user(intent_id, caller.user_id)
        settled =""",
            """\
        intent = self._intents.find(intent_id) or self._intents.of_user(intent_id, caller.user_id)
        settled =""",
        ),
    ),
    cases=("test_another_users_intent_cannot_be_confirmed",),
    run=("scenarios/test_access.py", "contracts/test_ownership.py", "-k", "confirm"),
)
