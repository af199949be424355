"""Refunding sends no idempotency key of the shop's own: a partial refund whose answer was lost is paid out twice.

The SDK draws a key for each call, so the tap tells it by the repeated call. woocommerce-gateway-stripe #838 and
shopp #3241 tell of double refunds.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("stripe_gateway.py", 'refunds.create(params, {"idempotency_key": key})', "refunds.create(params)"),),
    codes=("stripe_idempotency_key_absent", "stripe_retry_changed_key"),
    cases=("test_a_lost_answer_while_refunding[9]", "after::stripe_requests[POST /v1/refunds]"),
    run=("scenarios/test_stripe_outages.py", "scenarios/test_races.py", "-k", "refund"),
)
