"""Confirming at the server sends no idempotency key of the shop's own.

The class of frappe/payments #240 and stripe-node #877. A PaymentIntent is charged once whatever the key, so nobody
pays twice; but a declined card whose answer was lost is tried at the bank once more when the shopper repeats the call.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("stripe_gateway.py", 'confirm(intent_id, params, {"idempotency_key": key})', "confirm(intent_id, params)"),
    ),
    cases=("test_a_decline_lost_for_good",),
    run=("scenarios/test_stripe_outages.py",),
)
