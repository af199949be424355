"""After Stripe answered a refund with a 500, its idempotency key is kept as if the outcome were open, so every
repetition gets the stored 500 again for a day: the buyer cannot be given the money back. Stripe documents that 500s
are stored too (docs.stripe.com/api/idempotent_requests); a key stuck for 24 h: Medical-Software-Foundation/canvas
pull 243.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            "            if problem.status != 503:\n",
            "            if problem.status < 500:\n",
        ),
    ),
    codes=("refused",),
    cases=("test_a_failed_refund_that_stripe_keeps",),
    run=("scenarios/faults/test_kept_failures.py",),
)
