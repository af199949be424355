"""The client's metadata is written over the shop's own: who sends `user_id` pays, and no order fits the payment.

Sun, Xu and Su, NDSS 2014: what binds payment and order comes from the wrong side.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            '        sent = {**metadata, "user_id": cart.user_id, "order_ref": '
            'f"{cart.user_id}-{cart.cart.generation}"}\n',
            '        sent = {"user_id": cart.user_id, "order_ref": '
            'f"{cart.user_id}-{cart.cart.generation}", **metadata}\n',
        ),
    ),
    cases=("test_guide_create_payment_intent",),
    run=("contracts/test_integration_guide.py",),
)
