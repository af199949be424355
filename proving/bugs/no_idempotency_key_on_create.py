"""Creating a PaymentIntent sends no idempotency key of the shop's own, so every try is a new operation for Stripe.

frappe/payments #240, stripe-node #877: after a lost answer a second intent is made, and both can be paid.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            'create(params, {"idempotency_key": key})\n        return _payment',
            "create(params)\n        return _payment",
        ),
    ),
    cases=("test_a_lost_answer_while_creating[9]",),
    run=("scenarios/test_stripe_outages.py",),
)
