"""The amount of a refund is sent as `amount_to_refund`, which Stripe does not know and a lenient stand-in would ignore.

Stripe itself refuses it; against a mock that takes everything, a partial refund becomes a full one.
"""

from proving.bug import Bug, Edit

BUG = Bug(
    edits=(Edit("stripe_gateway.py", '(("amount", amount), ("reason"', '(("amount_to_refund", amount), ("reason"'),),
    codes=("stripe_unknown_parameter",),
    cases=("after::stripe_requests[POST /v1/refunds]",),
    says=("POST /v1/refunds is sent a parameter that it does not take: amount_to_refund",),
    run=("scenarios/test_refunds.py",),
)
