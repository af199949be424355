"""The payment is created again when no answer came, and nothing tells Stripe that it is the same one."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py", '            {"idempotency_key": order.id},\n', '            {"max_network_retries": 0},\n'
        ),
    ),
    codes=("stripe_idempotency_key_absent",),
    run=("scenarios/test_stripe_outages.py",),
)
