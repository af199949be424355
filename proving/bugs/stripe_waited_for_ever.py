"""Answers of Stripe's are waited for without an end: the read timeout is gone.

When Stripe accepts a call and says nothing, each shopper's request hangs and holds one of forty threads; soon nobody
gets an answer, the catalogue included. Sources: requests' documentation (no timeout by default), abiru/kikaku-os #854,
antiwork/gumroad #6694 (capacity collapse by held workers).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            "timeout=(CONNECT_SECONDS, settings.stripe_timeout_seconds)",
            "timeout=(CONNECT_SECONDS, None)",
        ),
    ),
    codes=("no_answer_in_time",),
    cases=("test_whoever_asked_is_answered",),
    run=("scenarios/faults/test_silence.py",),
)
