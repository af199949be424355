"""Answers of Stripe's are waited for without an end: the read timeout is gone.

Harm: when Stripe accepts a call and says nothing, each shopper's request hangs and holds one of forty threads; soon
nobody gets an answer, the catalogue included. Shows when Stripe stalls: confirm-payment never answers, where 503 within
half a minute is right. Sources: requests' documentation (no timeout by default), abiru/kikaku-os #854,
antiwork/gumroad #6694 (capacity collapse by held workers).
"""

from proving.bugs import Bug, Edit

GROUP = "privacy"

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            'timeout=(CONNECT_SECONDS, READ_SECONDS)',
            'timeout=(CONNECT_SECONDS, None)',
        ),
    ),
    cases=("test_",),
    run=(),
)
