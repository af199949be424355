"""Whoever knows the id of a payment may read, settle and refund it: the owner is not compared.

frappe/payments #238 (review): a guest could act on any order's payment.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("intents.py", "if intent is None or intent.user_id != user_id:", "if intent is None:"),),
    codes=("contract_object_level_authorization",),
    cases=(
        "test_another_shoppers_things_are_not_there[getPaymentIntent]",
        "test_another_users_intent_cannot_be_read",
        "test_another_users_intent_cannot_be_confirmed",
        "test_another_users_payment_cannot_be_refunded",
    ),
    run=("scenarios/test_access.py", "contracts/test_ownership.py"),
)
