"""After a 500 of Stripe's a new payment is asked for under the same idempotency key, which Stripe answers with the
same 500.

Harm: Stripe keeps a 500 for a day (docs.stripe.com/api/idempotent_requests, "including 500 errors"): a shopper
who hit a hiccup cannot pay this cart until tomorrow. Shows: one 500 at POST /v1/payment_intents, then every
further create-payment-intent for this cart is 502. Source: that document; crbnos/carbon #252.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
            if problem.status == 502 and problem.code in OUTAGE_CODES:
                self._carts.next_generation(cart.cart)  # Stripe repeats a stored 500 under the same key for a day
            raise
""",
            """\
            if problem.status == 502 and problem.code in OUTAGE_CODES:
                LOG.warning("Stripe failed; the shopper may try again")
            raise
""",
        ),
    ),
    cases=("test_a_failure_that_stripe_keeps",),
    run=("scenarios/faults/test_kept_failures.py",),
)
