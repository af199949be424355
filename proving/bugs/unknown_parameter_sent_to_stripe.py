"""The amount of a refund is sent as `amount_to_refund`, which Stripe does not know and a lenient stand-in would ignore.

Stripe itself refuses it; against a mock that takes everything, a partial refund becomes a full one.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("stripe_gateway.py", '(("amount", amount), ("reason"', '(("amount_to_refund", amount), ("reason"'),),
    codes=("stripe_unknown_parameter",),
    cases=("after::stripe_requests[POST /v1/refunds]",),
    texts=("stripe_unknown_parameter",),
    run=("scenarios/test_refunds.py",),
)
