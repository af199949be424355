"""The idempotency key of a confirmation is payment and card: the same card, tried again, stays declined.

Stripe answers a key for a day with what it answered first (docs.stripe.com/api/idempotent_requests): declines as well.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            'key = operation_key("confirm", intent_id, intent.attempts, payment_method, return_url)',
            'key = operation_key("confirm", intent_id, payment_method, return_url)',
        ),
    ),
    cases=("test_the_same_token_again",),
    run=("scenarios/test_second_card.py", "-k", "server or token"),
)
